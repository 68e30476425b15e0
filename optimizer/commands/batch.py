"""``sourcemix batch``: plan every workbook of a folder, again and again, doing only what is not done yet."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.commands.arguments import codes, count, gap, positive

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from optimizer.batches.result import Batch
    from optimizer.commands.arguments import Commands
    from optimizer.tasks.crew import Underway
    from optimizer.tasks.task import Halt

MEGABYTE = 1 << 20
LONGEST = 3600.0


def add(commands: Commands) -> None:
    """Declare the command."""
    batch = commands.add_parser(
        "batch",
        help="plan every workbook of a folder",
        description="Plan every workbook of a folder, each in a process of its own; what is done is not done again.",
        epilog="Exit code: 0 all succeeded, 10 some, 11 none, 9 another run is at work there, 2 nothing to do.",
    )
    batch.add_argument("folder", type=Path, metavar="FOLDER", help="where the workbooks are")
    batch.add_argument("--out", type=Path, metavar="DIR", required=True, help="where plans and the summary go")
    batch.add_argument("--pattern", default="*.xlsx", metavar="GLOB", help="which files (default: *.xlsx)")
    batch.add_argument("--scenarios", action="store_true", help="plan every scenario of every workbook too")
    batch.add_argument("--jobs", type=count, metavar="N", help="how many at once (default: one for each processor)")
    batch.add_argument("--force", action="store_true", help="plan again what is done already")
    batch.add_argument("--time-limit", type=positive, metavar="S", help="longest time for the solver, in seconds")
    batch.add_argument("--gap", type=gap, metavar="G", help="stop when proven within this share of the best, e.g. 0.01")
    batch.add_argument("--strict", action="store_true", help="treat warnings as errors")
    batch.add_argument("--json", action="store_true", help="write each plan as JSON too")
    batch.add_argument(
        "--max-time", type=positive, default=LONGEST, metavar="S", help="longest time for one workbook (default: 3600)"
    )
    batch.add_argument(
        "--memory", type=positive, metavar="MB", help="most memory for one (default: its share of 80 %%)"
    )
    batch.add_argument(
        "--ok-codes",
        type=codes,
        default=frozenset({0}),
        metavar="N,N",
        help="exit codes of sourcemix solve that count as success (default: 0)",
    )
    batch.add_argument(
        "--scheduler", metavar="ADDRESS", help="plan on a Dask cluster: tcp://host:8786, or local-cluster"
    )
    batch.add_argument("--quiet", action="store_true", help="no progress")
    batch.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Plan them, and say how many succeeded."""
    from optimizer.batches.key import Options
    from optimizer.batches.run import Order, run_batch
    from optimizer.tasks.hire import hire
    from optimizer.tasks.task import Halt

    memory = None if options.memory is None else int(options.memory * MEGABYTE)
    crew = hire(options.jobs, scheduler=options.scheduler, seconds=options.max_time, memory=memory)
    order = Order(
        folder=options.folder,
        out=options.out,
        pattern=options.pattern,
        options=Options(options.time_limit, options.gap, options.strict, options.scenarios, options.json),
        force=options.force,
        ok_codes=options.ok_codes,
    )
    halt, watch = Halt(), _Terminal(quiet=options.quiet)
    _listen(halt, watch)
    try:
        batch = run_batch(order, crew, halt=halt, watch=watch)
    finally:
        watch.close()
    _print(batch)
    return batch.exit_code


def _listen(halt: Halt, watch: _Terminal) -> None:
    """Let Ctrl-C and a request to end call the batch off: once gently, twice at once."""

    def ask(*_: object) -> None:
        halt.ask()
        gently = "Stopping: workbooks under way end with their best plans so far. Once more stops at once."
        watch.say("Stopping at once." if halt.at_once else gently)

    signal.signal(signal.SIGINT, ask)
    signal.signal(signal.SIGTERM, ask)


class _Terminal:
    """Tells people at a terminal, or a log, how far the batch is."""

    def __init__(self, *, quiet: bool) -> None:
        from optimizer.batches.progress import BatchProgress

        self._quiet = quiet
        self._progress = BatchProgress(sys.stderr, 0, quiet=quiet)

    def begin(self, total: int, skipped: int, recovered: str) -> None:
        """Say what there is to do."""
        from optimizer.batches.progress import BatchProgress

        self._progress = BatchProgress(sys.stderr, total, quiet=self._quiet)
        if recovered:
            self.say(f"The last run ({recovered}) ended without a word; this one takes over.")
        self.say(f"{total} to plan, {skipped} done already.")

    def underway(self, tasks: Sequence[Underway]) -> None:
        """Say what is being planned."""
        self._progress.underway(tasks)

    def finished(self, name: str, words: str, *, ok: bool) -> None:
        """Say what failed."""
        self._progress.finished(name, words, ok=ok)

    def say(self, words: str) -> None:
        """Say it in a line of its own."""
        self._progress.say(words)

    def close(self) -> None:
        """End the rewritten line."""
        self._progress.close()


def _print(batch: Batch) -> None:
    from optimizer.batches.folder import JSON, SUMMARY

    counts: dict[str, int] = {}
    for row in batch.rows:
        counts[row.run.fate.value] = counts.get(row.run.fate.value, 0) + 1
    for words, number in sorted(counts.items(), key=lambda entry: -entry[1]):
        print(f"{number:6,}  {words}")
    ended = "" if batch.is_whole else " It was called off: run it again to do the rest."
    print(f"{batch.succeeded:,} of {len(batch.rows):,} succeeded.{ended}")
    print(f"Written: {batch.out / SUMMARY}, {batch.out / JSON}")
