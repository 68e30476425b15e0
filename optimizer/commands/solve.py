"""``sourcemix solve``: find the plan of least cost for a workbook, or for each of its scenarios."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.commands.arguments import gap, positive
from optimizer.commands.exits import Exit

if TYPE_CHECKING:
    import argparse

    from optimizer.commands.arguments import Commands
    from optimizer.outcome import Outcome, Status


def add(commands: Commands) -> None:
    """Declare the command."""
    solve = commands.add_parser("solve", help="find the plan of least cost for a workbook")
    solve.add_argument("input", type=Path, metavar="IN.xlsx", help="workbook (or .json) to plan from")
    solve.add_argument(
        "--out",
        type=Path,
        metavar="OUT.xlsx",
        help="plan to write; a folder or a file (default: NAME.plan.xlsx beside the input)",
    )
    solve.add_argument("--json", action="store_true", help="print the summary as JSON and write the plan as JSON too")
    solve.add_argument("--time-limit", type=positive, metavar="S", help="longest time for the solver, in seconds")
    solve.add_argument("--gap", type=gap, metavar="G", help="stop when proven within this share of the best, e.g. 0.01")
    solve.add_argument("--strict", action="store_true", help="treat warnings as errors")
    which = solve.add_mutually_exclusive_group()
    which.add_argument("--scenario", metavar="NAME", help="plan one scenario of the sheet Scenarios")
    which.add_argument(
        "--all-scenarios", action="store_true", help="plan every scenario, and compare them on one sheet"
    )
    solve.add_argument("--quiet", action="store_true", help="no progress")
    solve.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Find the plan or the plans, write and print them."""
    if not options.all_scenarios:
        outcome, written = _solve_one(options, options.scenario)
        _print(outcome, written, options)
        return _exit_code(outcome.status)
    return _solve_all(options)


def _solve_one(options: argparse.Namespace, scenario: str | None) -> tuple[Outcome, list[Path]]:
    """Plan the workbook as it is, or one of its scenarios, and write the plan."""
    from optimizer.doors import take_in
    from optimizer.messages import ProgressPrinter, print_issues
    from optimizer.planning import solve

    intake = take_in(options.input, scenario)
    problem = intake.accept(strict=options.strict)
    if not options.quiet:
        print_issues(intake.issues, sys.stderr)
    printer = ProgressPrinter(sys.stderr, quiet=options.quiet)
    outcome = solve(problem, time_limit=options.time_limit, gap=options.gap, watch=printer, issues=intake.issues)
    printer.close()
    return outcome, _write(outcome, options, scenario) if outcome.status.has_plan else []


def _solve_all(options: argparse.Namespace) -> int:
    """Plan every scenario; the exit code is the worst one."""
    from optimizer.comparison import AS_IS
    from optimizer.doors import scenarios_of
    from optimizer.workbook.compare import write_comparison

    outcomes: dict[str, Outcome] = {}
    for scenario in (None, *scenarios_of(options.input)):
        if not options.json:
            print(f"== {scenario or AS_IS}", flush=True)
        outcome, written = _solve_one(options, scenario)
        outcomes[scenario or AS_IS] = outcome
        _print(outcome, written, options)
    target = _target(options, None)
    path = target.with_name(f"{options.input.stem}.scenarios.xlsx")
    write_comparison(outcomes, path, input_path=options.input)
    print(f"Written: {path}", file=sys.stderr if options.json else sys.stdout)
    return max(_exit_code(outcome.status) for outcome in outcomes.values())


def _print(outcome: Outcome, written: list[Path], options: argparse.Namespace) -> None:
    from optimizer.messages import print_outcome

    print_outcome(outcome, written, sys.stdout, as_json=options.json)


def _target(options: argparse.Namespace, scenario: str | None) -> Path:
    """Workbook to write; a scenario's name goes into the file's."""
    from optimizer.workbook.write import plan_path, scenario_path

    return scenario_path(plan_path(options.input, options.out), scenario)


def _write(outcome: Outcome, options: argparse.Namespace, scenario: str | None) -> list[Path]:
    from optimizer.workbook.write import write_plan

    target = _target(options, scenario)
    written = [write_plan(outcome, target, input_path=options.input)]
    if options.json:
        from optimizer.json_plan import write_json

        written.append(write_json(outcome, target.with_suffix(".json"), input_path=options.input))
    return written


def _exit_code(status: Status) -> int:
    from optimizer.outcome import Status

    return {
        Status.OPTIMAL: Exit.PLAN,
        Status.WITHIN_GAP: Exit.PLAN,
        Status.TIME_LIMIT: Exit.STOPPED_WITH_PLAN,
        Status.INTERRUPTED: Exit.STOPPED_WITH_PLAN,
        Status.INFEASIBLE: Exit.IMPOSSIBLE,
        Status.UNBOUNDED: Exit.INPUT,
        Status.NO_PLAN: Exit.STOPPED_WITHOUT_PLAN,
    }[status]
