"""Fuzzing the reader with coverage as a guide: ``python tests/fuzz/reader.py CORPUS_FOLDER -max_total_time=600``.

Needs atheris (``pip install atheris``, Linux). The first byte of an input picks what the rest is: a whole file, one
part of an otherwise sound workbook, or cells of a plan that uses every sheet. Whatever it is, there must be an answer: issues or a problem,
no exception. What it finds is to be pinned in ``tests/fuzz/test_fuzz.py``.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

with atheris.instrument_imports(include=["optimizer.workbook", "optimizer.intake", "optimizer.doors"]):
    from optimizer.doors import take_in

from richplan import rich  # noqa: E402 - the same
from wild import SEEDS, planted, wild  # noqa: E402 - found by the path above

CELLS, PLAN = b"\xff", rich()
PLACE = Path(tempfile.mkdtemp()) / "wild.xlsx"


def one_input(content: bytes) -> None:
    """Read one input: an exception here is a find."""
    if content[:1] == CELLS:
        take_in(planted(PLAN, content[1:]))
    else:
        take_in(wild(PLACE, content))


def main() -> None:
    """Start from the seeds."""
    folder = Path(next((word for word in sys.argv[1:] if not word.startswith("-")), tempfile.mkdtemp()))
    folder.mkdir(parents=True, exist_ok=True)
    cells = b"\0".join(bytes([k, k, k, k]) + text for k, text in enumerate((b"1e308", b"2027-01-01", b"ALL", b"-0")))
    for k, seed in enumerate([*SEEDS, CELLS + cells]):
        (folder / f"seed{k}").write_bytes(seed)
    atheris.Setup(
        [
            sys.argv[0],
            "-len_control=0",
            "-reduce_inputs=0",
            str(folder),
            *(word for word in sys.argv[1:] if word.startswith("-")),
        ],
        one_input,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
