"""Cases of others, published against reached: ``python -m tests.external [--markdown | --readme] [WORDS]``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path.insert(0, str(TESTS))

from benchmarks.machine import description  # noqa: E402 - tests are found from here on
from benchmarks.table import Table, seconds  # noqa: E402
from external.case import Case, Reached, reach  # noqa: E402
from external.suite import LEFT_OUT, SUITE  # noqa: E402

README = TESTS.parent / "README.md"
BEGIN, END = "<!-- external -->", "<!-- /external -->"
HEADER = ("case", "family", "published", "reached", "relative difference", "s")


def main() -> int:
    """Solve what is asked for, and print the table; fails when an answer is not the published one."""
    parser = argparse.ArgumentParser(prog="python -m tests.external", description="Published against reached.")
    parser.add_argument(
        "words", nargs="*", help="words of the names or families of cases; all of them if none is given"
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--markdown", action="store_true", help="print Markdown")
    where.add_argument("--readme", action="store_true", help="put the table into the README")
    options = parser.parse_args()
    words = [word.casefold() for word in options.words]
    chosen = [case for case in SUITE if not words or any(w in f"{case.name} {case.family}".casefold() for w in words)]
    if options.readme and len(chosen) < len(SUITE):
        parser.error("the README shows every case: leave the words out")
    found = [(case, _reached(case)) for case in chosen]
    table = _table(found)
    print(table.as_markdown() if options.markdown else table.as_text())
    if options.readme:
        publish(table)
    return int(not all(reached.agrees(case) for case, reached in found))


def _reached(case: Case) -> Reached:
    with tempfile.TemporaryDirectory() as folder:
        return reach(case, Path(folder))


def _table(found: list[tuple[Case, Reached]]) -> Table:
    rows = tuple(
        (
            case.name,
            case.family,
            f"{case.published:,.10g}",
            f"{reached.figure:,.10g}" + ("" if reached.agrees(case) else " (differs)"),
            f"{abs(reached.difference):.0e}",
            seconds(reached.seconds),
        )
        for case, reached in found
    )
    agree = sum(reached.agrees(case) for case, reached in found)
    notes = (
        f"{agree} of {len(found)} agree; import, workbook, reading, solving to proven optimality and check are in the time.",
        *(f"Not stated as a plan: {name}: {why}" for name, why in LEFT_OUT.items()),
    )
    return Table(f"Published against reached, on {description()}", HEADER, rows, notes)


def publish(table: Table) -> None:
    """Put the table between the markers of the README.

    Raises
    ------
    ValueError
        When the README does not have both markers.

    """
    text = README.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{README.name} has no {BEGIN} ... {END}.")
    README.write_text(f"{before}{BEGIN}\n{table.as_markdown()}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
