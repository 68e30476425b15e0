"""All benchmarks: ``python -m tests.benchmarks [B1 B2 B3 B4 B6 B8] [--quick | --full] [--markdown | --readme]``.

Every figure is the median of runs in processes of their own, taken in turns; nothing asserts a time.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from . import gaps, growth, planner, reading, rules, simulation
from .effort import Effort
from .machine import description, load
from .published import publish, section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .table import Table

BENCHMARKS: dict[str, Callable[[Effort], Iterator[Table]]] = {
    "B1": planner.tables,
    "B2": rules.tables,
    "B3": gaps.tables,
    "B4": reading.tables,
    "B6": simulation.tables,
    "B8": growth.tables,
}


def main() -> None:
    """Measure what is asked for, and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure, and print ratios.")
    parser.add_argument("which", nargs="*", metavar="B1..B8", help="benchmarks; all of them if none is named")
    amount = parser.add_mutually_exclusive_group()
    amount.add_argument("--quick", action="store_const", dest="effort", const=Effort.QUICK, help="small sizes, once")
    amount.add_argument("--full", action="store_const", dest="effort", const=Effort.FULL, help="the long ones too")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--markdown", action="store_true", help="print Markdown when all is measured")
    where.add_argument("--readme", action="store_true", help="put it into the README")
    options = parser.parse_args()
    unknown = [name for name in options.which if name.upper() not in BENCHMARKS]
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}; choose from {', '.join(BENCHMARKS)}")
    chosen = [name for name in BENCHMARKS if not options.which or name in map(str.upper, options.which)]
    found = list(_measured(chosen, options.effort or Effort.USUAL, quiet=options.markdown))
    if options.markdown:
        print(section(found))
    if options.readme:
        publish(found)


def _measured(chosen: list[str], effort: Effort, *, quiet: bool) -> Iterator[Table]:
    """Measure, and show each table when it is there."""
    if not quiet:
        print(description())
    for name in chosen:
        begin, busy = time.monotonic(), load()
        for table in BENCHMARKS[name](effort):
            if not quiet:
                print(f"\n{table.as_text()}", flush=True)
            yield table
        print(f"{name}: {time.monotonic() - begin:.0f} s; load before it {busy:.1f}", file=sys.stderr)


if __name__ == "__main__":
    main()
