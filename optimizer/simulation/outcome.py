"""A simulation from beginning to end: replications, every event in turn, promises beside what was measured."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.inbound import ServiceTerms
from models.sheets import ResilienceRules
from models.stress.cases import SURVIVAL, cases_of, every_case, served_items
from models.stress.events import group_events, scenario_events
from optimizer.simulation.causes import Trials, trials_of
from optimizer.simulation.draws import Draws
from optimizer.simulation.run import ROUNDING, Estimate
from optimizer.simulation.scene import Scene
from optimizer.simulation.survival import Borne, Trial, borne, still_scene, times_to_survive
from optimizer.simulation.tables import FillRates, Survival

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import Problem
    from models.stress.cases import Requirement

EACH_EVENT = 64
"""Most replications of each event in each period."""
LOOKED_AT = 52.0
"""Weeks after an event in which survival is looked for where something varies."""
Watch = Callable[[str], None]


@dataclass(frozen=True)
class Simulation:
    """What a simulation found.

    Attributes
    ----------
    problem
        What was planned.
    fill, survival
        Its sheets.
    sentences
        In words: which promises are kept, which are not and why.
    seed, replications, weeks, nodes
        How it was made; weeks and nodes of one replication.
    seconds
        Seconds by phase.

    """

    problem: Problem
    fill: FillRates
    survival: Survival
    sentences: tuple[str, ...]
    seed: int
    replications: int
    weeks: int
    nodes: int
    seconds: dict[str, float]

    @property
    def broken(self) -> int:
        """How many promises are not kept."""
        return int((self.fill.kept == "No").sum() + (self.survival.kept == "No").sum())


def simulate(
    problem: Problem, plan: Plan, *, replications: int = 400, seed: int = 0, weeks: int | None = None,
    watch: Watch | None = None,
) -> Simulation:  # fmt: skip
    """Replay a plan many times, and every disruption of the workbook in turn.

    Parameters
    ----------
    replications
        How often the plan is replayed.
    seed
        The same seed gives the same numbers.
    weeks
        Weeks of each replication; the whole plan unless given.
    watch
        Told what is being done.

    """
    tell, seconds = watch or (lambda _: None), dict[str, float]()
    begin = time.perf_counter()
    likely = [e for e in (*scenario_events(problem), *group_events(problem)) if e.probability > 0]
    every = every_case(problem)
    scene = Scene.of(problem, plan, {id(e): e for e in [*likely, *(case.event for case in every)]}.values())
    draws = Draws(seed)
    trials = trials_of(scene, draws, replications, likely, weeks)
    tell(f"Replaying {trials.scene.rates.weeks if weeks is None else weeks} weeks, {replications:,} times.")
    fill, said = _fill_rates(trials)
    seconds["replications"] = time.perf_counter() - begin
    begin = time.perf_counter()
    if every:
        tell(f"Replaying {len(every)} disruptions.")
    survival, more = _survival(scene, plan, draws, min(replications, EACH_EVENT))
    seconds["disruptions"] = time.perf_counter() - begin
    return Simulation(
        problem, fill, survival, (*said, *more), seed, replications, trials.base.weeks, len(scene.network.nodes),
        seconds,
    )  # fmt: skip


def _share(one: Estimate) -> str:
    return f"{one.mean:.1%} +- {np.nan_to_num(one.half) * 100:.1f}"


def _fill_rates(trials: Trials) -> tuple[FillRates, list[str]]:
    """Service of every market, of all together, and of stocking points."""
    scene, base = trials.scene, trials.base
    rates, net, weeks = scene.rates, scene.network, base.weeks
    wanted = rates.wanted[:weeks].sum(axis=0)
    planned = 1.0 - (rates.wanted * rates.unmet)[:weeks].sum(axis=0) / np.maximum(wanted, 1e-12)
    overall = Estimate.of(base.overall)
    promised = float((planned * wanted).sum() / max(float(wanted.sum()), 1e-12))
    rows: list[tuple[Any, ...]] = [
        ("", "", "demand", promised, overall.mean, overall.half, math.nan, math.nan, math.nan, "", "")
    ]
    said = [f"Served in its own week, all items: {promised:.1%} planned, {_share(overall)} measured."]
    for m, node in enumerate(net.markets.tolist()):
        item, site = net.nodes[node]
        fill, full = Estimate.of(base.fill[m]), Estimate.of(base.full[m])
        level = _level(scene, node)
        kept = fill.reaches(float(planned[m])) if math.isnan(level) else full.reaches(level)
        why = "" if kept else trials.why(m, weeks=not math.isnan(level))
        rows.append(
            (item, site, "demand", planned[m], fill.mean, fill.half, level, full.mean, full.half, _yes(kept=kept), why)
        )
        if not kept:
            figures = (
                f"{planned[m]:.1%} planned, {_share(fill)} served"
                if math.isnan(level)
                else f"{level:.1%} of weeks without shortage promised, {_share(full)} measured"
            )
            said.append(f"{item} at {site}: {figures}. {why}")
    for node, (item, site) in enumerate(net.nodes):
        level = math.nan if node in set(net.markets.tolist()) else _level(scene, node)
        if not math.isnan(level):
            given = Estimate.of(base.given[node])
            kept = given.reaches(level)
            blank = (math.nan,) * 3
            why = "" if kept else trials.why(None, node)
            rows.append((item, site, "stock", *blank, level, given.mean, given.half, _yes(kept=kept), why))
            if not kept:
                said.append(
                    f"Stock of {item} at {site}: {level:.1%} of weeks promised, {_share(given)} measured. {why}"
                )
    return FillRates.of(rows), said


def _yes(*, kept: bool) -> str:
    return "Yes" if kept else "No"


def _level(scene: Scene, node: int) -> float:
    """Service level that the safety stock of a node promises; nan where it keeps none."""
    problem, key = scene.problem, scene.network.nodes[node]
    if key not in problem.stock_row or not (scene.rates.safety[:-1, node] > 0).any():
        return math.nan
    terms, row = problem[ServiceTerms], problem.stock_row[key]
    own = float(terms.service_level[row]) if len(terms) else math.nan
    return problem.settings.service_level if math.isnan(own) else own


def _survival(scene: Scene, plan: Plan, draws: Draws, replications: int) -> tuple[Survival, list[str]]:
    """Every event in every period in which it may begin."""
    problem, every = scene.problem, every_case(scene.problem)
    if not every:
        return Survival.empty(), []
    needs: dict[tuple[str, str, int], list[tuple[Requirement, float]]] = {}
    for case in cases_of(problem):
        wanted = needs.setdefault((case.event.kind, case.event.name, case.t), [])
        wanted += [(need, case.counted) for need in case.requirements]
    trials = []
    for case in every:
        asked = needs.get((case.event.kind, case.event.name, case.t), [])
        items = frozenset[str]().union(*(need.items for need, _ in asked)) or served_items(
            problem, frozenset(problem.items)
        )
        trials.append(Trial(case.event, case.t, items, max(case.event.time_to_recover, 1.0)))
    served = borne(scene, draws, trials, replications)
    calm = still_scene(problem, plan, [case.event for case in every])
    still = list(zip(times_to_survive(calm, trials), borne(calm, draws.still, trials, 1), strict=True))
    ruled = [k for k, trial in enumerate(trials) if needs.get((trial.event.kind, trial.event.name, trial.t))]
    horizon = min(problem.horizon.end, LOOKED_AT)
    lasting = [Trial(trials[k].event.forever, trials[k].t, trials[k].items, horizon) for k in ruled]
    survived = dict(zip(ruled, borne(scene, draws, lasting, replications), strict=True))
    rows, said = [], []
    for k, trial in enumerate(trials):
        asked = needs.get((trial.event.kind, trial.event.name, trial.t), [])
        row, words = _survival_row(problem, trial, asked, served[k], still[k], survived.get(k), horizon)
        rows.append(row)
        said += words
    return Survival.of(rows), said


def _survival_row(
    problem: Problem, trial: Trial, asked: list[tuple[Requirement, float]], served: Borne, still: tuple[float, Borne],
    survived: Borne | None, horizon: float,
) -> tuple[tuple[Any, ...], list[str]]:  # fmt: skip
    """One row of Survival, and what it says in words."""
    rules = problem[ResilienceRules]
    service = max((need.share for need, _ in asked if need.measure != SURVIVAL), default=math.nan)
    weeks = max((counted for need, counted in asked if need.measure == SURVIVAL), default=math.nan)
    measured = Estimate.of(served.served)
    lasted = Estimate.of(np.minimum(survived.survived, horizon)) if survived else Estimate(math.nan, math.nan)
    name = f"{trial.event.name} in {problem.horizon.names[trial.t]}"
    words = []
    if not math.isnan(service) and not measured.reaches(service):
        steady = float(still[1].served[0])
        cause = (
            "demand and lead times vary more than the stock covers"
            if steady >= service - ROUNDING
            else f"{steady:.1%} even where nothing varies"
        )
        soft = "" if all(rules.hard[need.row] for need, _ in asked) else " (soft rule)"
        words.append(f"{service:.1%} service promised{soft}, {_share(measured)} measured: {cause}")
    if not math.isnan(weeks) and not lasted.reaches(min(weeks, horizon)):
        cause = (
            "demand and lead times vary more than the stock covers"
            if still[0] >= weeks - ROUNDING
            else f"stock and those who can take over last {still[0]:.1f} weeks even where nothing varies"
        )
        words.append(
            f"{weeks:.1f} weeks promised, {lasted.mean:.1f} +- {np.nan_to_num(lasted.half):.1f} survived: {cause}"
        )
    kept = "" if not asked else _yes(kept=not words)
    labels = "; ".join(dict.fromkeys(str(rules.rule[need.row]) for need, _ in asked))
    row = (
        trial.event.name, trial.event.kind, problem.horizon.names[trial.t], labels, trial.event.time_to_recover,
        service, measured.mean, measured.half, weeks, still[0], lasted.mean, lasted.half, kept, "; ".join(words),
    )  # fmt: skip
    return row, [f"{name}: {word}." for word in words]
