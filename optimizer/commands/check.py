"""``sourcemix check``: list everything that is wrong with a workbook."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.exits import Exit

if TYPE_CHECKING:
    import argparse

    from optimizer.commands.arguments import Commands


def add(commands: Commands) -> None:
    """Declare the command."""
    check = commands.add_parser("check", help="list everything that is wrong with a workbook")
    check.add_argument("input", type=Path, metavar="IN.xlsx")
    check.add_argument("--json", action="store_true", help="print the list as JSON")
    check.add_argument("--strict", action="store_true", help="treat warnings as errors")
    where = check.add_mutually_exclusive_group()
    where.add_argument(
        "--out",
        type=Path,
        metavar="OUT.xlsx",
        help="where a copy with the problems marked goes; a folder or a file (default: NAME.problems.xlsx beside it)",
    )
    where.add_argument("--no-file", action="store_true", help="write no copy with the problems marked")
    check.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Print the problems, and write them where errors stand in the way; errors decide the exit code."""
    from models.issue import Severity
    from optimizer.commands.problem_file import remove_outdated, write_problem_file
    from optimizer.doors import take_in
    from optimizer.limits import PLANNER
    from optimizer.problem_table import print_problems
    from optimizer.workbook.problems import problems_path

    target, stream = problems_path(options.input, options.out), sys.stderr if options.json else sys.stdout
    issues = take_in(options.input, limits=PLANNER).issues
    if options.json:
        print(json.dumps([issue.to_json() for issue in issues], indent=2, ensure_ascii=False))
    elif issues:
        print_problems(issues, sys.stdout)
    else:
        print(f"{options.input}: no problems found.")
    worst = max((issue.severity for issue in issues), default=Severity.NOTE)
    stops = worst >= (Severity.WARNING if options.strict else Severity.ERROR)
    if not options.no_file:
        if stops:
            write_problem_file(issues, options.input, target, stream)
        else:
            remove_outdated(target, stream)
    return Exit.INPUT if stops else Exit.PLAN
