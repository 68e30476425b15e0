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
                _add(row, made[s.site], 1.0)
            if node == ("c", s.site) and s.item == "x":
                _add(row, made[s.site], -self.usage)
        for w in self.ways:
            if (w.item, w.origin) == node:
                _add(row, sent[w], -1.0)
            if (w.item, w.destination) == node:
                _add(row, arrives[w], 1.0)
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


class Story:
    """One disruption told week by week."""

    def __init__(self, tiny: Tiny, attack: Attack, capacity: dict[Source, float], program: Program) -> None:
        self.tiny, self.attack, self.capacity, self.program = tiny, attack, capacity, program
        longest = sum(sorted((w.lead for w in tiny.ways), reverse=True)[:3])
        self.end = attack.survive or int(attack.weeks) + longest + 2
        lasts = math.inf if attack.survive else attack.weeks
        self.lost_share = [attack.share if k < lasts else 0.0 for k in range(self.end)]
        self.short = tiny.short(attack)

    def tell(self) -> None:
        """Add every week, what is kept between them, and what the rule asks for."""
        tiny, weeks = self.tiny, range(self.end)
        made = [{s.site: self._made(s, k) for s in tiny.sources} for k in weeks]
        sent = [{w: self._sent(w, k) for w in tiny.ways} for k in weeks]
        arrives = [{w: self._arrives(w, k, sent) for w in tiny.ways} for k in weeks]
        lost: Row = {}
        for node in tiny.nodes:
            if node[1] == self.attack.target and self.attack.share >= 1:
                continue
            for k in weeks:
                row = tiny.balance(node, made[k], sent[k], arrives[k])
                _add(row, self._before(node, k), 1.0)
                left = (self.attack.name, "left", node, k)
                self.program.add(left, 0.0)
                row[left] = -1.0
                if tiny.wanted(node) and node in self.short:
                    missing = self._missing(node, k)
                    row[missing], lost[missing] = 1.0, 1.0
                self.program.equal.append((row, tiny.wanted(node)))
        self._require(lost)

    def _changed(self, what: str, key: Hashable, k: int, row: Row, factor: float) -> Hashable:
        """Add a change of this week to what the plan does."""
        name = (self.attack.name, what, key, k)
        self.program.add(name, 0.0)
        row[name] = factor
        return name

    def _made(self, s: Source, k: int) -> Row:
        """What is made: the surviving part of the plan, less where a component is short, more where others can."""
        hit, plan, share = s.site == self.attack.target, ("make", s.site), self.lost_share[k]
        row: Row = {plan: 1.0 - share if hit else 1.0}
        if not hit and k >= self.tiny.reaction:
            more = self._changed("more made", s.site, k, row, 1.0)
            self.program.at_most.append(({more: 1.0, plan: 1.0}, self.capacity[s]))
        if s.item == "x" and ("c", s.site) in self.short:
            less = self._changed("less made", s.site, k, row, -1.0)
            self.program.at_most.append(({less: 1.0, plan: -row[plan]}, 0.0))
        return row

    def _sent(self, w: Way, k: int) -> Row:
        """What leaves on a lane, likewise."""
        hit, plan = self.attack.target in {w.origin, w.name}, ("ship", w)
        row: Row = {plan: 1.0 - self.lost_share[k] if hit else 1.0}
        if not hit and k >= self.tiny.reaction:
            self._changed("more sent", w, k, row, 1.0)
        if (w.item, w.origin) in self.short:
            less = self._changed("less sent", w, k, row, -1.0)
            self.program.at_most.append(({less: 1.0, plan: -row[plan]}, 0.0))
        return row

    def _arrives(self, w: Way, k: int, sent: list[dict[Way, Row]]) -> Row:
        """What arrives: sent a lead time ago, before the hit as planned; on a lane that is hit all of it waits."""
        arrives = dict(sent[k - w.lead][w]) if k >= w.lead else {("ship", w): 1.0}
        if self.attack.target == w.name:
            arrives["ship", w] = 1.0 - self.lost_share[k]
        return arrives

    def _before(self, node: tuple[str, str], k: int) -> Row:
        """What is there when the week begins; what is made where nothing is kept or arrives leaves at once."""
        tiny, attack = self.tiny, self.attack
        if k:
            waits = node in tiny.stock or any((w.item, w.destination) == node for w in tiny.ways)
            return {(attack.name, "left", node, k - 1): 1.0} if waits else {}
        lost = attack.share if node[1] == attack.target else 0.0
        return {("stock", node): 1.0 - lost} if node in tiny.stock else {}

    def _missing(self, node: tuple[str, str], k: int) -> Hashable:
        """Demand of the week that is lost, at its price where the attack is likely."""
        tiny, name = self.tiny, (self.attack.name, "lost", node, k)
        chance = 0.0 if self.attack.survive else self.attack.chance * tiny.weeks / 52
        self.program.add(name, chance * (tiny.shortage or VALUE))
        self.program.at_most.append(({name: 1.0, ("unmet", node[1]): 1.0}, tiny.wanted(node)))
        return name

    def _require(self, lost: Row) -> None:
        attack, demand = self.attack, self.tiny.demand
        counted = float(attack.survive or attack.weeks)
        missed = (attack.name, "missed")
        self.program.add(missed, attack.penalty or 0.0, 0.0 if attack.penalty is None else math.inf)
        allowed = 0.0 if attack.survive else (1.0 - attack.least) * counted * sum(demand.values())
        unserved: Row = {("unmet", n): counted for n in demand}
        self.program.at_most.append(({**lost, **unserved, missed: -1.0}, allowed))


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
