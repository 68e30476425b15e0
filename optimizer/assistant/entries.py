"""Entries of the lists in an answer, each a row that is told of a plan or a workbook."""

from __future__ import annotations

from dataclasses import dataclass

DESCRIBED = {"use_attribute_docstrings": True}
"""Tells whoever makes the schema that the text below a field describes it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with, or remarkable about, a workbook."""

    __pydantic_config__ = DESCRIBED
    severity: str
    """error: nothing can be planned before it is corrected; warning: look at it; note: for information."""
    cell: str
    """Where: Sheet!Cell, or the file's name for what concerns all of it."""
    code: str
    """Stable name of the kind of problem."""
    found: str
    """What is wrong."""
    allowed: str
    """What may stand there; empty where that makes no sense."""
    remedy: str
    """What to do about it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure of a plan beside that of today's plan."""

    __pydantic_config__ = DESCRIBED
    figure: str
    item: str
    """Empty: of the whole plan."""
    unit: str
    plan: float | None
    today: float | None
    """None: the workbook gives no baseline."""
    difference: float | None
    """Plan less today."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A cell that takes part in what makes a plan impossible, and what it says."""

    cell: str
    words: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to one cell."""

    cell: str
    column: str
    now: float | None
    value: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes that together make a plan possible."""

    __pydantic_config__ = DESCRIBED
    edits: tuple[Edit, ...]
    checked: bool
    """Whether a plan was found with them."""
    cost: float | None
    """Cost of that plan; None when it was not looked for to the end."""
    words: str = ""
    """The changes as one instruction, where they are one change to a class of cells."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why no plan is possible, and what would make one possible."""

    __pydantic_config__ = DESCRIBED
    sentences: tuple[str, ...]
    conflicts: tuple[tuple[Clause, ...], ...]
    """Each a set of cells that cannot all hold."""
    remedies: tuple[Remedy, ...]
    """The cheapest plan first."""
    finished: bool
    """False: time ran out before everything was looked at."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A share that stays the same for one or several periods."""

    first: str
    last: str
    share: float


@dataclass(frozen=True, slots=True)
class Supply:
    """Who supplies an item to a destination, and why."""

    __pydantic_config__ = DESCRIBED
    item: str
    destination: str
    source: str
    country: str
    shares: tuple[Stretch, ...]
    """Share of all that the destination gets of the item, period by period; where none stands it gets nothing.
    The first 26 changes."""
    landed_cost: float | None
    """Money for one unit delivered, in the last of these periods."""
    why: str
    """What holds the source at this share, in the last of these periods."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A rule without slack, or one that is missed."""

    __pydantic_config__ = DESCRIBED
    rule: str
    cell: str
    item: str
    scope: str
    limit: str
    """What it asks for, in words."""
    required: float | None
    achieved: float | None
    """In the period with the least slack."""
    unit: str
    periods: tuple[str, ...]
    missed: bool
    hard: bool


@dataclass(frozen=True, slots=True)
class FullCapacity:
    """A source that makes all it can."""

    item: str
    site: str
    periods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleCosts:
    """What rules and locked decisions cost, as far as the plan tells."""

    __pydantic_config__ = DESCRIBED
    penalties: float
    """Present value paid for soft rules that are missed."""
    locked_decisions: float | None
    """What the plan costs more than without the sheet Locks; None: nothing is locked, or it was not measured."""
    how_to_price_a_rule: str


@dataclass(frozen=True, slots=True)
class Weakness:
    """A disruption, and how the plan bears it."""

    __pydantic_config__ = DESCRIBED
    event: str
    kind: str
    period: str
    """Period at whose start it does most harm."""
    verdict: str
    served: float | None
    required: float | None
    weeks_survived: float | None
    """Weeks without any shortage."""
    weeks_to_recover: float | None
    """None: what is lost never returns."""
    lost_money: float | None
    buffers: str
    second_sources: str
    remark: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure of both plans."""

    __pydantic_config__ = DESCRIBED
    name: str
    item: str
    """Empty: of the whole plan."""
    unit: str
    first: float | None
    second: float | None
    difference: float | None
    """Second less first."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A source whose share in the output of an item is not the same in both plans."""

    __pydantic_config__ = DESCRIBED
    item: str
    site: str
    period: str
    """Period of the largest difference."""
    first: float
    second: float
    difference: float
    periods: int
    """In how many of the periods of both plans the share differs."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """An option for capacity that is not ordered as often, or not at the same time, in both plans."""

    site: str
    option: str
    first: float
    second: float
    first_periods: tuple[str, ...]
    second_periods: tuple[str, ...]
