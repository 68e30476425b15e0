"""Licences: fees for technology that belongs to others, and how much of an item depends on owners abroad.

::

    cost  = sum licence_cost[i,n] / yield[i,n] x make[i,n,t] x weeks[t]
    share = sum over sources whose licence_region is not domestic of make[i,n,t] / sum of make[i,n,t]

Caps on that share are rows of Sourcing_rules with group_by ``licence`` (see :mod:`models.features.concentration`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.feature import Audited, Feature
from models.plan import Production
from models.schema import Columns, Numbers, Sheet, Texts, number, text
from models.sheets import Regions, Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem


class LicenceTerms(Columns, of=Sources):
    """What a licence costs."""

    licence_cost: Numbers = number(
        "Fee for the technology of others, for one unit, in the plan's currency.", unit="money/unit", default=0.0
    )


class LicenceUse(
    Sheet, name="Licences", purpose="How much depends on the technology of others.", key=("item", "owner", "period")
):
    """Report: licensed output by owner."""

    item: Texts = text("Item.")
    owner: Texts = text("Region that owns the technology; blank: the makers' own.")
    foreign: Texts = text("Yes: the owner is not domestic.")
    period: Texts = text("Period.")
    quantity: Numbers = number("Made with it.", unit="units/week")
    share: Numbers = number("Share of the item.", unit="fraction")
    foreign_share: Numbers = number("Share of the item that depends on foreign owners, all together.", unit="fraction")
    cost: Numbers = number("Licence cost, not discounted.", unit="money")


def check(problem: Problem) -> Iterator[Issue]:
    """Licences of warehouses, which make nothing."""
    sources, terms = problem[Sources], problem[LicenceTerms]
    for item, site in problem.handlers:
        row, found = problem.source_row[item, site], f"{site} is a warehouse: it makes nothing, so it needs no licence."
        if terms.licence_cost[row] > 0:
            yield terms.issue("licence_cost", row, "not-a-maker", found, "Clear the cell.")
        if sources.licence_region[row]:
            yield sources.issue("licence_region", row, "not-a-maker", found, "Clear the cell.")


def build(_: Any, core: Core) -> None:
    """Book the fees."""
    core.book_making("licence", core.problem[LicenceTerms].licence_cost)


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute the fees from the table of production."""
    found, fees = Audited(len(problem.horizon)), problem[LicenceTerms].licence_cost
    for item, site, period, quantity in plan[Production]:
        row, t = problem.source_row[item, site], problem.horizon.number(period)
        started = quantity / float(problem[Sources].yield_[row]) * float(problem.horizon.weeks[t])
        found.spend("licence", t, started * float(fees[row]))
    return found


def tables(problem: Problem, plan: Plan) -> Iterator[Sheet]:
    """Output by owner of the technology, for items of which any source has a licence."""
    sources, regions, horizon = problem[Sources], problem[Regions], problem.horizon
    fees, abroad = problem[LicenceTerms].licence_cost, set(regions.region[~regions.domestic])
    licensed = set(sources.item[(sources.licence_region != "") | (fees > 0)])
    made: dict[tuple[str, str, str], tuple[float, float]] = {}
    total: dict[tuple[str, str], tuple[float, float]] = {}
    for item, site, period, quantity in plan[Production]:
        if item in licensed and site in problem.makers.get(item, ()):
            row = problem.source_row[item, site]
            owner, weeks = sources.licence_region[row], float(horizon.weeks[horizon.number(period)])
            before, paid = made.get((item, owner, period), (0.0, 0.0))
            fee = quantity / float(sources.yield_[row]) * float(fees[row]) * weeks
            made[item, owner, period] = (before + quantity, paid + fee)
            everything, foreign = total.get((item, period), (0.0, 0.0))
            total[item, period] = (everything + quantity, foreign + (quantity if owner in abroad else 0.0))
    rows = []
    for (item, owner, period), (quantity, cost) in made.items():
        everything, foreign = total[item, period]
        shares = (quantity / everything, foreign / everything)
        rows.append((item, owner, "Yes" if owner in abroad else "No", period, quantity, *shares, cost))
    yield LicenceUse.of(rows)


FEATURE = Feature(
    name="licences",
    columns=(LicenceTerms,),
    check=check,
    build=build,
    audit=audit,
    tables=tables,
    reports=(LicenceUse,),
)
