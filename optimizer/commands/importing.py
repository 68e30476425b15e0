"""``sourcemix import``: a case in the format of others, written as an input workbook."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.commands.arguments import gap, positive
from optimizer.exits import Exit
from optimizer.importing.formats import FORMATS

if TYPE_CHECKING:
    from optimizer.commands.arguments import Commands


def add(commands: Commands) -> None:
    """Declare the command."""
    importing = commands.add_parser(
        "import",
        help="turn a case in the format of others into an input workbook",
        description="Turn a case in the format of others into an input workbook, and say what is not carried over.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="formats:\n" + "\n".join(f"  {name:14} {kind.summary}" for name, kind in FORMATS.items()),
    )
    importing.add_argument("--format", required=True, choices=tuple(FORMATS), help="what the file is; see below")
    importing.add_argument("input", type=Path, metavar="FILE")
    importing.add_argument("output", type=Path, metavar="OUT.xlsx")
    importing.add_argument("--force", action="store_true", help="replace the workbook if it exists")
    importing.add_argument(
        "--capacity",
        type=_capacity,
        metavar="N|none",
        help="orlib-cap: capacity of every site whose file says 'capacity'; none: no site has a limit",
    )
    importing.add_argument("--case", default="", metavar="NAME", help="gsm-stages: which of several cases in a file")
    importing.add_argument(
        "--holding-rate",
        type=gap,
        metavar="R",
        help="gsm-stages: yearly cost of stock as a share of its value (default: 0.3 for tables, 1 for trees)",
    )
    importing.add_argument(
        "--single-source", action="store_true", help="orlib-cap, tscflp: each customer is served from one place"
    )
    importing.set_defaults(command=run, refuse=importing.error)


def run(options: argparse.Namespace) -> int:
    """Write the workbook, and say what is in it and what is not."""
    from optimizer.commands.begin import refuse_existing
    from optimizer.importing import Choices, import_case
    from optimizer.importing.listing import write_listing
    from optimizer.messages import print_issues, print_where
    from optimizer.workbook.template import write_input

    _refuse_unused(options)
    refuse_existing(options)
    choices = Choices(options.capacity, options.case, options.holding_rate, options.single_source)
    imported = import_case(options.input, options.format, choices)
    print_issues(imported.notes, sys.stderr)
    remark = f"Imported from {options.input.name} ({options.format}). Check with: sourcemix check FILE"
    written = write_input(options.output, imported.records, remark=remark)
    print_where(options.output, written, sys.stderr)
    print(written)
    if FORMATS[options.format].is_partial:
        print(f"Listed in {write_listing(written, options.input.name, imported.notes)}", file=sys.stderr)
    return Exit.PLAN


def _refuse_unused(options: argparse.Namespace) -> None:
    """Refuse an option that the format does not look at, rather than ignore it."""
    given = {
        "capacity": options.capacity is not None,
        "case": bool(options.case),
        "holding_rate": options.holding_rate is not None,
        "single_source": options.single_source,
    }
    for name, is_given in given.items():
        if is_given and name not in FORMATS[options.format].choices:
            switch = f"--{name.replace('_', '-')}"
            options.refuse(f"{switch} means nothing for files of the format {options.format}: leave it out")


def _capacity(text: str) -> float:
    return float("inf") if text.casefold() == "none" else positive(text)
