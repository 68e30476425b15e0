"""Key figures of a plan beside today's: cost, risk, independence, lead times, stock, carbon, investment and work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models import DAYS_PER_WEEK
from models.features import carbon, labour
from models.plan import CostLines, Flows, MeterLines, Production, sums
from models.reports.buffers import kept_buffers
from models.reports.costs import FULL, NOT_SUPPLY, PENALTY, RISKS, TOTAL, Absorbed
from models.reports.mix import made_by
from models.reports.survival import worst_figures
from models.schema import Numbers, Sheet, Texts, number, text
from models.sheets import ALL, CRITICALITIES, WAREHOUSE, Items, LeadTimes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import Plan
    from models.problem import Problem
    from models.stress.tested import Tested

NOTHING = 1e-9
MEMBERS = {"site": ("maker", "makers"), "region": ("region", "regions"), "country": ("country", "countries")}
KG_PER_TONNE = 1000.0
STOCKS = {
    "Goods in transit": "goods on their way",
    "Cycle and seasonal stock": "cycle stock and of seasonal stock",
    "Safety stock": "stock that covers variability",
    "Strategic stock": "stock that disruptions would draw on",
}
"""Kinds of stock, and what each is."""
COUNTRY_SHARE, CONCENTRATION = "Largest foreign country share", "Concentration (HHI)"
CONCENTRATIONS = {
    "site": CONCENTRATION,
    "region": "Concentration by region (HHI)",
    "country": "Concentration by country (HHI)",
}


class Kpi(Sheet, name="Kpi", purpose="Key figures of the plan beside today's.", key=("figure", "item")):
    """Report: plan against baseline."""

    figure: Texts = text("What is measured.")
    item: Texts = text("Item; blank: the whole plan.")
    unit: Texts = text("Unit of the figures.")
    plan: Numbers = number("Figure of the plan. Blank: there is nothing to measure.", lower=float("-inf"))
    baseline: Numbers = number("Figure of today's plan. Blank: no baseline.", lower=float("-inf"))
    difference: Numbers = number("Plan less baseline. Blank: one is missing.", lower=float("-inf"))
    change: Numbers = number(
        "Difference as a share of the baseline; blank: no baseline, or it is 0, or the figure is itself a share.",
        unit="fraction",
        lower=float("-inf"),
    )
    definition: Texts = text("How it is measured.")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure.

    Attributes
    ----------
    needed
        Whether it is shown even when it is 0; others are shown only when the plan or today's has some.

    """

    name: str
    item: str
    unit: str
    value: float
    definition: str
    needed: bool = True


Stress = tuple["Tested", ...]
"""What a stress test of a plan found."""


def kpis(plan: Absorbed, baseline: Absorbed | None, stress: Stress = (), today_stress: Stress = ()) -> Kpi:
    """Compare the key figures of two plans."""
    today = {(f.name, f.item): f.value for f in figures(baseline, today_stress)} if baseline else {}
    rows = []
    for figure in figures(plan, stress):
        theirs = today.get((figure.name, figure.item), np.nan)
        measured = [value for value in (figure.value, theirs) if not np.isnan(value)]
        if not measured or not (figure.needed or any(abs(value) > NOTHING for value in measured)):
            continue
        difference = figure.value - theirs
        relative = figure.unit != "fraction" and abs(theirs) > NOTHING
        change = difference / abs(theirs) if relative else np.nan
        rows.append(
            (figure.name, figure.item, figure.unit, figure.value, theirs, difference, change, figure.definition)
        )
    return Kpi.of(rows)


