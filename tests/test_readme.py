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


BLOCKS = "\n".join(re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)).replace("\\\n", " ").splitlines()
"""Lines of every block of commands."""
SHOWN = [
    shown.removeprefix(".venv/bin/")
    for line in [*BLOCKS, *re.findall(r"`([^`\n]+)`", README.split("## Reference of sheets")[0])]
    for shown in re.split(r" && |; ", line.strip())
    if re.match(r"(\.venv/bin/)?sourcemix \w", shown) and not re.search(r"[][|<>]|\.\.\.|…", shown)
]
"""Every command that is shown as it would be typed; the others have brackets and bars around what may be left out."""


@pytest.mark.parametrize("shown", dict.fromkeys(command for command in SHOWN if len(command.split()) > 2))
def test_every_command_shown_is_understood_by_the_command_line(shown: str) -> None:
    typed = re.sub(r"\b[A-Z]\b", "1", shown.split(" #", maxsplit=1)[0])
    _parser().parse_args(shlex.split(typed)[1:])


def test_every_kind_of_command_is_shown() -> None:
    shown = {command.split()[1] for command in SHOWN}
    declared = set(re.findall(r"^    (\w+)", _parser().format_help(), flags=re.MULTILINE))
    assert len(declared) > 8
    assert declared <= shown


@pytest.mark.parametrize("target", dict.fromkeys(re.findall(r"\]\(([^)#:]+)\)", README)))
def test_every_link_leads_somewhere(target: str) -> None:
    assert (Path(__file__).parents[1] / target).exists()


@pytest.mark.parametrize(
    "path", dict.fromkeys(re.findall(r"`((?:models|optimizer|tests|inputs|outputs)/[\w/.]*)`", README))
)
def test_every_file_named_exists(path: str) -> None:
    assert (Path(__file__).parents[1] / path).exists()


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings_run(module: str) -> None:
    assert doctest.testmod(importlib.import_module(module)).failed == 0
