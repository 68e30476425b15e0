"""Domestic content of a plan: the tables that keep account of it, and the account gone over by arithmetic.

What content is, is said in :mod:`models.content`. The tables hold money for measure ``value`` and units for
``quantity``; arithmetic is in units' worth.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from models.consumption import consumption
from models.content import MEASURES, VALUE, Node, added, carriers, followed, may_lose, opening, worth
from models.issue import Violation
from models.plan import Backlog, Blends, Flows, Production, Shortages, stock_kept, sums
from models.schema import Numbers, Sheet, Texts, number, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import Plan
    from models.problem import Problem
    from models.schema import Record


class ContentFlows(Sheet, name="Content_flows", purpose="Domestic content of what travels.", key=()):
    """Decision: content of shipments."""

    measure: Texts = text("value or quantity.")
    item: Texts = text("Item shipped.")
    origin: Texts = text("Site it leaves.")
    destination: Texts = text("Site it arrives at.")
    mode: Texts = text("Means of transport.")
    period: Texts = text("Period in which it leaves.")
    content: Numbers = number("Domestic content.", unit="money/week or units/week")


class ContentStock(Sheet, name="Content_stock", purpose="Domestic content of what is kept.", key=()):
    """Decision: content of stock at the end of each period."""

    measure: Texts = text("value or quantity.")
    item: Texts = text("Item kept.")
    site: Texts = text("Site that keeps it.")
    period: Texts = text("Period at whose end it is counted.")
    content: Numbers = number("Domestic content.", unit="money or units")


class ContentUse(Sheet, name="Content_use", purpose="Domestic content of what is used up or sold.", key=()):
    """Decision: content that leaves the account."""

    measure: Texts = text("value or quantity.")
    item: Texts = text("Item.")
    site: Texts = text("Site where it is used up or sold.")
    parent: Texts = text("What it is used for; blank: sold.")
    period: Texts = text("Period.")
    content: Numbers = number("Domestic content.", unit="money/week or units/week")


def plan_made(problem: Problem, plan: Plan) -> dict[Node, float]:
    """Content of what is made, by arithmetic on the plan's tables; never more than the goods [units' worth a week]."""
    number, home = problem.horizon.number, problem.geography.domestic
    known = {(a, i, n): added(problem, a, i, n) for a, i in carriers(problem) for n in problem.makers.get(i, ())}
    found: dict[Node, float] = {}
    goods: dict[Node, float] = {}
    for item, site, period, quantity in plan[Production]:
        for key in ((measure, item, site, number(period)) for measure in MEASURES if (measure, item, site) in known):
            found[key] = quantity * float(known[key[:3]].base[key[3]]) if site in home else 0.0
            goods[key] = quantity
    for item, part, site, period, quantity in plan[Blends]:
        cut = known[VALUE, item, site].deducted.get(part) if (VALUE, item, site) in known and site in home else None
        if cut is not None:
            key, t = (VALUE, item, site, number(period)), number(period)
            found[key] = found.get(key, 0.0) - quantity * float(cut[t])
    for measure, _, site, parent, period, content in plan[ContentUse]:
        if measure == VALUE and (VALUE, parent, site) in known:
            key = (VALUE, parent, site, number(period))
            found[key] = found.get(key, 0.0) + content / problem.value[parent]
    return {key: min(content, goods.get(key, 0.0)) for key, content in found.items()}


def goods_taken(problem: Problem, plan: Plan) -> dict[tuple[str, str, str, str], float]:
    """Units a week used up or sold, by item, site, what for ("": sold) and period, by arithmetic on the tables."""
    found: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for parent, child, site, name, rate in consumption(problem, plan):
        found[child, site, parent, name] += rate
    for (item, site), wanted in problem.wanted.items():
        for t, name in enumerate(problem.horizon.names):
            found[item, site, "", name] += float(wanted[t])
    for item, site, name, rate in plan[Shortages]:
        found[item, site, "", name] -= rate
    for item, site, name, recovered, _ in plan[Backlog]:
        found[item, site, "", name] += recovered
    return dict(found)


def plan_content(problem: Problem, plan: Plan, kind: type[Record]) -> dict[tuple[str, ...], float]:
    """Rows of one of the tables of content, in units' worth, by all columns but the last."""
    rows = [(tuple(key), content / worth(problem, key[0], key[1])) for *key, content in plan[kind]]
    return sums([key for key, _ in rows], [content for _, content in rows])


def imbalances(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """Content that appears or disappears at a node, by arithmetic on the tables."""
    horizon, known = problem.horizon, set(followed(problem))
    comes: dict[Node, float] = defaultdict(float)
    goes: dict[Node, float] = defaultdict(float)
    for key, content in plan_made(problem, plan).items():
        comes[key] += content * float(horizon.weeks[key[3]])
    for (item, site), units in opening(problem).items():
        for measure in (measure for measure in MEASURES if (measure, item) in known):
            comes[measure, item, site, 0] += units
    for (measure, item, origin, destination, mode, name), content in plan_content(problem, plan, ContentFlows).items():
        t, lane = horizon.number(name), problem.lanes.position[item, origin, destination, mode]
        arrives, volume = horizon.arrival(t, float(problem.lanes.lead_weeks[lane])), content * float(horizon.weeks[t])
        goes[measure, item, origin, t] += volume
        if arrives is not None:
            comes[measure, item, destination, arrives] += volume
    for (measure, item, site, _, name), content in plan_content(problem, plan, ContentUse).items():
        goes[measure, item, site, horizon.number(name)] += content * float(horizon.weeks[horizon.number(name)])
    for (measure, item, site, name), content in plan_content(problem, plan, ContentStock).items():
        t = horizon.number(name)
        goes[measure, item, site, t] += content
        if t + 1 < len(horizon):
            comes[measure, item, site, t + 1] += content
    for key in comes.keys() | goes.keys():
        gap = goes[key] - comes[key]
        gap = max(gap, 0.0) if may_lose(problem, key) else abs(gap)
        size = max(comes[key], goes[key], 1.0)
        where = f"{key[0]} of {key[1]} at {key[2]}, {horizon.names[key[3]]}"
        yield Violation("content balance", where, gap, gap / size)


def excesses(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """Flows, uses, sales and stocks with more content than they are worth."""
    flows = plan[Flows]
    moved = zip(flows.item, flows.origin, flows.destination, flows.mode, flows.period, strict=True)
    limits: tuple[tuple[type[Record], dict[Any, float]], ...] = (
        (ContentFlows, sums(moved, flows.quantity)),
        (ContentUse, goods_taken(problem, plan)),
        (ContentStock, stock_kept(plan)),
    )
    for kind, goods in limits:
        for key, content in plan_content(problem, plan, kind).items():
            over = max(content - goods.get(key[1:], 0.0), 0.0)
            where = ", ".join(word for word in key if word)
            yield Violation("content within goods", where, over, over / max(content, 1.0))
