"""Commands of the command line, a file each; every file declares its command in ``add`` and does it in a function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.commands import (
    batch,
    begin,
    check,
    export,
    importing,
    mcp,
    policy,
    reference,
    report,
    schema,
    serve,
    simulate,
    solve,
)

if TYPE_CHECKING:
    from optimizer.commands.arguments import Commands


def declare(commands: Commands) -> None:
    """Declare every command, in the order of the help."""
    for command in (
        solve, batch, serve, mcp, simulate, policy, report, check, begin, importing, export, reference, schema,
    ):  # fmt: skip
        command.add(commands)
