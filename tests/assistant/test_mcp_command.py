"""``sourcemix mcp`` as clients start it: a process that is spoken to over its standard input and output."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from optimizer.cli import _parser
from optimizer.workbook.template import write_input
from tiny import two_sources

COMMAND = ["-m", "optimizer.cli", "mcp"]


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, *COMMAND, *arguments]
    return subprocess.run(words, input="", capture_output=True, text=True, check=False, timeout=60)


def test_a_client_plans_and_reads_the_plan_over_pipes(tmp_path: Path) -> None:
    write_input(tmp_path / "two.xlsx", two_sources())
    outside = tmp_path.parent / "elsewhere.xlsx"
    # It runs where a client starts it, from what is installed.
    here = str(Path(__file__).parents[2])
    server = StdioServerParameters(
        command=sys.executable,
        args=[*COMMAND, "--allow", str(tmp_path), "--time-limit", "30"],
        env={"PYTHONPATH": here},
        cwd=tmp_path.parent,
    )

    async def talk() -> tuple[Any, ...]:
        async with Client(stdio_client(server)) as client:
            solved = await client.call_tool("solve", {"workbook": "two.xlsx"})
            told = await client.call_tool("explain", {"file": "two.plan.xlsx"})
            refused = await client.call_tool("check", {"workbook": str(outside)})
            return solved.structured_content, told.structured_content, refused.is_error, client.instructions

    solved, told, is_refused, instructions = anyio.run(talk)
    assert solved["plan"] == str(tmp_path.resolve() / "two.plan.xlsx")
    assert solved["found"]["cost"] == pytest.approx(52_000)
    assert told["found"]["cost"] == pytest.approx(52_000)
    assert is_refused
    assert str(tmp_path.resolve()) in (instructions or "")


def test_without_a_folder_it_does_not_start(tmp_path: Path) -> None:
    without, wrong = _run(), _run("--allow", str(tmp_path / "none"))
    assert (without.returncode, wrong.returncode) == (2, 2)
    assert "--allow" in without.stderr
    assert "is no folder" in wrong.stderr
    assert (without.stdout, wrong.stdout) == ("", "")


def test_it_ends_in_order_when_the_client_goes(tmp_path: Path) -> None:
    ended = _run("--allow", str(tmp_path))
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_what_is_missing_to_run_it_is_said_in_a_line(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['mcp'] = None\n"
        f"from optimizer.cli import main; sys.exit(main(['mcp', '--allow', {str(tmp_path)!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'sourcemix[mcp]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_configuration_in_the_readme_is_understood() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"<!-- mcp -->\n```json\n(.*?)```", readme, flags=re.DOTALL)
    (server,) = json.loads(block)["mcpServers"].values()
    assert server["command"] == "sourcemix"
    options = _parser().parse_args(server["args"])
    assert options.allow == [Path("/home/ana/plans")]
