"""B1: CPU seconds of each phase of a planner's run, beside the solver.

Run ``python -m tests.benchmarks.phases [workbook ...]`` in the repository: each workbook in a cold process of its own,
several times, medians. Nothing asserts a time.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 3
PHASES = ("import", "read", "build", "compile", "hand over", "build again", "compile again")


def main() -> None:
    """Print a row of phases for each workbook."""
    books = [Path(arg) for arg in sys.argv[1:]] or sorted((ROOT / "inputs").glob("*.xlsx"))
    print(f"{'CPU s':28}" + "".join(f"{phase:>15}" for phase in PHASES) + f"{'rows':>9}{'columns':>9}")
    for book in books:
        runs = [_cold(book) for _ in range(ROUNDS)]
        median = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        cells = "".join(f"{median[phase]:15.3f}" for phase in PHASES)
        print(f"{book.stem:28}{cells}{median['rows']:9.0f}{median['columns']:9.0f}")


def _cold(book: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.phases", "--one", str(book)],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def one(book: Path) -> None:
    """Measure each phase in this process."""
    spent: dict[str, float] = {}

    @contextmanager
    def phase(name: str) -> Iterator[None]:
        begin = time.process_time()
        yield
        spent[name] = time.process_time() - begin

    with phase("import"):
        import highspy

        from models.build import build_model
        from optimizer import read
        from optimizer.matrix import compile_model
        from optimizer.solver.highs import pass_arrays
    with phase("read"):
        problem = read(book)
    with phase("build"):
        core = build_model(problem)
    with phase("compile"):
        matrix = compile_model(core)
    with phase("hand over"):
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        pass_arrays(highs, matrix)
    fresh = read(book)
    with phase("build again"):
        core = build_model(fresh)
    with phase("compile again"):
        matrix = compile_model(core)
    rows, columns = matrix.shape
    print(json.dumps({**spent, "rows": rows, "columns": columns}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(Path(sys.argv[2]))
    else:
        main()
