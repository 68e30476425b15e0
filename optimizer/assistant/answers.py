"""What the tools answer: plain values with a stated form, which clients get as JSON together with its schema.

Lists are cut short; `left_out` says how many entries of each are missing. Money is in the currency of the plan, shares
are fractions of 1. The outermost forms have no slots: who makes their schema looks for defaults on the class.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from optimizer.assistant.entries import (
    DESCRIBED,
    Binding,
    Diagnosis,
    Figure,
    FullCapacity,
    Ordered,
    Pair,
    Problem,
    RuleCosts,
    Shift,
    Supply,
    Weakness,
)


@dataclass(frozen=True)
class Checked:
    """What is wrong with a workbook."""

    workbook: str
    can_be_planned: bool
    errors: int
    warnings: int
    notes: int
    scenarios: tuple[str, ...]
    problems: tuple[Problem, ...]
    left_out: dict[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """What came of the search for a plan."""

    __pydantic_config__ = DESCRIBED
    status: str
    """OPTIMAL, WITHIN_GAP, TIME_LIMIT, BROKEN_OFF: there is a plan. INFEASIBLE: none is possible. PROBLEMS: the
    workbook must be corrected first. Others: nothing was planned, `words` say why."""
    words: str
    exit_code: int | None
    """What the command line would end with: 0 a plan, 3 problems, 4 impossible, 5 stopped with a plan, 6 stopped
    without one; None for a plan that was only read."""
    currency: str
    cost: float | None
    """Present value of all costs."""
    bound: float | None
    """No plan can cost less."""
    gap: float | None
    """How far the cost may be above the least possible, as a share of it."""
    sentences: tuple[str, ...]
    """What there is to say, for people."""


@dataclass(frozen=True)
class Solved:
    """What came of planning a workbook."""

    workbook: str
    found: Found
    plan: str | None
    seconds: float
    figures: tuple[Figure, ...] = ()
    diagnosis: Diagnosis | None = None
    errors: int = 0
    warnings: int = 0
    problems: tuple[Problem, ...] = ()
    left_out: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Explained:
    """Why a plan is as it is, or why there is none."""

    file: str
    kind: str
    found: Found
    figures: tuple[Figure, ...] = ()
    mix: tuple[Supply, ...] = ()
    binding: tuple[Binding, ...] = ()
    full: tuple[FullCapacity, ...] = ()
    rule_costs: RuleCosts | None = None
    breaks_first: tuple[Weakness, ...] = ()
    diagnosis: Diagnosis | None = None
    problems: tuple[Problem, ...] = ()
    left_out: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Compared:
    """What differs between two plans."""

    first: str
    second: str
    sentences: tuple[str, ...]
    cost: Pair
    figures: tuple[Pair, ...]
    costs: tuple[Pair, ...]
    shares: tuple[Shift, ...]
    orders: tuple[Ordered, ...]
    left_out: dict[str, int]
