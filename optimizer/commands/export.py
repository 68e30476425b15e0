"""``sourcemix export``: the mathematical problem of a workbook as a file that other solvers read."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.exits import Exit

if TYPE_CHECKING:
    import argparse

    from optimizer.commands.arguments import Commands

ENDINGS = (".mps", ".lp")


def add(commands: Commands) -> None:
    """Declare the command."""
    export = commands.add_parser("export", help="write the mathematical problem of a workbook for another solver")
    export.add_argument("input", type=Path, metavar="IN.xlsx", help="workbook (or .json) to plan from")
    export.add_argument("output", type=_model, metavar="OUT.mps", help="free MPS (.mps) or LP format (.lp)")
    export.add_argument("--scenario", metavar="NAME", help="one scenario of the sheet Scenarios")
    export.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Read, check, build and write; nothing is solved."""
    from optimizer.doors import take_in
    from optimizer.limits import PLANNER
    from optimizer.messages import print_issues, print_where

    intake = take_in(options.input, options.scenario, PLANNER)
    problem = intake.accept(strict=False)
    print_issues(intake.issues, sys.stderr)
    from models.build import build_model
    from optimizer.matrix import compile_model
    from optimizer.solver.model_file import write_model

    matrix = compile_model(build_model(problem)).rigid()
    written = write_model(matrix, options.output)
    print_where(options.output, written, sys.stderr)
    rows, columns = matrix.shape
    whole = int(matrix.integer.sum())
    print(f"{rows:,} rows, {columns:,} columns, {whole:,} of them whole numbers.", f"Written: {written}", sep="\n")
    return Exit.PLAN


def _model(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in ENDINGS:
        raise ArgumentTypeError(f"{text!r} ends in neither {' nor '.join(ENDINGS)}")
    return path
