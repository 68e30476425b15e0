"""Writes the rows of a case (see :mod:`models.stress.recourse` for what they say)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.prices import lost_sale, surge_premium
from models.sheets import LeadTimes, Sources
from models.stress.loss import Loss, lost_between, worst
from models.stress.recourse import Change, Recourse, Rows
from models.stress.timeline import Timeline, late, soon

if TYPE_CHECKING:
    from models.problem import ItemSite, Problem
    from models.stress.cases import Case
    from models.stress.reach import Network, Reach

FEWEST = 1e-9


Recipe = tuple[str, str]
"""Parent and component: what is used only while their row of BOM is in force."""


@dataclass(frozen=True)
class Part:
    """One thing that moves the level of a node: a change, its sign and factor, and how many weeks later it shows."""

    change: Change
    factor: float
    delay: float = 0.0
    recipe: Recipe | None = None


@dataclass(frozen=True)
class Forced:
    """One loss that moves the level of a node: a flow of the plan (without its period), its factor and its curve."""

    quantity: tuple[str, ...]
    factor: float
    loss: Loss
    delay: float = 0.0
    recipe: Recipe | None = None
    arrives: bool = False


def write_recourse(case: Case, reach: Reach) -> Recourse:
    """Write every row of a case."""
    return _Writer(case, reach).written()


class _Writer:
    def __init__(self, case: Case, reach: Reach) -> None:
        self.case, self.event, self.reach = case, case.event, reach
        self.network: Network = reach.network
        self.problem: Problem = reach.network.problem
        self.time = Timeline.of(case, reach)
        self.rows = Rows()
        self.moved = dict.fromkeys((*reach.more_moved, *reach.less_moved))

    def written(self) -> Recourse:
        """Name the changes, write the rows, price the losses."""
        self._name_changes()
        for node in self.reach.nodes:
            self._write_levels(node)
        self._limit_making()
        self._limit_moving()
        self._limit_losses()
        self._keep_recipes()
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
        for step in steps:
            self.rows.changes[change, step] = len(self.rows.changes)

    def _alternatives(self, key: ItemSite) -> dict[str, list[str]]:
        """Components of a source that replace each other, by group."""
        found: dict[str, list[str]] = {}
        for part in self.network.can_make.get(key, ()):
            if group := self.problem.recipes.group[key[0], part]:
                found.setdefault(group, []).append(part)
        return found

    def _name_blends(self, kind: str, key: ItemSite, steps: range) -> None:
        for parts in self._alternatives(key).values():
            for part in parts:
                self._name((kind, key[0], part, key[1]), steps)

    # Levels

    def _write_levels(self, node: ItemSite) -> None:
        parts, forced = self._parts(node), self._forced(node)
        for week in self._bends(node, parts, forced):
            row = self.rows.add("level", *node, week)
            self._put_stock(row, node, week)
            for part in parts:
                for step, weeks in enumerate(self._passed(part, week)):
                    if weeks:
                        share = self._in_force(part.recipe, self.time.period[step])
                        self.rows.change(row, part.change, step, part.factor * weeks * share)
            for loss in forced:
                self._put_loss(row, loss, week)
            if node in self.event.demand:
                self._put_demand(row, node, week)

    def _passed(self, part: Part, week: float) -> list[float]:
        """Weeks of each step that count at a moment.

        Goods that are missing on a lane are missed in the period in which the plan counts on them, as the plan's own
        balance has it: at the latest when the period ends in which they would have left.
        """
        passed = self.time.passed(week - part.delay)
        if part.change[0] == "less_moved" and part.delay:
            begun = max(begin for _, begin, _ in self.time.spans if begin < week)
            passed = np.where(self.time.edges[1:] <= begun + FEWEST, self.time.length, passed)
        return [float(weeks) for weeks in passed]

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

    def _parts(self, node: ItemSite) -> list[Part]:
        """Changes that move the level of a node."""
        i, n = node
        parts = [Part(("more_made", i, n), 1.0), Part(("surged", i, n), 1.0), Part(("less_made", i, n), -1.0)]
        if node in self.problem.wanted:
            parts.append(Part(("lost", i, n), 1.0))
        leads = self.problem.lanes.lead_weeks
        for a in self.problem.lanes.into.get(node, ()):
            if a in self.moved:
                parts += [
                    Part(("more_moved", a), 1.0, late(float(leads[a]))),
                    Part(("less_moved", a), -1.0, soon(float(leads[a]))),
                ]
        for a in self.problem.lanes.out_of.get(node, ()):
            if a in self.moved:
                parts += [Part(("more_moved", a), -1.0), Part(("less_moved", a), 1.0)]
        for parent in self.network.parents.get(node, ()):
            parts += self._uses(parent, node)
        return [
            part for part in parts if any((part.change, b) in self.rows.changes for b in range(len(self.time.length)))
        ]

    def _uses(self, parent: str, node: ItemSite) -> list[Part]:
        """Changes of what a component is used for."""
        part, n = node
        usage = self._usage(parent, part, n)
        if self.problem.recipes.group[parent, part]:
            return [Part(("more_blend", parent, part, n), -usage), Part(("less_blend", parent, part, n), usage)]
        signs = {"more_made": -1.0, "surged": -1.0, "less_made": 1.0}
        return [Part((kind, parent, n), sign * usage, recipe=(parent, part)) for kind, sign in signs.items()]

    def _usage(self, parent: str, part: str, n: str) -> float:
        """Units of a component started for one good unit of the parent."""
        row = self.problem.source_row[parent, n]
        return self.problem.recipes.usage[parent, part] / float(self.problem[Sources].yield_[row])

    def _forced(self, node: ItemSite) -> list[Forced]:
        """Losses that the event itself brings to a node."""
        i, n = node
        event, found = self.event, list[Forced]()
        if node in event.making:
            found.append(Forced(("make", i, n), -1.0, event.making[node]))
        lanes = self.problem.lanes
        for a in lanes.into.get(node, ()):
            found += self._lost_arrivals(a)
        for a in self.network.regular_out.get(node, ()):
            if (loss := self._lost_departures(a)) is not None:
                found.append(Forced(("ship", *lanes.keys[a]), 1.0, loss))
        for parent in self.network.parents.get(node, ()):
            if (parent, n) in event.making:
                usage, loss = self._usage(parent, i, n), event.making[parent, n]
                if self.problem.recipes.group[parent, i]:
                    found.append(Forced(("blend", parent, i, n), usage, loss))
                else:
                    found.append(Forced(("make", parent, n), usage, loss, recipe=(parent, i)))
        return found

    def _lost_arrivals(self, a: int) -> list[Forced]:
        """Arrivals lost on a lane: at once when the lane is hit, a lead time later when its origin is."""
        if self.problem.lanes.expedite_only[a]:
            return []
        key = self.problem.lanes.keys[a]
        on_lane, at_origin = self.event.lanes.get(a), self.event.leaving.get((key[0], key[1]))
        if on_lane is not None:
            return [Forced(("ship", *key), -1.0, on_lane, arrives=True)]
        if at_origin is not None:
            delay = soon(float(self.problem.lanes.lead_weeks[a]))
            return [Forced(("ship", *key), -1.0, at_origin, delay, arrives=True)]
        return []

    def _lost_departures(self, a: int) -> Loss | None:
        key = self.problem.lanes.keys[a]
        losses = [loss for loss in (self.event.lanes.get(a), self.event.leaving.get((key[0], key[1]))) if loss]
        return worst(losses) if losses else None

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
        lanes, horizon = self.problem.lanes, self.problem.horizon
        lead = float(lanes.lead_weeks[lanes.position[flow[1:]]])  # type: ignore[index]
        return [s for s in range(t + 1) if horizon.arrival(s, lead) == t]

    def _put_demand(self, row: int, node: ItemSite, week: float) -> None:
        """Demand that the event has added by a moment; where it falls, what the plan serves falls with it."""
        change, lasting = self.event.demand[node]
        for t, begin, end in self.time.spans:
            if week > begin:
                added = change * (lasting.until(min(week, end)) - lasting.until(begin))
                self.rows.constant[row] -= added * float(self.problem.wanted[node][t])
                if added < 0 and (*node, t) in self.problem.demand_row:
                    self.rows.put(row, ("unmet", *node, t), added)

    # Limits

    def _survives(self, loss: Loss | None) -> list[float]:
        """Share that still runs in each step."""
        if loss is None:
            return [1.0] * len(self.time.length)
        return [1.0 - share for share in (lost_between(loss, self.time.edges) / self.time.length).tolist()]

    def _cap(
        self, about: tuple[object, ...], change: Change, step: int, *limits: tuple[tuple[object, ...], float]
    ) -> None:
        """``change <= sum of coefficient x quantity`` in one step."""
        if (change, step) in self.rows.changes:
            row = self.rows.add(*about, step)
            self.rows.change(row, change, step, -1.0)
            for quantity, coefficient in limits:
                self.rows.put(row, quantity, coefficient)

    def _limit_making(self) -> None:
        for (i, n), survives in ((k, self._survives(self.event.making.get(k))) for k in self.reach.less_made):
            for step, t in enumerate(self.time.period):
                self._cap(("less made", i, n), ("less_made", i, n), step, (("make", i, n, t), survives[step]))
                for part in (p for parts in self._alternatives((i, n)).values() for p in parts):
                    name = ("less_blend", i, part, n)
                    self._cap(("less blended", i, part, n), name, step, (("blend", i, part, n, t), survives[step]))
        for i, n in self.reach.more_made:
            for step, t in enumerate(self.time.period):
                self._cap(("capacity left", i, n), ("more_made", i, n), step, (("left", i, n, t), 1.0))
                self._cap(("surge left", i, n), ("surged", i, n), step, (("surge_left", i, n, t), 1.0))

    def _limit_moving(self) -> None:
        lanes, capacity = self.problem.lanes, self.problem[LeadTimes].capacity[self.problem.lanes.row]
        for a in self.reach.less_moved:
            survives = self._survives(self._lost_departures(a))
            for step, t in enumerate(self.time.period):
                flow = ("ship", *lanes.keys[a], t)
                self._cap(("less moved", a), ("less_moved", a), step, (flow, survives[step]))
        for a in self.reach.more_moved:
            item, origin, _, _ = lanes.keys[a]
            for step, t in enumerate(self.time.period):
                if np.isfinite(capacity[a]):
                    used = [] if lanes.expedite_only[a] else [(("ship", *lanes.keys[a], t), -1.0)]
                    self._cap(("lane capacity", a), ("more_moved", a), step, *used)
                    if (("more_moved", a), step) in self.rows.changes:
                        self.rows.constant[-1] += float(capacity[a])
                if (item, origin) not in self.network.can_make and origin in self.problem.has_open_choice:
                    most = float(self.problem.bounds.total[item].max()) * 2.0
                    self._cap(("open", a), ("more_moved", a), step, (("open", origin, t), most))
        self._limit_throughput()

    def _limit_throughput(self) -> None:
        """What a warehouse of limited throughput can pass on beyond the plan."""
        lanes, sources = self.problem.lanes, self.problem[Sources]
        for i, n in self.problem.handlers:
            if not np.isfinite(sources.capacity[self.problem.source_row[i, n]]):
                continue
            out = [a for a in lanes.out_of.get((i, n), ()) if a in self.moved]
            for step, t in enumerate(self.time.period if out else ()):
                row = self.rows.add("throughput left", i, n, step)
                self.rows.put(row, ("left", i, n, t), 1.0)
                for a in out:
                    self.rows.change(row, ("more_moved", a), step, -1.0)
                    self.rows.change(row, ("less_moved", a), step, 1.0)

    def _limit_losses(self) -> None:
        """No more can be lost than the plan serves."""
        for key in self.reach.lost:
            change, lasting = self.event.demand.get(key, (0.0, None))
            surged = 1.0 - np.array(self._survives(lasting)) if lasting else np.zeros(len(self.time.length))
            for step, t in enumerate(self.time.period):
                row, added = self.rows.add("lost", *key, step), change * float(surged[step])
                self.rows.constant[row] = float(self.problem.wanted[key][t]) * (1.0 + added)
                self.rows.change(row, ("lost", *key), step, -1.0)
                self.rows.put(row, ("unmet", *key, t), -1.0 - min(added, 0.0))
                self.rows.put(row, ("recovered", *key, t), 1.0)

    def _keep_recipes(self) -> None:
        """What is made more or less is made more or less with one of the alternatives."""
        for key in dict.fromkeys((*self.reach.more_made, *self.reach.less_made)):
            i, n = key
            for parts in self._alternatives(key).values():
                for step in range(len(self.time.length)):
                    row = self.rows.add("alternatives", i, n, step, equal=True)
                    for kind, sign in (("more_made", 1.0), ("surged", 1.0), ("less_made", -1.0)):
                        self.rows.change(row, (kind, i, n), step, -sign)
                    for part in parts:
                        self.rows.change(row, ("more_blend", i, part, n), step, 1.0)
                        self.rows.change(row, ("less_blend", i, part, n), step, -1.0)

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
