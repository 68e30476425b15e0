"""Writes the rows of a case (see :mod:`models.stress.recourse` for what they say)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.prices import lost_sale, surge_premium
from models.sheets import LeadTimes, Sources
from models.stress.levels import Levels
from models.stress.limits import Limits
from models.stress.loss import lost_between
from models.stress.outputs import Outputs
from models.stress.recourse import NONE, Recourse
from models.stress.rows import Rows
from models.stress.stocks import FEWEST, Stocks
from models.stress.timeline import Timeline, late

if TYPE_CHECKING:
    from models.problem import ItemSite, Problem
    from models.schema import Numbers
    from models.stress.cases import Case
    from models.stress.moves import Forced, Moves, Part, Recipe
    from models.stress.reach import Network
    from models.stress.recourse import Quantity


def write_recourse(case: Case, moves: Moves, *, fine: bool = False) -> Recourse:
    """Write every row of a case of the event of `moves`, with fine steps if asked for."""
    return _Writer(case, moves, fine=fine).written()


class _Writer:
    def __init__(self, case: Case, moves: Moves, *, fine: bool) -> None:
        reach = moves.reach
        self.case, self.event, self.reach, self.moves = case, case.event, reach, moves
        self.network: Network = reach.network
        self.problem: Problem = reach.network.problem
        self.time = Timeline.of(case, reach, fine=fine)
        self.rows = Rows(self.time)
        self.levels, self.outputs = Levels(self.time), Outputs(len(self.time.length))
        self.stocks = Stocks(self.problem, case, self.time, self.rows)
        self._leaving: dict[tuple[tuple[str, ...], int], list[int]] = {}

    def written(self) -> Recourse:
        """Name the changes, write the rows, price the losses."""
        self._name_changes()
        for node in self.reach.nodes:
            if node in self.problem.stock_row or node in self.problem.lanes.into:
                self._write_levels(node)
            else:
                self._write_output(node)
        self.stocks.write()
        self.rows.put_changes(self.levels.entries())
        self.rows.put_changes(self.outputs.entries())
        Limits(self.reach, self.moves, self.time, self.rows).write()
        return self._priced()

    # Changes

    def _name_changes(self) -> None:
        after, steps = range(self.time.reacts, len(self.time.length)), range(len(self.time.length))
        surged = self.problem[Sources].surge_capacity
        for key in self.reach.more_made:
            self.rows.name(("more_made", *key), after)
            if surged[self.problem.source_row[key]] > 0:
                self.rows.name(("surged", *key), after)
            self._name_blends("more_blend", key, after)
        for key in self.reach.less_made:
            self.rows.name(("less_made", *key), steps)
            self._name_blends("less_blend", key, steps)
        expedite = self.problem.lanes.expedite_only
        for a in self.reach.more_moved:
            arrives = self.time.edges[:-1] + late(float(self.problem.lanes.lead_weeks[a]))
            useful = [b for b in (steps if expedite[a] else after) if arrives[b] < self.time.end - FEWEST]
            self.rows.name(("more_moved", a), useful)
        for a in self.reach.less_moved:
            self.rows.name(("less_moved", a), steps)
        for key in self.reach.lost:
            self.rows.name(("lost", *key), steps)

    def _name_blends(self, kind: str, key: ItemSite, steps: range) -> None:
        for parts in self.moves.alternatives(key).values():
            for part in parts:
                self.rows.name((kind, key[0], part, key[1]), steps)

    # Levels

    def _write_levels(self, node: ItemSite) -> None:
        parts, forced = self._parts(node), self.moves.forced(node)
        weeks = self._bends(node, parts, forced)
        first = self.rows.add("level", len(weeks))
        self.stocks.add(node, first, weeks)
        self.levels.add(first, weeks)
        for row, week in enumerate(weeks, first):
            self.rows.levels[row] = (*node, week)
            for loss in forced:
                self._put_loss(row, loss, week)
            if node in self.event.demand:
                self._put_demand(row, node, 0.0, week)
        for part in parts:
            is_missed = part.change[0] == "less_moved" and part.delay > 0
            factors = part.factor * self._in_steps(part.recipe)
            self.levels.move(self.rows.columns[part.change], factors, part.delay, is_missed)

    def _in_steps(self, recipe: Recipe | None) -> Numbers | float:
        """Share of the period of each step in which a component is needed at all; 1 for everything but components."""
        return 1.0 if recipe is None else self.problem.recipes.in_force[recipe][list(self.time.period)]

    def _write_output(self, node: ItemSite) -> None:
        """Where nothing is kept and nothing arrives, what is made leaves at once: one row a step."""
        first, edges = self.rows.add("output", len(self.time.length)), self.time.edges.tolist()
        for part in self._parts(node):
            self.outputs.move(first, self.rows.columns[part.change], part.factor * self._in_steps(part.recipe))
        for loss in self.moves.forced(node):
            share = loss.factor * lost_between(loss.loss, self.time.edges) / self.time.length
            for step, t in enumerate(self.time.period):
                self.rows.put(first + step, (*loss.quantity, t), float(share[step]) * self._in_force(loss.recipe, t))
        if node in self.event.demand:
            for step in range(len(self.time.length)):
                self._put_demand(first + step, node, edges[step], edges[step + 1], per_week=True)

    def _parts(self, node: ItemSite) -> list[Part]:
        """Changes that are possible at a node."""
        return [part for part in self.moves.at(node) if part.change in self.rows.columns]

    def _bends(self, node: ItemSite, parts: list[Part], forced: list[Forced]) -> list[float]:
        """Weeks in which the level of a node can turn."""
        edges, end = self.time.edges, self.time.end
        weeks = set(edges.tolist())
        for delay in {part.delay for part in parts}:
            weeks |= set((edges + delay).tolist())
        weeks |= {week + loss.delay for loss in forced for week in loss.loss.bends}
        if node in self.event.demand:
            weeks |= set(self.event.demand[node][1].bends)
        if node in self.problem.stock_row:
            weeks |= {begin + float(self.problem.horizon.weeks[t]) for t, begin, _ in self.time.spans}
        inside = sorted(week for week in weeks if FEWEST < week <= end + FEWEST)
        return [week for k, week in enumerate(inside) if not k or week - inside[k - 1] > FEWEST]

    def _in_force(self, recipe: Recipe | None, t: int) -> float:
        """Share of a period in which a component is needed at all; 1 for everything but components."""
        return 1.0 if recipe is None else float(self.problem.recipes.in_force[recipe][t])

    def _put_loss(self, row: int, forced: Forced, week: float) -> None:
        """Loss so far, period by period; of a lane, what would have arrived."""
        for t, begin, end in self.time.spans:
            last = min(end, week)
            if last > begin:
                weeks = forced.loss.until(last - forced.delay) - forced.loss.until(begin - forced.delay)
                factor = forced.factor * weeks * self._in_force(forced.recipe, t)
                if not forced.arrives:
                    self.rows.put(row, (*forced.quantity, t), factor)
                    continue
                for s in self._departures(forced.quantity, t):
                    share = float(self.problem.horizon.weeks[s] / self.problem.horizon.weeks[t])
                    self.rows.put(row, (*forced.quantity, s), factor * share)

    def _departures(self, flow: tuple[str, ...], t: int) -> list[int]:
        """Periods whose shipments on a lane arrive in a period."""
        if (flow, t) not in self._leaving:
            arrives = self.problem.lane_arrivals[self.problem.lanes.position[flow[1:]]]  # type: ignore[index]
            self._leaving[flow, t] = np.flatnonzero(arrives == t).tolist()
        return self._leaving[flow, t]

    def _put_demand(self, row: int, node: ItemSite, first: float, last: float, *, per_week: bool = False) -> None:
        """Demand that the event adds between two moments; where it falls, what the plan serves falls with it."""
        change, lasting = self.event.demand[node]
        for t, begin, end in self.time.spans:
            sooner, later = max(begin, first), min(end, last)
            if later > sooner:
                added = change * (lasting.until(later) - lasting.until(sooner)) / (last - first if per_week else 1.0)
                self.rows.constant[row] -= added * float(self.problem.wanted[node][t])
                if added < 0 and (*node, t) in self.problem.demand_row:
                    self.rows.put(row, ("unmet", *node, t), added)

    # Money

    def _priced(self) -> Recourse:
        rows, weeks = self.rows, self.time.length
        cost, lost = np.zeros(rows.size), dict[str, dict[int, float]]()
        for change, columns in rows.columns.items():
            (steps,) = np.nonzero(columns != NONE)
            if change[0] == "lost":
                lost.setdefault(change[1], {}).update(zip(columns[steps].tolist(), weeks[steps].tolist(), strict=True))
            if (price := self._price(*change)) is not None:
                cost[columns[steps]] = (price * weeks)[steps]
        return Recourse(
            rows.columns, tuple(rows.quantities), rows.of_plan(), rows.of_changes(), np.array(rows.constant),
            np.array(rows.equal, dtype=np.bool_), rows.kinds, rows.levels, cost, self._plan_cost(), lost,
            self.time.edges,
        )  # fmt: skip

    def _price(self, kind: str, *key: Any) -> Numbers | float | None:
        """Money lost for one unit a week of a change, in each step; None for nothing."""
        problem, periods = self.problem, list(self.time.period)
        if kind == "lost":
            i, n = key
            return np.array([lost_sale(problem, problem.demand_row.get((i, n, t)), i) for t in periods])
        if kind == "surged":
            return np.asarray(surge_premium(problem)[problem.source_row[key[0], key[1]], periods])
        if kind not in {"more_moved", "less_moved"}:
            return None
        a, sign = key[0], 1.0 if kind == "more_moved" else -1.0
        expedites = problem.lanes.expedite_only[a]
        freight = float(problem[LeadTimes].freight_cost[problem.lanes.row[a]]) if expedites else 0.0
        if a not in self.event.duties:
            return freight or None
        money, lasting = self.event.duties[a]
        return freight + sign * money * lost_between(lasting, self.time.edges) / self.time.length

    def _plan_cost(self) -> dict[Quantity, float]:
        """Added duty on what travels anyway."""
        found = {
            ("ship", *self.problem.lanes.keys[a], t): money * (lasting.until(end) - lasting.until(begin))
            for a, (money, lasting) in self.event.duties.items()
            if not self.problem.lanes.expedite_only[a]
            for t, begin, end in self.time.spans
        }
        return {quantity: amount for quantity, amount in found.items() if amount}
