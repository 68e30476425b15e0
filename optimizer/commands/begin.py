"""``sourcemix template | example``: input workbooks to start from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.exits import Exit

if TYPE_CHECKING:
    import argparse

    from optimizer.commands.arguments import Commands


def add(commands: Commands) -> None:
    """Declare the commands."""
    template = commands.add_parser("template", help="write a blank input workbook")
    template.add_argument("output", type=Path, metavar="OUT.xlsx")
    template.add_argument("--force", action="store_true", help="replace the file if it exists")
    template.set_defaults(command=_template)

    example = commands.add_parser("example", help="write a worked example as an input workbook")
    example.add_argument("name", choices=("ev", "truck"), help="which example")
    example.add_argument("output", type=Path, metavar="OUT.xlsx")
    example.add_argument("--force", action="store_true", help="replace the file if it exists")
    example.set_defaults(command=_example)


def _template(options: argparse.Namespace) -> int:
    from optimizer.workbook.template import write_input

    refuse_existing(options)
    return _written(options, write_input(options.output))


def _example(options: argparse.Namespace) -> int:
    from optimizer.examples import EXAMPLES
    from optimizer.workbook.template import write_input

    refuse_existing(options)
    remark = "Example of Sourcemix. Check with: sourcemix check FILE"
    return _written(options, write_input(options.output, EXAMPLES[options.name](), remark=remark))


def _written(options: argparse.Namespace, path: Path) -> int:
    from optimizer.messages import print_where

    print_where(options.output, path, sys.stderr)
    print(path)
    return Exit.PLAN


def refuse_existing(options: argparse.Namespace) -> None:
    """Leave a file alone that is there already, unless it may be replaced."""
    from optimizer.errors import OutputError

    if options.output.exists() and not options.force:
        raise OutputError(f"{options.output} exists already. Choose another name, or replace it with --force.")
