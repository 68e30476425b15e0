"""Constraints of a model as they are written: what each is about, whether it limits each or a sum, and to what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.importing.anura.ledger import key_of
from optimizer.importing.anura.names import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optimizer.importing.anura.model import Model
    from optimizer.importing.anura.row import Row

LEAST, MOST, FIXED, NEARLY, IF_USED = "Min", "Max", "Fixed", "Fixed With Tolerance", "Conditional Min"
KINDS = (LEAST, MOST, FIXED, NEARLY, IF_USED)


@dataclass(frozen=True, slots=True)
class Span:
    """Members that one column of a constraint names.

    Attributes
    ----------
    members
        Their names.
    is_sum
        Whether it is the sum over several that is limited, not each.
    is_all
        Whether the column names none in particular.

    """

    members: tuple[str, ...]
    is_sum: bool
    is_all: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """A constraint.

    Attributes
    ----------
    kind
        Whether it is a least, a largest or a fixed figure, or a least one if there is any.
    spans
        What it is about, by column.
    periods
        Numbers of the periods it holds in.
    row
        Its row.

    """

    kind: str
    spans: Mapping[str, Span]
    periods: tuple[int, ...]
    row: Row

    def amount(self, model: Model, product: str) -> float | None:
        """Figure in units of a product."""
        return model.units.amount(self.row, "ConstraintValue", product)


def bounds(model: Model, table: str, kinds: Mapping[str, tuple[str, ...]]) -> Iterator[Bound]:
    """Constraints that a plan may hold; all others are left out.

    Parameters
    ----------
    kinds
        Kinds of members by column.

    """
    for row in model.ledger.rows(table):
        kind = row.word("ConstraintType", KINDS)
        spans = {column: _span(model, row, column, members) for column, members in kinds.items()}
        periods, symbol = model.horizon.numbers(row, model.names), row.text("ConstraintValueUOM").upper()
        behaviour = row.word("PeriodNameGroupBehavior", ("Aggregate", "Enumerate"))
        if not row.has("ConstraintValue"):
            row.refuse("ConstraintValue", "blank-required", "ConstraintValue is blank.", "Fill it.")
        elif symbol in model.units.others:
            row.leave_all(f"limits in {symbol} have no counterpart")
        elif len(periods) > 1 and behaviour == "Aggregate":
            row.leave_all("it limits the sum over several periods, and a plan limits each")
        elif kind in {LEAST, NEARLY}:
            row.leave_all(f"a limit of the kind {kind} has no counterpart")
        elif all(span.members for span in spans.values()) and periods:
            yield Bound(kind, spans, periods, row)


def _span(model: Model, row: Row, column: str, kinds: tuple[str, ...]) -> Span:
    given = row.text(column)
    members = model.names.members(row, column, *kinds, needed=False)
    is_sum = row.word(f"{column}GroupBehavior", ("Aggregate", "Enumerate")) == "Aggregate" and len(members) > 1
    return Span(members, is_sum, key_of(given) in EVERYTHING)
