"""What an assistant tells of a plan: its summary and its report tables, of an outcome or of a written plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.capacity_use import CapacityUse
from models.plan import Orders, Production
from models.reports.costs import Costs
from models.reports.kpi import Kpi
from models.reports.mix import SourcingMix
from models.reports.resilience import Resilience
from models.reports.rules import RulesTable
from optimizer.json_plan import summary_as_json
from optimizer.limits import OWN, Limits
from optimizer.plain import records
from optimizer.report import report_tables
from optimizer.written import figure_in, read_written, refusal, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from models.schema import Sheet
    from optimizer.outcome import Outcome
    from optimizer.written import Rows

KINDS: tuple[type[Sheet], ...] = (*(Kpi, SourcingMix, Resilience, Costs, RulesTable, CapacityUse, Production, Orders),)
"""Tables that are read of a plan; what others hold follows from them, or takes too much room to be told."""


@dataclass(frozen=True)
class PlanTables:
    """What a plan says.

    Attributes
    ----------
    status, words
        What was found, as a word for programs and in words for planners.
    cost, bound, gap
        Present value of the plan [money], what no plan can go below, and how far apart they may be as a share of the
        cost; None where it is not known.
    lock_cost
        What the locked decisions cost altogether [money]; None when nothing is locked.
    second, resilience
        The second objective, and how the plan bears disruptions, in words; "" where there is nothing to say.
    left_out
        What a run that was stopped says about what is missing, in words.
    source, fingerprint
        Name and fingerprint of the input that it was made from; "" where it does not say.
    tables
        Records by sheet; empty ones are left out.

    """

    status: str
    words: str
    cost: float | None
    bound: float | None
    gap: float | None
    lock_cost: float | None
    second: str
    resilience: str
    left_out: tuple[str, ...]
    source: str
    fingerprint: str
    tables: Mapping[str, Rows]

    def __getitem__(self, kind: type[Sheet]) -> Rows:
        """Records of one kind of table, none when the plan has none."""
        return self.tables.get(kind.sheet, [])


def tables_of(outcome: Outcome) -> PlanTables:
    """Return what an outcome says; raises :class:`NoValueError` when it has no plan."""
    found = {table.sheet: records(table) for table in report_tables(outcome) if isinstance(table, KINDS)}
    return _told(summary_as_json(outcome), found, "", outcome.problem.digest)


def read_tables(path: Path, limits: Limits = OWN) -> PlanTables:
    """Read what a written plan says; its input is not looked at.

    Parameters
    ----------
    path
        Plan as a workbook or as JSON.
    limits
        How far the file is trusted, and what reading it may ask of the machine.

    Raises
    ------
    InputError
        When it is missing, is no plan, or cannot be read.

    """
    written = read_written(path, KINDS, limits)
    return _told(written.summary, written.tables, written.source, written.fingerprint)


def landed_costs(path: Path, limits: Limits = OWN) -> dict[tuple[str, str, str, str], float]:
    """Landed cost on a written plan's sheet Sourcing_mix, by item, source, destination and period [money/unit].

    Raises
    ------
    InputError
        When the plan cannot be read, or one of them is missing.

    """
    found: dict[tuple[str, str, str, str], float] = {}
    for row in read_written(path, (SourcingMix,), limits).tables.get(SourcingMix.sheet, []):
        cost = row["landed_cost"]
        if cost is None:
            changed = f"The sheet {SourcingMix.sheet} has been changed: a landed_cost is missing."
            raise refusal(path, changed, "Do not edit a plan; make it again.")
        found[row["item"], row["source"], row["destination"], row["period"]] = cost
    return found


def _told(summary: Mapping[str, Any], tables: Mapping[str, Rows], source: str, fingerprint: str) -> PlanTables:
    """Take over a summary as JSON; what is of another kind than it should be counts as not known."""
    left_out = summary.get("left_out")
    return PlanTables(
        text_in(summary, "status"),
        text_in(summary, "words"),
        figure_in(summary, "cost"),
        figure_in(summary, "bound"),
        figure_in(summary, "gap"),
        figure_in(summary, "lock_cost"),
        text_in(summary, "second"),
        text_in(summary, "resilience"),
        tuple(map(str, left_out)) if isinstance(left_out, list) else (),
        source,
        fingerprint,
        tables,
    )
