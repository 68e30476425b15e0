"""``sourcemix policy``: the rule to run each split of a plan week by week, or published cases of two sources."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.commands.arguments import positive, seed
from optimizer.exits import Exit

if TYPE_CHECKING:
    import argparse

    from models.problem import Problem
    from models.schema import Sheet
    from optimizer.commands.arguments import Commands
    from optimizer.replenishment.advice import Advice
    from optimizer.replenishment.split import Split


def add(commands: Commands) -> None:
    """Declare the command."""
    policy = commands.add_parser(
        "policy",
        help="how to run each split between a slow and a fast source, week by week",
        description="How to run each split of a plan between a slow and a fast source: what to order each week.",
    )
    what = policy.add_mutually_exclusive_group(required=True)
    what.add_argument("plan", type=Path, nargs="?", metavar="PLAN", help="NAME.plan.xlsx, or the JSON file beside it")
    what.add_argument(
        "--case",
        type=Path,
        metavar="FILE.csv",
        help="instead: cases of two sources, one a row, each with the least cost that any rule can have",
    )
    policy.add_argument(
        "--input", type=Path, metavar="IN.xlsx", help="what the plan was made from (default: looked for beside it)"
    )
    policy.add_argument("--item", action="append", metavar="ITEM", help="only this item; may be repeated")
    policy.add_argument("--site", action="append", metavar="SITE", help="only what this site receives; may be repeated")
    policy.add_argument(
        "--variation",
        type=positive,
        metavar="V",
        help="standard deviation of a week's demand, as a share of it, where the workbook states none (default: 0.2)",
    )
    policy.add_argument("--seed", type=seed, default=0, metavar="S", help="same seed, same numbers (default: 0)")
    policy.add_argument(
        "--output", "--out", type=Path, metavar="OUT.xlsx", help="default: NAME.policy.xlsx beside the plan"
    )
    policy.add_argument("--json", action="store_true", help="print everything as JSON; a workbook only with --output")
    policy.add_argument("--quiet", action="store_true", help="no progress")
    policy.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Answer the cases of a file, or find the rules of a plan, print them and write them."""
    return _cases(options) if options.case else _plan(options)


def _cases(options: argparse.Namespace) -> int:
    from optimizer.replenishment.case_file import read_cases
    from optimizer.replenishment.compared import compared
    from optimizer.replenishment.simulated import Effort
    from optimizer.replenishment.telling import cases_as_json, cases_in_words

    found = []
    for case in read_cases(options.case):
        _say(options, f"{case.name} ...")
        found.append((case, compared(case.terms, Effort(seed=options.seed))))
    if options.json:
        print(json.dumps(cases_as_json(found), indent=1, allow_nan=False))
    else:
        print(*cases_in_words(found), sep="\n")
    return Exit.PLAN


def _plan(options: argparse.Namespace) -> int:
    from optimizer.limits import PLANNER
    from optimizer.plan_file import read_plan
    from optimizer.plan_tables import landed_costs
    from optimizer.replenishment.advice import advice, best_rules
    from optimizer.replenishment.simulated import Effort
    from optimizer.replenishment.splits import ASSUMED, splits
    from optimizer.replenishment.table import planned_rules, policy_of
    from optimizer.replenishment.telling import splits_as_json, splits_in_words

    problem, plan = read_plan(options.plan, options.input, PLANNER)
    _refuse_strangers(options, problem)
    every = splits(problem, plan, landed_costs(options.plan, PLANNER), options.variation or ASSUMED)
    chosen = [split for split in every if _is_wanted(options, split)]
    planned = [planned_rules(split) for split in chosen]
    found: list[Advice] = []
    for number, (split, rules) in enumerate(zip(chosen, planned, strict=True), start=1):
        _say(options, f"{number} of {len(chosen)}: {split.item} at {split.destination} ...")
        if not split.is_reversed:
            found.append(advice(split, rules, Effort(seed=options.seed)))
    policy = policy_of(problem, tuple(chosen), planned)
    best, currency = best_rules(problem, found), problem.settings.currency
    if options.json:
        print(json.dumps(splits_as_json(policy, best, currency), indent=1, allow_nan=False))
    elif not chosen:
        print("No place is supplied by sources of different speed: there is no split to run.")
    else:
        print(*splits_in_words(policy, best, currency), sep="\n")
    if chosen and (options.output or not options.json):
        _write(options, problem, tuple(table for table in (policy, best) if len(table)))
    return Exit.PLAN


def _write(options: argparse.Namespace, problem: Problem, tables: tuple[Sheet, ...]) -> None:
    from optimizer.limits import PLANNER
    from optimizer.messages import print_where
    from optimizer.plan_file import input_of
    from optimizer.workbook.policy import policy_path, write_policy

    target = policy_path(options.plan, options.output)
    inputs = (options.plan, options.input or input_of(options.plan, PLANNER))
    written = write_policy(problem, tables, target, options.seed, inputs=inputs)
    print_where(target, written, sys.stderr)
    print(f"Written: {written}", file=sys.stderr if options.json else sys.stdout)


def _is_wanted(options: argparse.Namespace, split: Split) -> bool:
    return split.item in (options.item or [split.item]) and split.destination in (options.site or [split.destination])


def _refuse_strangers(options: argparse.Namespace, problem: Problem) -> None:
    """Raise InputError for items and sites that are none."""
    from models.issue import Issue
    from optimizer.errors import InputError
    from optimizer.intake.guesses import closest

    asked = [("item", name, problem.items) for name in options.item or ()]
    asked += [("site", name, tuple(problem.role)) for name in options.site or ()]
    issues = [
        Issue(options.plan.name, 0, "", "unknown-reference", f"No {what} is called {name!r}.{closest(name, known)}",
              f"Correct --{what}.")
        for what, name, known in asked
        if name not in known
    ]  # fmt: skip
    if issues:
        raise InputError(issues)


def _say(options: argparse.Namespace, words: str) -> None:
    if not options.quiet:
        print(words, file=sys.stderr, flush=True)
