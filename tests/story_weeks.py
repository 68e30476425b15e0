"""One disruption of a tiny network, told week by week as rows of a linear program."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable

    from brute import Program
    from weekly import Attack, Source, Tiny, Way

Row = dict["Hashable", float]
VALUE = 20.0
"""Of one product: what a lost sale costs where nothing is stated."""


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
                add_to(row, self._before(node, k), 1.0)
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


def add_to(row: Row, more: Row, factor: float) -> None:
    """Add a multiple of one row to another."""
    for name, value in more.items():
        row[name] = row.get(name, 0.0) + factor * value
