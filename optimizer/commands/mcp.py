"""``sourcemix mcp``: tools for an assistant that speaks the Model Context Protocol."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.commands.arguments import count, positive
from optimizer.exits import Exit

if TYPE_CHECKING:
    import argparse

    from optimizer.commands.arguments import Commands

MEGABYTE = 1 << 20
LONGEST = 300.0
BESIDE, ASIDE = 2.0, 120.0
"""A call may take this many times the search, for plans to compare with, and seconds more to read and write."""
AT_ONCE = 2


def add(commands: Commands) -> None:
    """Declare the command."""
    mcp = commands.add_parser(
        "mcp",
        help="tools for an assistant: check, solve, explain, compare",
        description="Serve an assistant that speaks the Model Context Protocol over standard input and output: "
        "tools to check, solve, explain and compare, in allowed folders only.",
    )
    mcp.add_argument(
        "--allow",
        type=Path,
        action="append",
        required=True,
        metavar="FOLDER",
        help="a folder that may be read and written, with what is below; may be given several times",
    )
    mcp.add_argument(
        "--time-limit", type=positive, default=LONGEST, metavar="S", help="longest search of a call (default: 300)"
    )
    mcp.add_argument("--jobs", type=count, default=AT_ONCE, metavar="N", help="calls at the same time (default: 2)")
    mcp.add_argument("--memory", type=positive, metavar="MB", help="most memory for a call (default: a share of 80 %%)")
    mcp.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Serve until the client goes."""
    from optimizer.assistant.fence import Fence
    from optimizer.errors import ServiceError
    from optimizer.tasks.local import memory_for_each
    from optimizer.tasks.task import Limits

    fence = Fence.around(options.allow)
    try:
        from optimizer.assistant.server import Terms, serve
    except ImportError as error:
        if error.name is None or error.name.partition(".")[0] in {"optimizer", "models"}:
            raise
        raise ServiceError(
            f"'{error.name}' is not installed. Install what it needs with: pip install 'sourcemix[mcp]'"
        ) from error
    memory = memory_for_each(options.jobs) if options.memory is None else int(options.memory * MEGABYTE)
    limits = Limits(seconds=BESIDE * options.time_limit + ASIDE, memory=memory)
    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)  # ends at once: processes at work notice, and end too
    serve(Terms(fence, options.time_limit, options.jobs, limits))
    return Exit.PLAN
