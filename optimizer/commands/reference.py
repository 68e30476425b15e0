"""``sourcemix reference``: print every sheet and column as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.exits import Exit

if TYPE_CHECKING:
    import argparse

    from optimizer.commands.arguments import Commands


def add(commands: Commands) -> None:
    """Declare the command."""
    reference = commands.add_parser("reference", help="print every sheet and column as Markdown")
    reference.set_defaults(command=run)


def run(_: argparse.Namespace) -> int:
    """Print it."""
    from optimizer.reference import sheet_reference

    print(sheet_reference())
    return Exit.PLAN
