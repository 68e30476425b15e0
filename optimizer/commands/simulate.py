"""``sourcemix simulate``: replay a plan with random demand, lead times and disruptions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.commands.arguments import count, seed
from optimizer.exits import Exit

if TYPE_CHECKING:
    import argparse

    from optimizer.commands.arguments import Commands


def add(commands: Commands) -> None:
    """Declare the command."""
    simulate = commands.add_parser("simulate", help="replay a plan with random demand, lead times and disruptions")
    simulate.add_argument("plan", type=Path, metavar="PLAN", help="NAME.plan.xlsx, or the JSON file beside it")
    simulate.add_argument(
        "--input", type=Path, metavar="IN.xlsx", help="what the plan was made from (default: looked for beside it)"
    )
    simulate.add_argument("--replications", type=count, default=400, metavar="N", help="how often (default: 400)")
    simulate.add_argument("--seed", type=seed, default=0, metavar="S", help="same seed, same numbers (default: 0)")
    simulate.add_argument("--weeks", type=count, metavar="W", help="weeks of each replication (default: the plan's)")
    simulate.add_argument(
        "--output", "--out", type=Path, metavar="OUT.xlsx", help="default: NAME.simulation.xlsx beside the plan"
    )
    simulate.add_argument("--quiet", action="store_true", help="no progress")
    simulate.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Simulate, print what is measured beside what is promised, and write it."""
    from optimizer.limits import PLANNER
    from optimizer.messages import print_where
    from optimizer.plan_file import input_of, read_plan
    from optimizer.simulation.outcome import simulate
    from optimizer.workbook.simulation import headline, simulation_path, write_simulation

    target = simulation_path(options.plan, options.output)
    problem, plan = read_plan(options.plan, options.input, PLANNER)
    found = simulate(
        problem,
        plan,
        replications=options.replications,
        seed=options.seed,
        weeks=options.weeks,
        watch=None if options.quiet else lambda words: print(words, file=sys.stderr, flush=True),
    )
    inputs = (options.plan, options.input or input_of(options.plan, PLANNER))
    written = write_simulation(found, target, inputs=inputs)
    print_where(target, written, sys.stderr)
    print(headline(found), *(f"- {sentence}" for sentence in found.sentences), f"Written: {written}", sep="\n")
    return Exit.PLAN
