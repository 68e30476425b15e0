"""Tiny networks under attack, week by week and from scratch: every choice of sites, and one linear program for each.

Nothing here is taken from :mod:`models.stress`. The plan is a steady state (one period); a disruption is told as a
story of weeks: what is made, sent, arrives, is used, sold and left over in each.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from brute import Program, switches
from tiny import Book, book, periods, table

if TYPE_CHECKING:
    from collections.abc import Hashable

Row = dict["Hashable", float]
VALUE = 20.0
"""Of one product: what a lost sale costs where nothing is stated."""


@dataclass(frozen=True)
class Source:
    """A maker; one that is potential costs `fixed` a week while it is open."""

    site: str
    item: str
    capacity: float
    price: float
    fixed: float = 0.0
    potential: bool = False


@dataclass(frozen=True)
class Way:
    """A lane with a lead time in whole weeks."""

    item: str
    origin: str
    destination: str
    lead: int
    freight: float


@dataclass(frozen=True)
class Attack:
    """A share of a site, or of a lane ``origin -> destination``, is lost for some weeks; forever for infinitely many."""

    name: str
    target: str
    share: float
    weeks: float
    least: float
    penalty: float | None = None
    survive: int = 0
    chance: float = 0.0


@dataclass
class Tiny:
    """One steady year."""

    sources: list[Source]
    ways: list[Way]
    stock: dict[tuple[str, str], float]
    demand: dict[str, float]
    attacks: list[Attack]
    usage: float = 0.0
    reaction: int = 0
    shortage: float | None = None
    weeks: int = 52
    role: dict[str, str] = field(default_factory=dict)

    # As a workbook

    def book(self, bucket: float | None = 1) -> Book:
        """Return the workbook a planner would write."""
        made = {s.site: s for s in self.sources}
        sites = [
            (
                n,
                "US",
                role,
                "potential" if n in made and made[n].potential else "existing",
                made[n].fixed * 52 if n in made else 0,
            )
            for n, role in self.role.items()
        ]
        tiers = [{"parent": "x", "child": "c", "quantity": self.usage}] if self.usage else []
        rules = [
            {"rule": f"r {a.name}", "applies_to": a.name, "min_service": None if a.survive else a.least,
             "min_survive": a.survive or None, "hard": "Yes" if a.penalty is None else "No", "penalty": a.penalty}
            for a in self.attacks
        ]  # fmt: skip
        plan = {
            "Settings": {"reaction_time": self.reaction, "disruption_bucket": bucket},
            "Periods": periods(1, self.weeks),
            "Regions": table("region", ("US",)),
            "Sites": table("site region role status fixed_cost", *sites),
            "Items": table("item value", ("x", VALUE), *([("c", 5)] if self.usage else [])),
            "BOM": tiers,
            "Sources": table("site item capacity material_cost", *((s.site, s.item, s.capacity, s.price) for s in self.sources)),
            "Lead_times": table(
                "item origin destination mode lead_time freight_cost",
                *((w.item, w.origin, w.destination, "road", 7 * w.lead, w.freight) for w in self.ways),
            ),
            "Demand": table("site item period quantity shortage_cost", *((n, "x", "ALL", q, self.shortage) for n, q in self.demand.items())),
            "Inventory": table("site item storage_cost", *((n, i, h) for (i, n), h in self.stock.items())),
            "Disruptions": table(
                "scenario hits target loss duration probability start_period",
                *((a.name, "lane" if "->" in a.target else "site", a.target, a.share, a.weeks, a.chance, "P1") for a in self.attacks),
            ),
            "Resilience_rules": rules,
        }  # fmt: skip
        return book(**{name: rows for name, rows in plan.items() if rows})

    # As linear programs

    def least(self) -> float:
        """Least cost over every choice of sites; inf when no choice keeps every rule."""
        choices = [s.site for s in self.sources if s.potential]
        return min(self._least(dict(zip(choices, on, strict=True))) for on in switches(len(choices)))

    def _least(self, opened: dict[str, int]) -> float:
        program, weeks = Program(), self.weeks
        capacity = {s: s.capacity * opened.get(s.site, 1) for s in self.sources}
        for s in self.sources:
            program.add(("make", s.site), weeks * s.price, capacity[s])
        for w in self.ways:
            program.add(("ship", w), weeks * w.freight)
        for node, cost in self.stock.items():
            program.add(("stock", node), weeks * cost, 0.0 if not opened.get(node[1], 1) else math.inf)
        for n, rate in self.demand.items():
            program.add(("unmet", n), weeks * (self.shortage or 0.0), rate if self.shortage else 0.0)
        for node in self.nodes:
            row: Row = {("make", s.site): 1.0 for s in self.sources if (s.item, s.site) == node}
            for w in self.ways:
                if (w.item, w.destination) == node:
                    row["ship", w] = 1.0
                if (w.item, w.origin) == node:
                    row["ship", w] = -1.0
            if node[0] == "c":
                row |= {("make", s.site): -self.usage for s in self.sources if (s.item, s.site) == ("x", node[1])}
            wanted = self.demand.get(node[1], 0.0) if node[0] == "x" else 0.0
            if wanted:
                row["unmet", node[1]] = 1.0
            program.equal.append((row, wanted))
        for attack in self.attacks:
            self._suffer(program, attack, capacity)
        fixed = sum(s.fixed * weeks * opened.get(s.site, 1) for s in self.sources)
        return program.least() + fixed

    @property
    def nodes(self) -> list[tuple[str, str]]:
        """Items where they are."""
        ends = [(w.item, n) for w in self.ways for n in (w.origin, w.destination)]
        return list(dict.fromkeys([*((s.item, s.site) for s in self.sources), *ends, *self.stock]))

    def _short(self, attack: Attack) -> set[tuple[str, str]]:
        """Nodes that may get less: what is hit and everything further down."""
        found = {(s.item, s.site) for s in self.sources if s.site == attack.target}
        found |= {
            (w.item, w.destination) for w in self.ways if attack.target in {w.origin, f"{w.origin} -> {w.destination}"}
        }
        while True:
            more = {(w.item, w.destination) for w in self.ways if (w.item, w.origin) in found}
            more |= {("x", s.site) for s in self.sources if s.item == "x" and ("c", s.site) in found}
            if more <= found:
                return found
            found |= more

    def _suffer(self, program: Program, a: Attack, capacity: dict[Source, float]) -> None:
        """Add one disruption, told week by week."""
        lasts = math.inf if a.survive else a.weeks
        end = a.survive or int(a.weeks) + sum(sorted((w.lead for w in self.ways), reverse=True)[:3]) + 2
        short, name = self._short(a), a.name
        gone = {node for node in self.nodes if node[1] == a.target and a.share >= 1}
        lost_share = [a.share if k < lasts else 0.0 for k in range(end)]
        makes: dict[tuple[str, int], Row] = {}
        sends: dict[tuple[Way, int], Row] = {}
        for k in range(end):
            for s in self.sources:
                hit, plan = s.site == a.target, ("make", s.site)
                row: Row = {plan: 1.0 - lost_share[k] if hit else 1.0}
                if not hit and k >= self.reaction:
                    more = (name, "more made", s.site, k)
                    program.add(more, 0.0)
                    program.at_most.append(({more: 1.0, plan: 1.0}, capacity[s]))
                    row[more] = 1.0
                if s.item == "x" and ("c", s.site) in short:
                    less = (name, "less made", s.site, k)
                    program.add(less, 0.0)
                    program.at_most.append(({less: 1.0, plan: -row[plan]}, 0.0))
                    row[less] = -1.0
                makes[s.site, k] = row
            for w in self.ways:
                hit = a.target in {w.origin, f"{w.origin} -> {w.destination}"}
                row = {("ship", w): 1.0 - lost_share[k] if hit else 1.0}
                if not hit and k >= self.reaction:
                    more = (name, "more sent", w, k)
                    program.add(more, 0.0)
                    row[more] = 1.0
                if (w.item, w.origin) in short:
                    less = (name, "less sent", w, k)
                    program.add(less, 0.0)
                    program.at_most.append(({less: 1.0, ("ship", w): -row["ship", w]}, 0.0))
                    row[less] = -1.0
                sends[w, k] = row
        lost: Row = {}
        for node in self.nodes:
            if node in gone:
                continue
            for k in range(end):
                left, before = (name, "left", node, k), (name, "left", node, k - 1)
                program.add(left, 0.0)
                row = {left: 1.0}
                if k and (node in self.stock or any((v.item, v.destination) == node for v in self.ways)):
                    row[before] = -1.0
                elif k:
                    pass  # what is made where nothing is kept leaves at once
                elif node in self.stock:
                    row["stock", node] = -(1.0 - (a.share if node[1] == a.target else 0.0))
                for s in self.sources:
                    if (s.item, s.site) == node:
                        _add(row, makes[s.site, k], -1.0)
                    if node == ("c", s.site) and s.item == "x":
                        _add(row, makes[s.site, k], self.usage)
                for w in self.ways:
                    if (w.item, w.origin) == node:
                        _add(row, sends[w, k], 1.0)
                    if (w.item, w.destination) == node:
                        _add(row, self._arrives(a, w, k, sends, lost_share), -1.0)
                wanted = self.demand.get(node[1], 0.0) if node[0] == "x" else 0.0
                if wanted:
                    row["unmet", node[1]] = row.get(("unmet", node[1]), 0.0) - 1.0
                    if node in short:
                        missing = (name, "lost", node, k)
                        program.add(
                            missing, a.chance * self.weeks / 52 * (self.shortage or VALUE) if not a.survive else 0.0
                        )
                        program.at_most.append(({missing: 1.0, ("unmet", node[1]): 1.0}, wanted))
                        row[missing], lost[missing] = -1.0, 1.0
                program.equal.append((row, -wanted))
        counted = a.survive or a.weeks
        missed = (name, "missed")
        program.add(missed, a.penalty or 0.0, 0.0 if a.penalty is None else math.inf)
        allowed = 0.0 if a.survive else (1.0 - a.least) * counted * sum(self.demand.values())
        unserved: Row = {("unmet", n): float(counted) for n in self.demand}
        program.at_most.append(({**lost, **unserved, missed: -1.0}, allowed))

    def _arrives(self, a: Attack, w: Way, k: int, sends: dict[tuple[Way, int], Row], lost: list[float]) -> Row:
        """What arrives: sent a lead time ago, before the hit as planned; on a lane that is hit all of it waits."""
        sent = dict(sends[w, k - w.lead]) if k >= w.lead else {("ship", w): 1.0}
        if a.target == f"{w.origin} -> {w.destination}":
            sent["ship", w] = 1.0 - lost[k]
        return sent


def _add(row: Row, more: Row, factor: float) -> None:
    for name, value in more.items():
        row[name] = row.get(name, 0.0) + factor * value


def random_tiny(seed: int) -> Tiny:
    """Two or three suppliers, perhaps one or two plants, perhaps a warehouse, one or two markets, up to three attacks."""
    rng = np.random.default_rng(seed)

    def of(*choices: Any) -> Any:
        return choices[int(rng.integers(len(choices)))]

    suppliers, plants = [f"s{k}" for k in range(of(2, 2, 3))], [f"p{k}" for k in range(of(0, 0, 1, 2))]
    markets, hub = ["m0", "m1"][: of(1, 2)], of(True, False, False)
    bought, makers = ("c", plants) if plants else ("x", suppliers)
    usage = of(1.0, 2.0) if plants else 0.0
    demand = {n: float(of(20, 40, 60)) for n in markets}
    need = sum(demand.values()) * (usage or 1.0)
    sources = [
        Source(n, bought, round(of(0.5, 0.8, 1.2) * need) if k else round(1.3 * need), of(5, 7, 9, 11), of(20, 80, 150), of(True, k > 0, False))
        for k, n in enumerate(suppliers)
    ]  # fmt: skip
    sources += [
        Source(
            n,
            "x",
            round(of(0.6, 1.1, 1.5) * sum(demand.values())) if k else round(1.2 * sum(demand.values())),
            of(1, 2, 3),
        )
        for k, n in enumerate(plants)
    ]
    sources = [s if s.potential else Source(s.site, s.item, s.capacity, s.price) for s in sources]
    leads = lambda: of(0, 0, 1, 2, 4)  # noqa: E731
    ways = [Way("c", o, d, leads(), of(0, 1)) for o in suppliers for d in plants]
    ways += [Way("x", o, d, leads(), of(0, 1, 2)) for o in makers for d in markets]
    if hub:
        ways += [Way("x", o, "hub", leads(), 0) for o in makers] + [
            Way("x", "hub", d, leads(), of(0, 1)) for d in markets
        ]
    places = [("x", n) for n in markets] + [("c", n) for n in plants] + ([("x", "hub")] if hub else [])
    existing = [(s.item, s.site) for s in sources if not s.potential]
    stock = {node: of(0.01, 0.05, 0.2, 0.5) for node in [*places, *existing] if rng.random() < 0.6}
    targets = [*suppliers, *plants, *(["hub"] if hub else []), *(f"{w.origin} -> {w.destination}" for w in ways)]
    attacks = []
    for k in range(of(1, 2, 3)):
        survive = of(0, 0, 0, 3, 6)
        attacks.append(
            Attack(
                f"a{k}", of(*targets), of(1.0, 1.0, 0.5), of(2, 4, 8), of(1.0, 1.0, 0.9, 0.5), of(None, None, 2.0, 40.0), survive,
                0.0 if survive else of(0.0, 0.1, 0.5),
            )
        )  # fmt: skip
    role = (
        dict.fromkeys(suppliers, "supplier")
        | dict.fromkeys(plants, "plant")
        | dict.fromkeys(["hub"] if hub else [], "warehouse")
    )
    return Tiny(
        sources, ways, stock, demand, attacks, usage, of(0, 0, 1, 3), of(None, 60.0, 200.0), 52, role | dict.fromkeys(markets, "market"),
    )  # fmt: skip
