"""``sourcemix serve``: plan workbooks that are posted over HTTP."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.commands.arguments import count, port, positive
from optimizer.exits import Exit

if TYPE_CHECKING:
    import argparse

    from optimizer.commands.arguments import Commands

KEY = "SOURCEMIX_KEY"
"""Environment variable that holds the key."""
SHORTEST_KEY = 16
MEGABYTE = 1 << 20
DAY = 86_400.0


def add(commands: Commands) -> None:
    """Declare the command."""
    serve = commands.add_parser(
        "serve",
        help="plan workbooks that are posted over HTTP",
        description="Plan workbooks that are posted over HTTP, or dropped on the page that it shows. "
        "Jobs survive a restart; Ctrl-C ends it.",
    )
    serve.add_argument("--host", default="127.0.0.1", help="where to listen (default: 127.0.0.1, this machine only)")
    serve.add_argument("--port", type=port, default=8765, help="(default: 8765; 0: any that is free)")
    serve.add_argument("--folder", type=Path, metavar="DIR", help="where jobs are kept (default: the user's own)")
    serve.add_argument(
        "--key-file",
        type=Path,
        metavar="FILE",
        help=f"what requests must show (default: {KEY}, or made anew each time)",
    )
    serve.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help="a name under which it may be called too"
    )
    serve.add_argument("--jobs", type=count, metavar="N", help="how many at once (default: one for each processor)")
    serve.add_argument(
        "--max-time", type=positive, default=3600.0, metavar="S", help="longest time for one workbook (default: 3600)"
    )
    serve.add_argument(
        "--memory", type=positive, metavar="MB", help="most memory for one (default: its share of 80 %%)"
    )
    serve.add_argument("--queue", type=count, default=100, metavar="N", help="longest queue (default: 100)")
    serve.add_argument("--max-upload", type=positive, default=64.0, metavar="MB", help="largest workbook (default: 64)")
    serve.add_argument(
        "--keep", type=positive, default=7.0, metavar="DAYS", help="how long plans are kept (default: 7)"
    )
    serve.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Serve until asked to end."""
    from optimizer.errors import ServiceError
    from optimizer.service.terms import is_loopback

    key, is_open = _key(options), not is_loopback(options.host)
    if is_open and not key:
        raise ServiceError(
            f"Whoever reaches {options.host} could post workbooks. Set a key first: {KEY} or --key-file."
        )
    try:
        from optimizer.service.serve import run as serve
    except ImportError as error:
        if error.name is not None and error.name.partition(".")[0] == "optimizer":
            raise
        raise ServiceError(
            f"'{error.name}' is not installed. Install what serving needs with: pip install 'sourcemix[service]'"
        ) from error
    from optimizer.service.terms import LOOPBACK, Terms
    from optimizer.tasks.local import memory_for_each, processors

    jobs = options.jobs or processors()
    terms = Terms(
        folder=options.folder or _own_folder(),
        key=key or secrets.token_urlsafe(24),
        hosts=LOOPBACK | {options.host.lower()} | {name.lower() for name in options.allow_host},
        at_once=jobs,
        seconds=options.max_time,
        memory=memory_for_each(jobs) if options.memory is None else int(options.memory * MEGABYTE),
        most_waiting=options.queue,
        largest=int(options.max_upload * MEGABYTE),
        keep=options.keep * DAY,
    )

    def say(address: str) -> None:
        print(f"{address}/" if key else f"{address}/#key={terms.key}", flush=True)
        print(f"Jobs are kept in {terms.folder} for {options.keep:g} days. Ctrl-C ends.", file=sys.stderr)
        if is_open:
            print("Anybody on the way can read what is sent: put a proxy with TLS in front of it.", file=sys.stderr)

    serve(terms, options.host, options.port, say)
    return Exit.PLAN


def _key(options: argparse.Namespace) -> str:
    """Return the key that was set; nothing when none was."""
    from optimizer.errors import ServiceError

    found = os.environ.get(KEY, "")
    if options.key_file is not None:
        try:
            found = options.key_file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ServiceError(f"{options.key_file} cannot be read ({error}).") from error
    key: str = found.strip()
    if (key or options.key_file) and (len(key) < SHORTEST_KEY or not key.isascii() or not key.isprintable()):
        raise ServiceError(
            f"The key must have at least {SHORTEST_KEY} plain characters. Make one: openssl rand -hex 24"
        )
    return key


def _own_folder() -> Path:
    """Where programs of this user keep their state."""
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    else:
        base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "sourcemix"
