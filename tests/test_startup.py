"""What starts fast stays fast: no command imports what it does not use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("highspy", "pyomo", "pandas", "scipy", "xlsxwriter", "openpyxl", "fastapi", "uvicorn", "pydantic", "mcp")
EXAMPLE = str(Path(__file__).parents[1] / "inputs" / "ev_components.xlsx")
SCRIPT = """
import sys
from optimizer.cli import main
try:
    main(sys.argv[2:])
except SystemExit:
    pass
print("imported:", *(name for name in sys.argv[1].split() if name in sys.modules))
"""


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--help"], (*HEAVY, "numpy", "models")),
        (["mcp", "--help"], (*HEAVY, "numpy", "models")),
        (["import", "--help"], (*HEAVY, "numpy", "models")),
        (["policy", "--help"], (*HEAVY, "numpy", "models")),
        (["--version"], (*HEAVY, "numpy", "models")),
        (["check", EXAMPLE], HEAVY),
        (["check", EXAMPLE, "--json"], HEAVY),
        (["reference"], HEAVY),
    ],
)
def test_a_command_imports_only_what_it_uses(arguments: list[str], unwanted: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, " ".join(unwanted), *arguments], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1].strip() == "imported:"


def test_a_model_is_built_and_compiled_without_statistics() -> None:
    script = (
        "import sys; from optimizer import read; from models.build import build_model; "
        f"from optimizer.matrix import compile_model; compile_model(build_model(read({EXAMPLE!r}))); "
        "print('scipy.sparse' in sys.modules, 'scipy.stats' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


def test_pyomo_finds_its_parts_of_scipy_when_it_wants_them() -> None:
    script = (
        "import models.algebra; from pyomo.common.dependencies import scipy, scipy_available; "
        "print(bool(scipy_available), scipy.stats.norm.cdf(0.0))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "0.5"]
