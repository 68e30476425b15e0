"""Would the tests notice a mistake? ``python -m tests.mutation [AREA ...] [--sample 200] [--seed 1] [--again]``.

Draws lines of `models/` and `optimizer/intake/`, changes each in one way (the operators are mutmut's), and runs the tests that
reach the line until one fails. The first call measures which tests reach which lines (``--measure`` does it again) and keeps
that in `.mutation/`, where the survivors of each call are listed as well. A share of a sample is told with its 95 % interval
(Wilson 1927); of a line that many tests reach, those worth a minute are tried, which can only lower the score.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

from .mutants import sample
from .reach import Reach
from .score import Result, table
from .trial import Bench, Verdict

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".mutation"


def measure(areas: list[str], tests: list[str], *, more: bool) -> None:
    """Run tests once and note who reaches what, beside what is known if these are only some more."""
    noted = FOLDER / "footprint.json"
    known = json.loads(noted.read_text(encoding="utf-8")) if more else {}
    sources = [*(f"--cov={area}" for area in areas), *(["--cov-append"] if more else [])]
    notes = ["-p", "tests.mutation.footprint", "--footprint", str(noted), "--cov-context=test"]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *notes, *sources, "--cov-report=", *tests]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COVERAGE_FILE": str(FOLDER / "coverage")}
    subprocess.run(command, cwd=ROOT, env=environment, check=False)  # a test that fails is left out
    found = json.loads(noted.read_text(encoding="utf-8"))
    noted.write_text(json.dumps(known | found, indent=1), encoding="utf-8")


def examine(area: str, reach: Reach, arguments: argparse.Namespace) -> list[Result]:
    """Try a sample of an area, telling each verdict as it falls, and keep them all."""
    place = f"{area.replace('/', '.')}.{arguments.seed}"
    bench, kept = Bench(ROOT, FOLDER / place, reach.seconds), FOLDER / f"{place}.json"
    known = json.loads(kept.read_text(encoding="utf-8")) if arguments.again else {}
    results = []
    for turn, mutant in enumerate(sample(ROOT, area, arguments.sample, arguments.seed), 1):
        start = time.perf_counter()
        verdict, test = known.get(mutant.name, (Verdict.UNREACHED, ""))
        if not Verdict(verdict).dead:
            verdict, test = bench.verdict(mutant, reach.tests(mutant.path, mutant.line, arguments.seconds))
        results.append(Result(mutant, Verdict(verdict), test))
        known[mutant.name] = (verdict, test)
        kept.write_text(json.dumps(known, indent=1), encoding="utf-8")
        took = time.perf_counter() - start
        print(f"{turn:>4} {verdict:<19}{took:6.1f} s  {mutant.path}:{mutant.line}  {test}", flush=True)
    return results


def tell(area: str, seed: int, results: list[Result]) -> None:
    """Print the figures, and the survivors, which are kept in a file too."""
    left = [
        f"{result.mutant.path}:{result.mutant.line}{'  (judged the same)' if result.equivalent else ''}\n"
        f"    - {result.mutant.before}\n    + {result.mutant.after}\n"
        for result in results
        if not result.verdict.dead
    ]
    text = "\n".join(["", f"{area}, seed {seed}", *table(results), "", *left])
    (FOLDER / f"{area.replace('/', '.')}.{seed}.txt").write_text(text, encoding="utf-8")
    print(text)


def main() -> None:
    """Measure if need be, then draw, try and tell."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description="Would the tests notice a mistake?")
    parser.add_argument(
        "areas", nargs="*", default=asked["source_paths"], metavar="AREA", help="folders; by default both"
    )
    parser.add_argument("--sample", type=int, default=200, help="mutants of each area")
    parser.add_argument("--seed", type=int, default=1, help="which sample")
    parser.add_argument("--seconds", type=float, default=60.0, help="worth of tests tried on one mutant")
    parser.add_argument("--again", action="store_true", help="of the same sample, only what survived the last time")
    text = "note again which tests reach which lines: all, or those of some files"
    parser.add_argument("--measure", nargs="*", metavar="TESTS", help=text)
    arguments = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    if arguments.measure:
        measure(asked["source_paths"], arguments.measure, more=True)
    elif arguments.measure == [] or not (FOLDER / "footprint.json").exists():
        measure(asked["source_paths"], asked["pytest_add_cli_args_test_selection"], more=False)
    reach = Reach(ROOT, FOLDER / "coverage", FOLDER / "footprint.json")
    for area in arguments.areas:
        tell(area, arguments.seed, examine(area, reach, arguments))


if __name__ == "__main__":
    main()
