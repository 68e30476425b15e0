"""The weekly replay of a plan, for a block of replications at a time.

A week::

    demand is drawn         mean of the plan, normal, never below 0
    orders                  plan + what was used beyond it, passed upstream through all tiers at once
                            + what is still owed; split as the plan splits the period's inflow
    reactions               orders move from what is hit to whoever can take over, after the reaction time
    level by level          arrive, make (capacity, components), ration by proportion, ship and serve
    afterwards              stock = available - given; owed = ordered - given; the rest is lost or waits

With no variability and no event every flow is the plan's, and so is every stock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.simulation.draws import DEMAND
from optimizer.simulation.pipeline import Pipeline, mean_delay
from optimizer.simulation.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.schema import Numbers
    from optimizer.simulation.disturbance import Disturbance
    from optimizer.simulation.draws import Draws
    from optimizer.simulation.scene import Scene

ENOUGH = 1.0 - 1e-9
"""Share of what is asked for from which all of it is given: the rest is rounding."""
LEAST = 1e-12


@dataclass(frozen=True)
class Span:
    """Weeks that are replayed.

    Attributes
    ----------
    first, weeks
        First week, and how many.
    counted
        First week that counts.

    """

    first: int
    weeks: int
    counted: int = 0


@dataclass
class _Stocks:
    """What changes from week to week, shape (rows, replications) each."""

    stock: Numbers
    owed: Numbers
    resting: Numbers
    waiting: Numbers
    surplus: Numbers
    missed: Numbers


class Replay:
    """One block of replications of one plan."""

    def __init__(
        self,
        scene: Scene,
        draws: Draws,
        span: Span,
        disturbance: Disturbance,
        block: int,
        size: int,
        watch: Callable[[int, Numbers], None] | None = None,
        *,
        keeps: bool = False,
    ) -> None:
        self.scene, self.net, self.rates, self.span, self.size = scene, scene.network, scene.rates, span, size
        self.disturbance, self.watch = disturbance, watch
        self.pipeline = Pipeline(scene.problem, self.net, draws, block, size, span.first, span.weeks)
        self.noise = self._noise(draws, block) if draws.demand else None
        nodes, lanes, sources, markets = (
            len(part) for part in (self.net.nodes, self.net.lanes, self.net.sources, self.net.markets)
        )
        self.sources = sources
        start = self.rates.stock[self.rates.row(span.first)]
        self.now = _Stocks(
            np.repeat(np.maximum(start, 0.0)[:, None], size, axis=1),
            *(np.zeros((rows, size)) for rows in (sources + lanes, nodes, markets, markets, nodes)),
        )
        self.tally = Tally(nodes, markets, size, keeps=keeps)

    def _noise(self, draws: Draws, block: int) -> Numbers:
        """Standard normal numbers of every market, shape (markets, weeks, replications)."""
        names = [" ".join(self.net.nodes[node]) for node in self.net.markets]
        found = [draws.normal(DEMAND, name, block, self.span.weeks, self.size) for name in names]
        return np.array(found).reshape(len(names), self.span.weeks, self.size)

    def run(self) -> Tally:
        """Replay every week and return what was measured."""
        self.pipeline.fill(self.span.first, lambda week: self.rates.arrive[self.rates.row(week)])
        for week in range(self.span.first, self.span.first + self.span.weeks):
            self._week(week)
            if self.watch is not None:
                self.watch(week, self.now.stock)
        return self.tally

    def _week(self, week: int) -> None:
        row, now = self.rates.row(week), self.now
        hurt = self.disturbance.week(week)
        if hurt is not None:
            self._strike(hurt)
        asked, extra = self._demand(week, row, hurt)
        orders = self._orders(row, extra)
        if hurt is not None:
            now.missed[self.net.markets] += hurt.surge * asked
            self.disturbance.react(week, orders, self._planned(row))
        given = self._pass_on(week, row, orders, asked, hurt)
        if hurt is not None:
            rates, slow = self.rates, ~self.scene.quick
            hurt.held_up(self.sent[0], rates.ship[row], self.scene.coming[row], slow)
        self._settle(week, row, orders, asked, given)

    def _planned(self, row: int) -> Numbers:
        """Planned making and shipping, shape (sources + lanes, 1)."""
        return np.concatenate((self.rates.make[row], self.rates.ship[row]))[:, None]

    def _strike(self, hurt: Any) -> None:
        """Take away the stock that an event destroys; it is ordered again once the event is over."""
        for rows, columns, share in hurt.destroyed:
            place = rows[:, None], columns
            lost = self.now.stock[place] * share
            self.now.stock[place] -= lost
            self.now.missed[place] += lost

    def _demand(self, week: int, row: int, hurt: Any) -> tuple[Numbers, Numbers]:
        """What is asked for, earlier demand included, and what is asked beyond the plan [units/week]."""
        rates = self.rates
        mean, served = rates.wanted[row][:, None], (1.0 - rates.unmet[row])[:, None]
        drawn = np.repeat(mean, self.size, axis=1)
        if self.noise is not None:
            drawn = np.maximum(mean + rates.spread[row][:, None] * self.noise[:, week - self.span.first], 0.0)
            drawn *= self.scene.truncation[row][:, None]
        extra = (drawn - mean) * served
        if hurt is not None:
            drawn = drawn * (1.0 + hurt.surge)
        self.wanted = drawn
        return drawn * served + rates.recovered[row][:, None] + self.now.waiting, extra

    def _orders(self, row: int, extra: Numbers) -> Numbers:
        """Orders to every source and on every lane, shape (sources + lanes, replications); changes what rests."""
        now, net, flow = self.now, self.net, self.scene.flows[self.rates.period[row]]
        markets = net.markets
        used = now.resting
        surplus = np.minimum(now.surplus, np.maximum(now.stock[markets] - self.rates.stock[row][markets][:, None], 0.0))
        now.surplus -= surplus
        calm = self.disturbance.calm
        if calm is not None and self.disturbance.any_missed:
            used += now.missed * calm
            now.missed *= 1.0 - calm
        used[markets] += extra - surplus
        pull = flow.pull @ used
        now.resting = pull * flow.resting
        orders = now.owed
        orders[: self.sources] += self.rates.make[row][:, None] + flow.source_share * pull[net.sources]
        orders[self.sources :] += self.rates.ship[row][:, None] + flow.lane_share * pull[net.destination]
        return orders

    def _pass_on(self, week: int, row: int, orders: Numbers, asked: Numbers, hurt: Any) -> Numbers:
        """Let goods pass level by level; return what is given, shape (sources + lanes, replications)."""
        net, rates, scene, now = self.net, self.rates, self.scene, self.now
        flow, sources = scene.levelled[rates.period[row]], self.sources
        request = np.maximum(orders, 0.0)
        room = rates.room[row][:, None]
        if hurt is not None:
            room = room + rates.surge[row][:, None] * hurt.reacting
            hurt.limit_sources(request[:sources], rates.make[row])
            hurt.limit_departures(request[sources:], rates.ship[row])
        np.minimum(request[:sources], room, out=request[:sources])
        np.minimum(request[sources:], net.room[:, None], out=request[sources:])
        due = self.pipeline.arriving(week)
        np.maximum(due, 0.0, out=due)
        if hurt is not None:
            hurt.limit_arrivals(due)
        given, share = request, np.ones((len(net.nodes), self.size))
        available = now.stock + rates.balance[row][:, None]
        need = scene.components[rates.period[row]] @ request[:sources]
        need[net.markets] += asked
        self.part, late = self.disturbance.rest_of_week(net.part), self.pipeline.late(week)
        self.sent = np.zeros((2, len(net.lanes), self.size))
        for level, part in zip(net.levels, flow, strict=True):
            part.make(given[:sources], share)
            at = available[level.nodes]
            at += part.inflow @ due
            at[part.made] += given[level.sources]
            wants = need[level.nodes]
            if part.leaves:
                wants += part.outflow @ given[sources + level.lanes.start : sources + level.lanes.stop]
            scarce = at < wants * ENOUGH
            if scarce.any():
                np.divide(np.maximum(at, 0.0), np.maximum(wants, LEAST), out=share[level.nodes], where=scarce)
            if part.throughput is not None:
                part.limit(share[level.nodes], wants, row)
            if part.leaves:
                lanes = level.lanes
                self._ship(row, given[sources + lanes.start : sources + lanes.stop], lanes, share, due, late)
        self.share, self.available, self.need = share, available, need
        return given

    def _ship(self, row: int, given: Numbers, lanes: slice, share: Numbers, due: Numbers, late: Any) -> None:
        """Ship from one level: what the plan counts on, and what goes beyond it; what is quick arrives at once."""
        given *= share[self.net.origin[lanes]]
        planned, coming = self.rates.ship[row][lanes][:, None], self.scene.coming[row][lanes][:, None]
        ratio = np.ones_like(given)
        np.divide(given, planned, out=ratio, where=planned > 0)
        np.minimum(ratio, 1.0, out=ratio)
        base, beyond = self.sent[0, lanes], self.sent[1, lanes]
        np.multiply(ratio, coming, out=base)
        np.maximum(given - planned, 0.0, out=beyond)
        short = self.scene.quick[lanes]
        if short.any():
            arrived, part = base[short] + beyond[short], self.part[lanes][short][:, None]
            if late is None:
                arrived -= beyond[short] * part
            else:
                arrived *= np.clip(1.0 - mean_delay(arrived, beyond[short], part, late[lanes][short]), 0.0, 1.0)
            due[lanes.start + np.flatnonzero(short)] += arrived

    def _settle(self, week: int, row: int, orders: Numbers, asked: Numbers, given: Numbers) -> None:
        """Bring stocks, debts and figures up to date."""
        now, net, rates, scene = self.now, self.net, self.rates, self.scene
        period, markets = rates.period[row], net.markets
        self.pipeline.send(week, self.sent[0], self.sent[1], self.part)
        self.pipeline.close(week)
        now.owed = orders - given
        served = asked * self.share[markets]
        now.stock = (
            self.available - scene.components[period] @ given[: self.sources] - scene.leaving @ given[self.sources :]
        )
        now.stock[markets] -= served
        np.maximum(now.stock, 0.0, out=now.stock)
        lost = asked - served
        before, waits = now.waiting + rates.recovered[row][:, None], rates.waits[:, None]
        now.waiting = lost * waits
        now.surplus += lost * ~waits
        if week >= self.span.counted:
            # What waited longest is served first; only what is served in its own week is served on time.
            fresh, at_once = asked - before, np.maximum(served - before, 0.0)
            self.tally.count(week - self.span.counted, self.wanted, fresh, at_once, self.share)
