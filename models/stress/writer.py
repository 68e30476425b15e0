"""Writes the rows of a case (see :mod:`models.stress.recourse` for what they say)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.prices import lost_sale, surge_premium
from models.sheets import LeadTimes, Sources
from models.stress.levels import NONE, Levels
from models.stress.limits import Limits
from models.stress.loss import lost_between
from models.stress.moves import Forced, Moves, Part, Recipe
from models.stress.recourse import Change, Recourse, Rows
from models.stress.timeline import Timeline, late

if TYPE_CHECKING:
    from models.problem import ItemSite, Problem
    from models.schema import Numbers
    from models.stress.cases import Case
    from models.stress.reach import Network, Reach
    from models.stress.recourse import Places

FEWEST = 1e-9


def write_recourse(case: Case, reach: Reach, *, fine: bool = False) -> Recourse:
    """Write every row of a case, with fine steps if asked for."""
    return _Writer(case, reach, fine=fine).written()


class _Writer:
    def __init__(self, case: Case, reach: Reach, *, fine: bool) -> None:
        self.case, self.event, self.reach = case, case.event, reach
        self.network: Network = reach.network
        self.problem: Problem = reach.network.problem
        self.time = Timeline.of(case, reach, fine=fine)
        self.rows = Rows()
        self.moves = Moves(reach)
        self.levels = Levels(self.time)
        self._columns: dict[Change, Places] = {}
        self._leaving: dict[tuple[tuple[str, ...], int], list[int]] = {}

    def written(self) -> Recourse:
        """Name the changes, write the rows, price the losses."""
        self._name_changes()
        for node in self.reach.nodes:
            if node in self.problem.stock_row or node in self.problem.lanes.into:
                self._write_levels(node)
            else:
                self._write_output(node)
        self.rows.stretches.append(self.levels.entries())
        Limits(self.reach, self.moves, self.time, self.rows).write()
        return self._priced()

    # Changes

    def _name_changes(self) -> None:
        after, steps = range(self.time.reacts, len(self.time.length)), range(len(self.time.length))
        surged = self.problem[Sources].surge_capacity
        for key in self.reach.more_made:
            self._name(("more_made", *key), after)
            if surged[self.problem.source_row[key]] > 0:
                self._name(("surged", *key), after)
            self._name_blends("more_blend", key, after)
        for key in self.reach.less_made:
            self._name(("less_made", *key), steps)
            self._name_blends("less_blend", key, steps)
        expedite = self.problem.lanes.expedite_only
        for a in self.reach.more_moved:
            arrives = self.time.edges[:-1] + late(float(self.problem.lanes.lead_weeks[a]))
            useful = [b for b in (steps if expedite[a] else after) if arrives[b] < self.time.end - FEWEST]
            self._name(("more_moved", a), useful)
        for a in self.reach.less_moved:
            self._name(("less_moved", a), steps)
        for key in self.reach.lost:
            self._name(("lost", *key), steps)

    def _name(self, change: Change, steps: range | list[int]) -> None:
        columns = np.full(len(self.time.length), NONE, dtype=np.int32)
        for step in steps:
            columns[step] = self.rows.changes[change, step] = len(self.rows.changes)
        if len(steps):
            self._columns[change] = columns

    def _name_blends(self, kind: str, key: ItemSite, steps: range) -> None:
        for parts in self.moves.alternatives(key).values():
            for part in parts:
                self._name((kind, key[0], part, key[1]), steps)

    # Levels

    def _write_levels(self, node: ItemSite) -> None:
        parts, forced = self._parts(node), self.moves.forced(node)
        weeks, first = self._bends(node, parts, forced), len(self.rows.constant)
        for week in weeks:
            row = self.rows.add("level", *node, week)
            self._put_stock(row, node, week)
            for loss in forced:
                self._put_loss(row, loss, week)
            if node in self.event.demand:
                self._put_demand(row, node, 0.0, week)
        self.levels.add(first, weeks)
        for part in parts:
            is_missed = part.change[0] == "less_moved" and part.delay > 0
            self.levels.move(
                self._columns[part.change], part.factor * self._in_steps(part.recipe), part.delay, is_missed
            )

    def _in_steps(self, recipe: Recipe | None) -> Numbers | float:
        """Share of the period of each step in which a component is needed at all; 1 for everything but components."""
        return 1.0 if recipe is None else self.problem.recipes.in_force[recipe][list(self.time.period)]

    def _write_output(self, node: ItemSite) -> None:
        """Where nothing is kept and nothing arrives, what is made leaves at once: one row a step."""
        parts, forced = self._parts(node), self.moves.forced(node)
        for step, t in enumerate(self.time.period):
            row = self.rows.add("output", *node, step)
            for part in parts:
                self.rows.change(row, part.change, step, part.factor * self._in_force(part.recipe, t))
            for loss in forced:
                share = float(lost_between(loss.loss, self.time.edges)[step] / self.time.length[step])
                factor = loss.factor * share * self._in_force(loss.recipe, t)
                self.rows.put(row, (*loss.quantity, t), factor)
            if node in self.event.demand:
                self._put_demand(
                    row, node, float(self.time.edges[step]), float(self.time.edges[step + 1]), per_week=True
                )

    def _parts(self, node: ItemSite) -> list[Part]:
        """Changes that are possible at a node."""
        return [part for part in self.moves.at(node) if part.change in self._columns]

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

    def _put_stock(self, row: int, node: ItemSite, week: float) -> None:
        """Stock of the plan at a moment, less what may not be touched."""
        if node not in self.problem.stock_row:
            return
        t, begin, _ = next(span for span in self.time.spans if week <= span[2] + FEWEST)
        share = min((week - begin) / float(self.problem.horizon.weeks[t]), 1.0)
        self.rows.put(row, ("opening", *node, t), 1.0 - share)
        self.rows.put(row, ("stock", *node, t), share)
        self.rows.put(row, ("safety", *node, t), self.problem.settings.safety_stock_usable - 1.0)
        if node in self.event.leaving:
            self.rows.put(row, ("opening", *node, self.case.t), -self.event.leaving[node].peak)

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
        problem, weeks = self.problem, self.time.length
        premium, freight = surge_premium(problem), problem[LeadTimes].freight_cost[problem.lanes.row]
        cost, lost = np.zeros(len(self.rows.changes)), dict[str, dict[int, float]]()
        for ((kind, *key), step), column in self.rows.changes.items():
            t = self.time.period[step]
            if kind == "lost":
                i, n = key
                cost[column] = lost_sale(problem, problem.demand_row.get((i, n, t)), i) * weeks[step]
                lost.setdefault(i, {})[column] = float(weeks[step])
            elif kind == "surged":
                cost[column] = premium[problem.source_row[key[0], key[1]], t] * weeks[step]
            elif kind in {"more_moved", "less_moved"}:
                a, sign = key[0], 1.0 if kind == "more_moved" else -1.0
                cost[column] = float(freight[a]) * weeks[step] if problem.lanes.expedite_only[a] else 0.0
                cost[column] += sign * self._added_duty(a)[step]
        plan_cost = {
            ("ship", *problem.lanes.keys[a], t): money * (lasting.until(end) - lasting.until(begin))
            for a, (money, lasting) in self.event.duties.items()
            for t, begin, end in self.time.spans
        }
        plan_cost = {key: amount for key, amount in plan_cost.items() if amount and not self._expedites(key)}
        return Recourse(self.rows, cost, plan_cost, lost, self.time.edges)

    def _expedites(self, quantity: tuple[object, ...]) -> bool:
        return bool(self.problem.lanes.expedite_only[self.problem.lanes.position[quantity[1:5]]])  # type: ignore[index]

    def _added_duty(self, a: int) -> list[float]:
        """Added duty of one unit a week on a lane, in each step [money]."""
        if a not in self.event.duties:
            return [0.0] * len(self.time.length)
        money, lasting = self.event.duties[a]
        return [money * weeks for weeks in lost_between(lasting, self.time.edges).tolist()]
