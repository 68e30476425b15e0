"""What the README says is so."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import shlex
from pathlib import Path

import pytest

import models
import optimizer
from optimizer.cli import _parser
from optimizer.reference import sheet_reference

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
MODULES = sorted(
    module.name
    for package in (models, optimizer)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if module.name != "optimizer.__main__"
)


def test_the_reference_is_the_one_the_sheets_give() -> None:
    assert README.split("<!-- reference -->")[1].strip() == sheet_reference().strip()


@pytest.mark.parametrize("marker", ["solve", "test"])
def test_each_of_the_two_commands_is_one_line(marker: str) -> None:
    (block,) = re.findall(rf"<!-- {marker} -->\n```sh\n(.*?)```", README, flags=re.DOTALL)
    assert len(block.strip().splitlines()) == 1


def test_every_command_shown_is_understood_by_the_command_line() -> None:
    shown = re.findall(
        r"sourcemix (?:solve inputs/\S+ --out \S+|check \w+\.xlsx|template \w+\.xlsx|example \w+ \w+\.xlsx)", README
    )
    assert len(shown) >= 4
    for command in shown:
        _parser().parse_args(shlex.split(command)[1:])


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings_run(module: str) -> None:
    assert doctest.testmod(importlib.import_module(module)).failed == 0
