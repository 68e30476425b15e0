"""From problem to Pyomo model, and from solved model to plan."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

from models.features import FEATURES
from models.modelling import pyo
from models.network import Core
from models.plan import Plan
from models.readout import extract_core

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from models.plan import Solution
    from models.problem import Problem


def build_model(problem: Problem, without: Collection[str] = ()) -> Core:
    """Write the mixed-integer model of a problem: the core, one block for each feature that applies, the ledger.

    Parameters
    ----------
    without
        Names of features that are left out; a model without the rows of ``safety_stock`` or ``disruptions`` allows
        whatever the whole one does.

    """
    with _garbage_collector_paused():
        applying = [each for each in FEATURES if each.name not in without and each.applies(problem)]
        tracked = dict.fromkeys(source for feature in applying for source in feature.tracks(problem))
        core = Core(problem, tuple(tracked))
        core.model.features = pyo.Block()
        for feature in applying:
            block = pyo.Block()
            core.model.features.add_component(feature.name, block)
            feature.build(block, core)
        core.close()
    return core


def extract(core: Core, solution: Solution) -> Plan:
    """Read the plan's tables off a solved model."""
    for settle in core.settling:
        solution = settle(solution)
    records = [*extract_core(core, solution)]
    for feature in FEATURES:
        block = core.model.features.component(feature.name)
        if block is not None:
            records += feature.extract(block, core, solution)
    return Plan({type(record): record for record in records})


@contextmanager
def _garbage_collector_paused() -> Iterator[None]:
    """Building makes many objects and no garbage; pausing the collector saves a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
