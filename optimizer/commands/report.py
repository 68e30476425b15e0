"""``sourcemix report``: a plan as one HTML file with its charts, or their figures as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.exits import Exit

if TYPE_CHECKING:
    import argparse

    from optimizer.commands.arguments import Commands

BESIDE = Path()
"""Stands for: beside the plan, under its name."""


def add(commands: Commands) -> None:
    """Declare the command."""
    report = commands.add_parser(
        "report",
        help="show a plan as one HTML file with charts",
        description="Show a plan as one HTML file: charts and tables, nothing beside it, no connection needed.",
    )
    report.add_argument("plan", type=Path, metavar="PLAN", help="NAME.plan.xlsx, or the JSON file beside it")
    report.add_argument(
        "--html",
        nargs="?",
        type=Path,
        const=BESIDE,
        metavar="OUT.html",
        help="where it goes, a file or a folder (default: NAME.html beside the plan)",
    )
    report.add_argument("--json", action="store_true", help="print the figures behind the charts instead")
    report.add_argument(
        "--input", type=Path, metavar="IN.xlsx", help="what the plan was made from (default: looked for beside it)"
    )
    report.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Write the report, or print its figures; both if both are asked for."""
    from optimizer.limits import PLANNER
    from optimizer.told import told

    story = told(options.plan, options.input, PLANNER)
    if options.json:
        print(json.dumps(story, indent=1, allow_nan=False))
    if options.html is not None or not options.json:
        from optimizer.drawing.report import report_path, write_report
        from optimizer.messages import print_where

        target = report_path(options.plan, None if options.html in {None, BESIDE} else options.html)
        written = write_report(story, target, inputs=(options.plan, options.input))
        print_where(target, written, sys.stderr)
        if not options.json:
            print(f"Written: {written}")
    return Exit.PLAN