def figures(absorbed: Absorbed, stress: Stress = ()) -> Iterator[Figure]:
    """Every key figure of one plan."""
    problem, plan = absorbed.problem, absorbed.plan
    money = problem.settings.currency
    lines = plan[CostLines]
    total = float(lines.present_value[~np.isin(lines.driver, (*RISKS, PENALTY))].sum())
    definition = "Present value of all costs without penalties of rules and without what disruptions may cost."
    yield Figure("Total cost", "", money, total, definition)
    landed = absorbed.per_unit(ALL, FULL).get(TOTAL, np.nan)
    definition = f"All costs but {', '.join(NOT_SUPPLY)}, not discounted, by finished units served."
    yield Figure("Landed cost of a finished unit", "", f"{money}/unit", landed, definition)
    definition = "Value of demand that is never served by value of demand."
    yield Figure("Demand not served", "", "fraction", _unserved(absorbed), definition)
    definition = "Value added (item value less the value of its components) by domestic makers, by that of all makers."
    yield Figure("Domestic value added", "", "fraction", _domestic(problem, plan), definition)
    yield from _risks(problem, plan, stress)
    yield from _independence(problem, plan)
    yield from _movement(problem, plan)
    yield from _stock(problem, plan)
    yield from _effort(problem, plan)


def _risks(problem: Problem, plan: Plan, stress: Stress) -> Iterator[Figure]:
    """What disruptions may cost, and what the stress test found."""
    for worst in worst_figures(problem, stress):
        yield Figure(worst.figure, "", worst.unit, worst.value, worst.definition)
    if problem.baseline:  # today's plan answers no disruption, so nothing is booked for it
        return
    lines, money = plan[CostLines], problem.settings.currency
    said = (
        ("Expected disruption losses", "Probability times lost money of every disruption that has one, present value."),
        ("Premium on the worst disruptions (CVaR)", "Weighted mean loss of the worst of them, present value."),
    )
    for driver, (name, definition) in zip(RISKS, said, strict=True):
        amount = float(lines.present_value[lines.driver == driver].sum())
        yield Figure(name, "", money, amount, definition, needed=False)


def _unserved(absorbed: Absorbed) -> float:
    problem = absorbed.problem
    wanted = sum(
        problem.value[item] * float(rate @ problem.horizon.weeks) for (item, _), rate in problem.wanted.items()
    )
    served = sum(problem.value[item] * units for item, units in absorbed.served.items())
    return max(wanted - served, 0.0) / wanted if wanted > 0 else np.nan


def _domestic(problem: Problem, plan: Plan) -> float:
    """Share of the value added that is added at home; what an item is worth less than its parts counts as 0."""
    recipes, value, home, everywhere = problem.recipes, problem.value, 0.0, 0.0
    added = {
        item: max(value[item] - sum(recipes.usage[item, c] * value[c] for c in recipes.children.get(item, ())), 0.0)
        for item in problem.items
    }
    for item, site, period, rate in plan[Production]:
        if problem.role[site] != WAREHOUSE:
            worth = added[item] * rate * float(problem.horizon.weeks[problem.horizon.number(period)])
            everywhere += worth
            home += worth if site in problem.geography.domestic else 0.0
    return home / everywhere if everywhere > 0 else np.nan


def _independence(problem: Problem, plan: Plan) -> Iterator[Figure]:
    """Concentration of every item that has a choice of makers, the riskiest class first."""
    items, weeks = problem[Items], problem.horizon.weeks
    home = {problem.geography.of_site["country"][site] for site in problem.geography.domestic}
    ranked = sorted(zip(items.item, items.criticality, strict=True), key=lambda entry: CRITICALITIES.index(entry[1]))
    for item, risk in ranked:
        if len(problem.makers.get(item, ())) <= 1 or not problem.takers.get(item):
            continue
        if risk == CRITICALITIES[0]:
            of_country = {c: float(rate @ weeks) for c, rate in made_by(problem, plan, item, "country").items()}
            abroad = [volume for country, volume in of_country.items() if country not in home]
            largest = max(abroad, default=0.0) / sum(of_country.values()) if of_country else np.nan
            definition = (
                "Share of the country that makes most of the item, domestic ones left out, over the whole plan."
            )
            yield Figure(COUNTRY_SHARE, item, "fraction", largest, definition)
        for kind, name in CONCENTRATIONS.items():
            if _is_distinct(problem, item, kind):
                volumes = [float(rate @ weeks) for rate in made_by(problem, plan, item, kind).values()]
                index = sum((volume / sum(volumes)) ** 2 for volume in volumes) if volumes else np.nan
                one, several = MEMBERS[kind]
                definition = f"Herfindahl-Hirschman index: sum of squared shares of the {several}; 1: one {one} only."
                yield Figure(name, item, "index", index, definition)


