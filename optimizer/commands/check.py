"""``sourcemix check``: list everything that is wrong with a workbook."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.commands.exits import Exit

if TYPE_CHECKING:
    import argparse

    from optimizer.commands.arguments import Commands


def add(commands: Commands) -> None:
    """Declare the command."""
    check = commands.add_parser("check", help="list everything that is wrong with a workbook")
    check.add_argument("input", type=Path, metavar="IN.xlsx")
    check.add_argument("--json", action="store_true", help="print the list as JSON")
    check.add_argument("--strict", action="store_true", help="treat warnings as errors")
    check.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Print the problems; errors decide the exit code."""
    from models.issue import Severity
    from optimizer.doors import take_in
    from optimizer.limits import PLANNER
    from optimizer.messages import print_issues

    issues = take_in(options.input, limits=PLANNER).issues
    if options.json:
        print(json.dumps([issue.to_json() for issue in issues], indent=2, ensure_ascii=False))
    elif issues:
        print_issues(issues, sys.stdout)
    else:
        print(f"{options.input}: no problems found.")
    worst = max((issue.severity for issue in issues), default=Severity.NOTE)
    stops = Severity.WARNING if options.strict else Severity.ERROR
    return Exit.INPUT if worst >= stops else Exit.PLAN
