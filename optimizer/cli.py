"""The command line: ``sourcemix COMMAND``, one of solve, batch, serve, mcp, simulate, policy, report, check, ...

Results go to standard output, progress and problems to standard error. Exit codes: 0 plan within the gap, 1 our own
bug, 2 wrong usage, 3 problems of the input, 4 impossible, 5 stopped with a plan, 6 stopped without one, 8 output cannot
be written, 130 told to quit at once; of a batch: 9 another run is at work, 10 some succeeded, 11 none did.
"""

from __future__ import annotations

import argparse
import io
import sys
from typing import TYPE_CHECKING

from optimizer.commands import declare
from optimizer.exits import Exit
from optimizer.interruption import Interruption, QuitError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what the terminal's code page lacks is shown by its number
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    with Interruption() as options.interruption:
        try:
            return _run(options)
        except QuitError:
            print("sourcemix: quit.", file=sys.stderr)
            return Exit.QUIT
        except KeyboardInterrupt:
            print("sourcemix: stopped; there was nothing to keep yet.", file=sys.stderr)
            return Exit.STOPPED_WITHOUT_PLAN


def _run(options: argparse.Namespace) -> int:
    """Run the command; what can go wrong is said in a line."""
    from optimizer.errors import AuditError, BatchError, BusyError, InputError, OutputError, OutsideError, ServiceError

    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except InputError as error:
        from optimizer.messages import print_issues

        print_issues(error.issues, sys.stderr)
        return Exit.INPUT
    except (BatchError, OutputError, OutsideError, ServiceError) as error:
        print(f"sourcemix: {error}", file=sys.stderr)
        codes = {BusyError: Exit.BUSY, OutputError: Exit.OUTPUT}
        return next((code for kind, code in codes.items() if isinstance(error, kind)), Exit.USAGE)
    except AuditError as error:
        print(f"sourcemix: {error} This is a bug in Sourcemix; no plan was written.", file=sys.stderr)
        return Exit.BUG
    except BrokenPipeError:
        sys.stderr.close()
        return Exit.PLAN


def _parser() -> argparse.ArgumentParser:
    from optimizer import __version__

    parser = argparse.ArgumentParser(
        prog="sourcemix", description="Sourcing mix, capacity and buffers at least cost: Excel in, Excel out."
    )
    parser.add_argument("--version", action="version", version=f"sourcemix {__version__}")
    declare(parser.add_subparsers(required=True, metavar="COMMAND"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
