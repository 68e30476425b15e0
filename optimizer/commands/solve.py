"""``sourcemix solve``: find the plan of least cost for a workbook, or for each of its scenarios."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.commands.arguments import gap, positive
from optimizer.exits import Exit

if TYPE_CHECKING:
    import argparse

    from models.issue import Issue
    from optimizer.commands.arguments import Commands
    from optimizer.interruption import Interruption
    from optimizer.outcome import Outcome


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
    solve.add_argument(
        "--no-problem-file", action="store_true", help="write no NAME.problems.xlsx when the input has problems"
    )
    solve.add_argument("--quiet", action="store_true", help="no progress")
    solve.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Find the plan or the plans, write and print them; problems of the input go where the plan would have gone."""
    from optimizer.commands.problem_file import remove_outdated, write_problem_file
    from optimizer.errors import InputError
    from optimizer.messages import print_issues
    from optimizer.workbook.problems import problems_path

    target = problems_path(_target(options, None).with_name(options.input.name))
    try:
        if options.all_scenarios:
            code, issues = _solve_all(options)
        else:
            outcome, written = _solve_one(options, options.scenario)
            _print(outcome, written, options, options.scenario)
            code, issues = _exit_code(outcome), _issues(outcome)
    except InputError as error:
        print_issues(error.issues, sys.stderr)
        if not options.no_problem_file:
            write_problem_file(error.issues, options.input, target, sys.stderr)
        return Exit.INPUT
    if not options.no_problem_file:
        if issues:
            write_problem_file(issues, options.input, target, sys.stderr)
        else:
            remove_outdated(target, sys.stderr)
    return code


def _issues(outcome: Outcome, scenario: str | None = None) -> tuple[Issue, ...]:
    """What stands in the way of a plan and the warnings of the input, each with its scenario; () when there is one."""
    if outcome.diagnosis is None:
        return ()
    found = (*outcome.diagnosis.issues, *outcome.issues)
    if scenario is None:
        return found
    return tuple(replace(issue, found=f"In scenario {scenario}: {issue.found}") for issue in found)


def _solve_one(options: argparse.Namespace, scenario: str | None) -> tuple[Outcome, list[Path]]:
    """Plan the workbook as it is, or one of its scenarios, and write the plan."""
    from optimizer.doors import take_in
    from optimizer.limits import PLANNER
    from optimizer.messages import print_issues
    from optimizer.progress import ProgressPrinter

    stop: Interruption = options.interruption
    with ProgressPrinter(sys.stderr, quiet=options.quiet, cancelled=stop.cancelled) as printer:

        def phase(name: str) -> None:
            stop.phase(name)
            printer.phase(name)

        phase("read")
        intake = take_in(options.input, scenario, PLANNER)
        problem = intake.accept(strict=options.strict)
        if not options.quiet:
            with printer.aside():
                print_issues(intake.issues, sys.stderr)
        from optimizer.planning import solve

        outcome = solve(
            problem, time_limit=options.time_limit, gap=options.gap, watch=printer, phase=phase,
            cancelled=stop.cancelled, issues=intake.issues,
        )  # fmt: skip
        phase("write")
        return outcome, _write(outcome, options, scenario) if outcome.status.has_plan else []


def _solve_all(options: argparse.Namespace) -> tuple[int, tuple[Issue, ...]]:
    """Plan every scenario; the exit code is the worst one, the issues those of every scenario without a plan."""
    from optimizer.comparison import AS_IS
    from optimizer.doors import scenarios_of
    from optimizer.limits import PLANNER
    from optimizer.messages import print_where
    from optimizer.workbook.compare import write_comparison

    outcomes: dict[str, Outcome] = {}
    issues: list[Issue] = []
    for scenario in (None, *scenarios_of(options.input, PLANNER)):
        if not options.json:
            print(f"== {scenario or AS_IS}", flush=True)
        outcome, written = _solve_one(options, scenario)
        outcomes[scenario or AS_IS] = outcome
        issues += _issues(outcome, scenario)
        _print(outcome, written, options, scenario)
        if options.interruption.cancelled.is_set():
            break
    target = _target(options, None)
    path = target.with_name(f"{options.input.stem}.scenarios.xlsx")
    compared = write_comparison(outcomes, path, input_path=options.input)
    print_where(path, compared, sys.stderr)
    print(f"Written: {compared}", file=sys.stderr if options.json else sys.stdout)
    return max(map(_exit_code, outcomes.values())), tuple(issues)


def _print(outcome: Outcome, written: list[Path], options: argparse.Namespace, scenario: str | None) -> None:
    from optimizer.messages import print_outcome, print_where

    for path in written[:1]:
        print_where(_target(options, scenario), path, sys.stderr)
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

        written.append(write_json(outcome, written[0].with_suffix(".json"), input_path=options.input))
    return written


def _exit_code(outcome: Outcome) -> int:
    from optimizer.outcome import Status

    if outcome.skipped and outcome.status.has_plan:
        return Exit.STOPPED_WITH_PLAN
    return {
        Status.OPTIMAL: Exit.PLAN,
        Status.WITHIN_GAP: Exit.PLAN,
        Status.TIME_LIMIT: Exit.STOPPED_WITH_PLAN,
        Status.INTERRUPTED: Exit.STOPPED_WITH_PLAN,
        Status.BROKEN_OFF: Exit.STOPPED_WITH_PLAN,
        Status.INFEASIBLE: Exit.IMPOSSIBLE,
        Status.UNBOUNDED: Exit.INPUT,
        Status.NO_PLAN: Exit.STOPPED_WITHOUT_PLAN,
        Status.LOST: Exit.STOPPED_WITHOUT_PLAN,
    }[outcome.status]
