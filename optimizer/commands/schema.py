"""``sourcemix schema``: print the JSON Schema of what goes in and what comes out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from optimizer.exits import Exit

if TYPE_CHECKING:
    import argparse

    from optimizer.commands.arguments import Commands

FORMS = ("input", "plan", "problems", "batch", "policy")


def add(commands: Commands) -> None:
    """Declare the command."""
    schema = commands.add_parser("schema", help="print the JSON Schema of what goes in or comes out")
    schema.add_argument("form", nargs="?", choices=FORMS, default="input", help="which (default: input)")
    schema.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Print it."""
    from optimizer.json_schema import json_schema

    print(json.dumps(json_schema(options.form), indent=2, ensure_ascii=False))
    return Exit.PLAN
