"""Fuzzing the reader with coverage as a guide: ``python tests/fuzz/reader.py CORPUS_FOLDER -max_total_time=600``.

Needs atheris (``pip install atheris``, Linux). The first byte of an input picks what the rest is: a whole file, one
part of an otherwise sound workbook, or the cells of one. Whatever it is, there must be an answer: issues or a problem,
no exception. What it finds is pinned in ``tests/fuzz/test_fuzz.py``.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

with atheris.instrument_imports(include=["optimizer.workbook", "optimizer.intake", "optimizer.doors"]):
    from optimizer.doors import take_in

from wild import SEEDS, wild  # noqa: E402 - found by the path above

PLACE = Path(tempfile.mkdtemp()) / "wild.xlsx"


def one_input(content: bytes) -> None:
    """Read one input: an exception here is a find."""
    take_in(wild(PLACE, content))


def main() -> None:
    """Start from the seeds."""
    folder = Path(next((word for word in sys.argv[1:] if not word.startswith("-")), tempfile.mkdtemp()))
    folder.mkdir(parents=True, exist_ok=True)
    for k, seed in enumerate(SEEDS):
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
