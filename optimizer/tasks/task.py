"""What is to be done with one workbook, how much it may take, and how it is called off."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Task:
    """Plan one workbook, or each of its scenarios too.

    Attributes
    ----------
    name, key
        The workbook as people call it, and the fingerprint of everything that decides the result.
    source, target
        What is read, and the plan workbook that is written; the name of a scenario goes into the file's.
    time_limit, gap
        Override Settings [s, fraction].
    strict, scenarios, json
        Treat warnings as errors; plan every scenario beside the workbook as it is; write each plan as JSON too.
    scenario, settings
        Plan one scenario instead of the workbook as it is; values that take the place of those on the sheet Settings.
    most_problems
        Problems that the result carries; the rest is counted.

    """

    name: str
    key: str
    source: Path
    target: Path
    time_limit: float | None = None
    gap: float | None = None
    strict: bool = False
    scenarios: bool = False
    json: bool = False
    scenario: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    most_problems: int = 50


@dataclass(frozen=True, slots=True)
class Limits:
    """What the process of one workbook may take.

    Attributes
    ----------
    seconds
        Longest run of everything, reading and writing included [s]; then it is asked to stop with the best plan.
    memory
        Most memory [bytes]; None: what the machine has.
    grace
        How long it may take to stop before it is killed [s].

    """

    seconds: float = 3600.0
    memory: int | None = None
    grace: float = 20.0


class Halt:
    """The switch that calls work off: asked once it ends with the best plans so far, asked twice at once."""

    def __init__(self) -> None:
        self._asked, self._at_once = threading.Event(), threading.Event()

    def ask(self) -> None:
        """Ask once more."""
        (self._at_once if self._asked.is_set() else self._asked).set()

    @property
    def asked(self) -> bool:
        """Whether work is to end."""
        return self._asked.is_set()

    @property
    def at_once(self) -> bool:
        """Whether it is to end without waiting for anything."""
        return self._at_once.is_set()


@dataclass(frozen=True, slots=True)
class Step:
    """How far one task has come.

    Attributes
    ----------
    words
        What is being done.
    best, bound
        Cost of the best plan so far, and what no plan can go below; None while unknown.
    phase
        Phase of the run, a key of :data:`optimizer.progress.PHASES`.

    """

    words: str
    best: float | None = None
    bound: float | None = None
    phase: str = ""
