"""Write an instance: ``python -m tests.benchmarks.instances S|M|L OUT.xlsx|OUT.json [--seed N]``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from optimizer.doors import INPUT_SCHEMA
from optimizer.workbook.template import write_input

from . import SIZES, instance


def main() -> None:
    """Write the workbook or the JSON file, and say how large the matrix becomes."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.instances", description=__doc__)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("output", type=Path, metavar="OUT.xlsx|OUT.json")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    size = SIZES[options.size]
    sheets = instance(size, options.seed)
    if options.output.suffix.lower() == ".json":
        text = json.dumps({"schema": INPUT_SCHEMA, "sheets": sheets}, default=str, indent=1)
        options.output.write_text(text, encoding="utf-8")
    else:
        write_input(options.output, sheets, remark=f"Benchmark instance {options.size}, seed {options.seed}")
    rows, columns, whole, entries = _matrix(sheets)
    print(f"{options.output}: {columns:,} columns, {whole:,} of them whole, {rows:,} rows, {entries:,} entries")
    print(f"described: {size.columns:,} columns, {size.binaries:,} of them whole")


def _matrix(sheets: dict[str, list[dict[str, object]]]) -> tuple[int, int, int, int]:
    from models.build import build_model
    from optimizer.doors import take_in
    from optimizer.matrix import compile_model

    matrix = compile_model(build_model(take_in(sheets).accept()))
    return *matrix.shape, int(matrix.integer.sum()), len(matrix.value)


if __name__ == "__main__":
    main()
