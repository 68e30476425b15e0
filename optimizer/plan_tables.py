"""A written plan as it stands: its summary and its report tables, whatever has become of the input since."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from models.capacity_use import CapacityUse
from models.catalogue import SheetEntry
from models.issue import Issue, Severity
from models.plan import Orders, Production
from models.reports.costs import Costs
from models.reports.kpi import Kpi
from models.reports.mix import SourcingMix
from models.reports.resilience import Resilience
from models.reports.rules import RulesTable
from optimizer.errors import InputError
from optimizer.intake.raw import RawBook, from_records
from optimizer.intake.tables import read_table
from optimizer.json_plan import PLAN_SCHEMA, records, summary_as_json
from optimizer.limits import OWN, Limits
from optimizer.report import report_tables
from optimizer.solver.solved import relative_gap
from optimizer.workbook.front import BOUND, COST, FINGERPRINT, INPUT, LEFT_OUT, LOCKED, SECOND, VERDICT
from optimizer.workbook.read import read_workbook, run_facts
from optimizer.workbook.tables import PERCENT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from models.schema import Sheet
    from optimizer.outcome import Outcome

NAME_ONE = "Name a workbook or a JSON file written by sourcemix solve, e.g. NAME.plan.xlsx."
STATUS = "status"
KINDS: tuple[type[Sheet], ...] = (*(Kpi, SourcingMix, Resilience, Costs, RulesTable, CapacityUse, Production, Orders),)
"""Tables that are read of a plan; what others hold follows from them, or takes too much room to be told."""
ENTRIES = {kind.sheet: SheetEntry(kind, ()) for kind in KINDS}

Rows = list[dict[str, Any]]


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
    found = {table.sheet: records(table) for table in report_tables(outcome) if table.sheet in ENTRIES}
    return _of_summary(summary_as_json(outcome), found, "", outcome.problem.digest)


def is_plan(path: Path, limits: Limits = OWN) -> bool:
    """Whether a file looks like a plan, and not like an input."""
    if path.suffix.lower() == ".json":
        try:
            return bool(_content(path, limits).get("schema") == PLAN_SCHEMA)
        except InputError:
            return False
    return FINGERPRINT in run_facts(path, limits)


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
    return _json(path, limits) if path.suffix.lower() == ".json" else _workbook(path, limits)


def landed_costs(path: Path, limits: Limits = OWN) -> dict[tuple[str, str, str, str], float]:
    """Landed cost on a written plan's sheet Sourcing_mix, by item, source, destination and period [money/unit].

    Raises
    ------
    InputError
        When the plan cannot be read, or one of them is missing.

    """
    found: dict[tuple[str, str, str, str], float] = {}
    for row in read_tables(path, limits)[SourcingMix]:
        cost = row["landed_cost"]
        if cost is None:
            found_out = f"The sheet {SourcingMix.sheet} has been changed: a landed_cost is missing."
            raise _refusal(path, found_out, "Do not edit a plan; make it again.")
        found[row["item"], row["source"], row["destination"], row["period"]] = cost
    return found


def _workbook(path: Path, limits: Limits) -> PlanTables:
    tables = _parsed(path, read_workbook(path, ENTRIES, limits))
    facts = run_facts(path, limits)
    status, _, words = facts.get(STATUS, "").partition(": ")
    if FINGERPRINT not in facts or not words:
        raise _refusal(path, "This is no plan: it has no sheet Run_info that says what it was made from.")
    cost, bound = _number(facts.get(COST)), _number(facts.get(BOUND))
    return PlanTables(
        status,
        words,
        cost,
        bound,
        None if cost is None or bound is None else relative_gap(cost, bound),
        _number(facts.get(LOCKED)),
        facts.get(SECOND, ""),
        facts.get(VERDICT, ""),
        (facts[LEFT_OUT],) if LEFT_OUT in facts else (),
        facts.get(INPUT, ""),
        facts[FINGERPRINT],
        tables,
    )


def _json(path: Path, limits: Limits) -> PlanTables:
    content = _content(path, limits)
    tables, summary, source = content.get("tables"), content.get("summary"), content.get("input", {})
    if content.get("schema") != PLAN_SCHEMA:
        raise _refusal(path, f"The file is no plan in JSON: its schema is not {PLAN_SCHEMA}.")
    if tables is None or not isinstance(summary, dict) or not isinstance(source, dict) or not _is_tables(tables):
        raise _refusal(path, "The file is a plan with parts missing or changed.", "Make it again.")
    book = from_records({name: rows for name, rows in tables.items() if name in ENTRIES and rows})
    return _of_summary(summary, _parsed(path, book), _text(source, "name"), _text(source, "fingerprint"))


def _content(path: Path, limits: Limits) -> dict[str, Any]:
    """Take in a JSON file; what is read of it grows no faster than the file, so it needs no child process."""
    try:
        size = path.stat().st_size
        if size > limits.json_bytes:
            raise _refusal(path, f"The file has {size / 1e6:,.0f} MB, which is too much.", NAME_ONE)
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise _refusal(path, "There is no such file.", "Check the name and the folder.", "missing-file") from error
    except (OSError, ValueError, RecursionError) as error:
        raise _refusal(path, f"The file is no readable JSON ({type(error).__name__}).") from error
    return content if isinstance(content, dict) else {}


def _is_tables(tables: Any) -> bool:
    return isinstance(tables, dict) and all(
        isinstance(rows, list) and all(isinstance(row, dict) for row in rows) for rows in tables.values()
    )


def _parsed(path: Path, book: RawBook) -> dict[str, Rows]:
    """Read the report tables of a plan, each cell as its column declares it; rows of totals are no records."""
    errors = [issue for issue in book.issues if issue.severity is Severity.ERROR]
    if errors:
        raise InputError(errors)
    tables: dict[str, Rows] = {}
    for raw in book.sheets:
        if raw.name not in ENTRIES:
            continue
        parsed = read_table(ENTRIES[raw.name], raw)
        if not set(ENTRIES[raw.name].sheet.key) <= parsed.records[0].addresses.letters.keys():
            raise _refusal(path, f"The sheet {raw.name} has been changed.", "Do not edit a plan; make it again.")
        table, totals = cast("Sheet", parsed.records[0]), set(raw.layout.totals)
        rows = zip(records(table), table.addresses.rows, strict=True)
        tables[raw.name] = [_as_reported(row) for row, number in rows if number not in totals]
    return tables


def _as_reported(row: dict[str, Any]) -> dict[str, Any]:
    """Return a record with its unit as in the report: shares are shown as percentages on a sheet."""
    return {**row, "unit": "fraction"} if row.get("unit") == PERCENT else row


def _of_summary(summary: Mapping[str, Any], tables: dict[str, Rows], source: str, fingerprint: str) -> PlanTables:
    """Take over a summary as JSON; what is of another kind than it should be counts as not known."""
    left_out = summary.get("left_out")
    return PlanTables(
        _text(summary, "status"),
        _text(summary, "words"),
        _number(summary.get("cost")),
        _number(summary.get("bound")),
        _number(summary.get("gap")),
        _number(summary.get("lock_cost")),
        _text(summary, "second"),
        _text(summary, "resilience"),
        tuple(map(str, left_out)) if isinstance(left_out, list) else (),
        source,
        fingerprint or _text(summary, "input_hash"),
        tables,
    )


def _text(facts: Mapping[str, Any], name: str) -> str:
    found = facts.get(name)
    return found if isinstance(found, str) else ""


def _number(found: Any) -> float | None:
    """Return a figure; None for what is none, or is not finite."""
    if isinstance(found, bool) or not isinstance(found, (int, float, str)):
        return None
    try:
        value = float(found)
    except (ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def _refusal(path: Path, found: str, remedy: str = NAME_ONE, code: str = "no-plan") -> InputError:
    return InputError([Issue(path.name, 0, "", code, found, remedy)])