def _is_distinct(problem: Problem, item: str, kind: str) -> bool:
    """Whether grouping the makers of an item by this kind tells more than by the finer one before it."""
    kinds, makers = list(CONCENTRATIONS), problem.makers[item]
    of_site, finer = problem.geography.of_site, kinds[max(kinds.index(kind) - 1, 0)]
    return kind == finer or len({of_site[kind][n] for n in makers}) < len({of_site[finer][n] for n in makers})


def _movement(problem: Problem, plan: Plan) -> Iterator[Figure]:
    horizon, lead = problem.horizon, problem.lanes.lead_weeks * DAYS_PER_WEEK
    distance, work = problem[LeadTimes].distance[problem.lanes.row], carbon.tonne_km(problem)
    days = moved = far = tonnes = 0.0
    for item, origin, destination, mode, period, rate in plan[Flows]:
        lane, units = (
            problem.lanes.position[item, origin, destination, mode],
            rate * float(horizon.weeks[horizon.number(period)]),
        )
        worth = problem.value[item] * units
        moved += worth
        days += worth * float(lead[lane])
        far += worth * float(distance[lane])
        tonnes += units * float(work[lane])
    definition = "Door-to-door time of everything shipped, weighted by its value."
    yield Figure("Lead time", "", "days", days / moved if moved > 0 else np.nan, definition)
    definition = "Distance of everything shipped, weighted by its value."
    yield Figure("Distance", "", "km", far / moved if moved > 0 else np.nan, definition, needed=False)
    yield Figure("Transport work", "", "tonne-km", tonnes, "Weight shipped by distance travelled.", needed=False)


def _stock(problem: Problem, plan: Plan) -> Iterator[Figure]:
    """Value of stock by kind, average over the plan."""
    horizon, money = problem.horizon, problem.settings.currency
    weight = (horizon.weeks / horizon.end).tolist()
    worth = dict.fromkeys(STOCKS, 0.0)
    for buffer in kept_buffers(problem, plan):
        safety, strategic, seasonal = buffer.kinds
        each = problem.value[buffer.item] * weight[buffer.t]
        for name, units in zip(STOCKS, (buffer.moving, buffer.cycle + seasonal, safety, strategic), strict=True):
            worth[name] += units * each
    for name, what in STOCKS.items():
        yield Figure(name, "", money, worth[name], f"Value of {what}, average over the plan.")


def _effort(problem: Problem, plan: Plan) -> Iterator[Figure]:
    money, horizon = problem.settings.currency, problem.horizon
    metered = sums(plan[MeterLines].meter, plan[MeterLines].amount)
    kilos = metered.get("carbon", 0.0)
    definition = "CO2 of making and transport over the whole plan."
    yield Figure("Carbon", "", "t", kilos / KG_PER_TONNE, definition, needed=False)
    lines = plan[CostLines]
    duty = float(lines.amount[lines.driver == "duty"].sum())
    yield Figure("Duty", "", money, duty, "Tariffs less refunds, not discounted.", needed=False)
    definition = "Cash invested in capacity that is ordered, before any salvage, not discounted."
    yield Figure("Investment ordered", "", money, metered.get("capex", 0.0), definition, needed=False)
    by_region: dict[str, float] = {}
    for (region, t), (hours, _) in labour.worked(problem, plan).items():
        by_region[region] = by_region.get(region, 0.0) + hours * float(horizon.weeks[t]) / horizon.end
    home = {problem.geography.of_site["region"][site] for site in problem.geography.domestic}
    definition = "Hours worked at all makers, average over the plan."
    yield Figure("Work", "", "h/week", sum(by_region.values()), definition, needed=False)
    definition = "Hours worked at domestic makers, average over the plan."
    domestic = sum(hours for region, hours in by_region.items() if region in home)
    yield Figure("Domestic work", "", "h/week", domestic, definition, needed=False)
