"""The command line: ``sourcemix solve | simulate | check | template | example | reference``.

Results go to standard output, progress and problems to standard error. Exit codes: 0 plan within the gap, 1 our own
bug, 2 wrong usage, 3 problems of the input, 4 impossible, 5 stopped with a plan, 6 stopped without one, 8 output cannot
be written.
"""

from __future__ import annotations

import argparse
import json
import sys
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.arguments import count, gap, positive, seed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optimizer.outcome import Outcome, Status


class Exit(IntEnum):
    """Exit codes, the same for every command."""

    PLAN = 0
    BUG = 1
    USAGE = 2
    INPUT = 3
    IMPOSSIBLE = 4
    STOPPED_WITH_PLAN = 5
    STOPPED_WITHOUT_PLAN = 6
    OUTPUT = 8


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    from optimizer.errors import AuditError, InputError, OutputError

    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except InputError as error:
        from optimizer.messages import print_issues

        print_issues(error.issues, sys.stderr)
        return Exit.INPUT
    except OutputError as error:
        print(f"sourcemix: {error}", file=sys.stderr)
        return Exit.OUTPUT
    except AuditError as error:
        print(f"sourcemix: {error} This is a bug in Sourcemix; no plan was written.", file=sys.stderr)
        return Exit.BUG
    except KeyboardInterrupt:
        print("sourcemix: stopped.", file=sys.stderr)
        return Exit.STOPPED_WITHOUT_PLAN
    except BrokenPipeError:
        sys.stderr.close()
        return Exit.PLAN


def _parser() -> argparse.ArgumentParser:
    from optimizer import __version__

    parser = argparse.ArgumentParser(
        prog="sourcemix", description="Sourcing mix, capacity and buffers at least cost: Excel in, Excel out."
    )
    parser.add_argument("--version", action="version", version=f"sourcemix {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

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
    solve.set_defaults(command=_solve)

    _add_simulate(commands)

    check = commands.add_parser("check", help="list everything that is wrong with a workbook")
    check.add_argument("input", type=Path, metavar="IN.xlsx")
    check.add_argument("--json", action="store_true", help="print the list as JSON")
    check.add_argument("--strict", action="store_true", help="treat warnings as errors")
    check.set_defaults(command=_check)

    template = commands.add_parser("template", help="write a blank input workbook")
    template.add_argument("output", type=Path, metavar="OUT.xlsx")
    template.add_argument("--force", action="store_true", help="replace the file if it exists")
    template.set_defaults(command=_template)

    example = commands.add_parser("example", help="write a worked example as an input workbook")
    example.add_argument("name", choices=("ev", "truck"), help="which example")
    example.add_argument("output", type=Path, metavar="OUT.xlsx")
    example.add_argument("--force", action="store_true", help="replace the file if it exists")
    example.set_defaults(command=_example)

    reference = commands.add_parser("reference", help="print every sheet and column as Markdown")
    reference.set_defaults(command=_reference)
    return parser


def _add_simulate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
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
    simulate.set_defaults(command=_simulate)


def _simulate(options: argparse.Namespace) -> int:
    from optimizer.plan_file import input_of, read_plan
    from optimizer.simulation.outcome import simulate
    from optimizer.workbook.simulation import headline, simulation_path, write_simulation

    target = simulation_path(options.plan, options.output)
    problem, plan = read_plan(options.plan, options.input)
    found = simulate(
        problem,
        plan,
        replications=options.replications,
        seed=options.seed,
        weeks=options.weeks,
        watch=None if options.quiet else lambda words: print(words, file=sys.stderr, flush=True),
    )
    inputs = (options.plan, options.input or input_of(options.plan))
    written = write_simulation(found, target, inputs=inputs)
    print(headline(found), *(f"- {sentence}" for sentence in found.sentences), f"Written: {written}", sep="\n")
    return Exit.PLAN


def _solve(options: argparse.Namespace) -> int:
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
    from optimizer.workbook.write import plan_path

    target = plan_path(options.input, options.out)
    if scenario is None:
        return target
    name = "".join(ch if ch.isalnum() or ch in "-_" else "_" for ch in scenario)
    return target.with_name(f"{target.name.removesuffix('.xlsx').removesuffix('.plan')}.{name}.plan.xlsx")


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


def _check(options: argparse.Namespace) -> int:
    from models.issue import Severity
    from optimizer.doors import take_in
    from optimizer.messages import print_issues

    issues = take_in(options.input).issues
    if options.json:
        print(json.dumps([issue.to_json() for issue in issues], indent=2, ensure_ascii=False))
    elif issues:
        print_issues(issues, sys.stdout)
    else:
        print(f"{options.input}: no problems found.")
    worst = max((issue.severity for issue in issues), default=Severity.NOTE)
    stops = Severity.WARNING if options.strict else Severity.ERROR
    return Exit.INPUT if worst >= stops else Exit.PLAN


def _template(options: argparse.Namespace) -> int:
    from optimizer.workbook.template import write_input

    _refuse_existing(options)
    write_input(options.output)
    print(options.output)
    return Exit.PLAN


def _example(options: argparse.Namespace) -> int:
    from optimizer.examples import EXAMPLES
    from optimizer.workbook.template import write_input

    _refuse_existing(options)
    write_input(
        options.output, EXAMPLES[options.name](), remark="Example of Sourcemix. Check with: sourcemix check FILE"
    )
    print(options.output)
    return Exit.PLAN


def _refuse_existing(options: argparse.Namespace) -> None:
    from optimizer.errors import OutputError

    if options.output.exists() and not options.force:
        raise OutputError(f"{options.output} exists already. Choose another name, or replace it with --force.")


def _reference(_: argparse.Namespace) -> int:
    from optimizer.reference import sheet_reference

    print(sheet_reference())
    return Exit.PLAN


if __name__ == "__main__":
    sys.exit(main())
