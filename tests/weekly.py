"""Tiny networks under attack, week by week and from scratch: every choice of sites, and one linear program for each.

Nothing here is taken from :mod:`models.stress`. The plan is a steady state (one period); a disruption is told as a
story of weeks: what is made, sent, arrives, is used, sold and left over in each.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from brute import Program, switches
from story_weeks import VALUE, Story, add_to
from tiny import Book, book, periods, table

if TYPE_CHECKING:
    from story_weeks import Row


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

    @property
    def name(self) -> str:
        """As an attack names it."""
        return f"{self.origin} -> {self.destination}"


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
            program.add(("stock", node), weeks * cost, math.inf if opened.get(node[1], 1) else 0.0)
        for n, rate in self.demand.items():
            program.add(("unmet", n), weeks * (self.shortage or 0.0), rate if self.shortage else 0.0)
        made: dict[str, Row] = {s.site: {("make", s.site): 1.0} for s in self.sources}
        sent: dict[Way, Row] = {w: {("ship", w): 1.0} for w in self.ways}
        for node in self.nodes:
            program.equal.append((self.balance(node, made, sent, sent), self.wanted(node)))
        for attack in self.attacks:
            Story(self, attack, capacity, program).tell()
        fixed = sum(s.fixed * weeks * opened.get(s.site, 1) for s in self.sources)
        return program.least() + fixed

    def wanted(self, node: tuple[str, str]) -> float:
        """Demand at a node."""
        return self.demand.get(node[1], 0.0) if node[0] == "x" else 0.0

    def balance(
        self, node: tuple[str, str], made: dict[str, Row], sent: dict[Way, Row], arrives: dict[Way, Row]
    ) -> Row:
        """What comes to a node less what goes; demand is not counted, what is left unserved is."""
        row: Row = {("unmet", node[1]): 1.0} if self.wanted(node) else {}
        for s in self.sources:
            if (s.item, s.site) == node:
                add_to(row, made[s.site], 1.0)
            if node == ("c", s.site) and s.item == "x":
                add_to(row, made[s.site], -self.usage)
        for w in self.ways:
            if (w.item, w.origin) == node:
                add_to(row, sent[w], -1.0)
            if (w.item, w.destination) == node:
                add_to(row, arrives[w], 1.0)
        return row

    @property
    def nodes(self) -> list[tuple[str, str]]:
        """Items where they are."""
        ends = [(w.item, n) for w in self.ways for n in (w.origin, w.destination)]
        return list(dict.fromkeys([*((s.item, s.site) for s in self.sources), *ends, *self.stock]))

    def short(self, attack: Attack) -> set[tuple[str, str]]:
        """Nodes that may get less: what is hit and everything further down."""
        found = {(s.item, s.site) for s in self.sources if s.site == attack.target}
        found |= {(w.item, w.destination) for w in self.ways if attack.target in {w.origin, w.name}}
        while True:
            more = {(w.item, w.destination) for w in self.ways if (w.item, w.origin) in found}
            more |= {("x", s.site) for s in self.sources if s.item == "x" and ("c", s.site) in found}
            if more <= found:
                return found
            found |= more
