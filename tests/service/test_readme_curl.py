"""The commands for HTTP in the README, run as they stand."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from optimizer.workbook.template import write_input
from served import KEY, Server
from tiny import two_sources

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("curl") is None or shutil.which("bash") is None, reason="needs curl and bash")
def test_the_commands_of_the_readme_do_what_they_say(tmp_path: Path) -> None:
    (block,) = re.findall(r"<!-- curl -->\n```sh\n(.*?)```", README, flags=re.DOTALL)
    write_input(tmp_path / "my_plan.xlsx", two_sources())
    with Server(tmp_path / "service", "--jobs", "1") as server:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],  # noqa: S607 - looked for above
            cwd=tmp_path,
            env={**os.environ, "AT": server.address, "KEY": KEY},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        left = [job["state"] for job in server.client.get("/v1/jobs").json()["jobs"]]
    assert (done.returncode, done.stderr) == (0, "")
    assert 'event: state\ndata: {"state": "finished"' in done.stdout
    assert (tmp_path / "my_plan.plan.xlsx").read_bytes()[:2] == b"PK"
    assert json.loads((tmp_path / "problems.json").read_text()) == []
    found = json.loads((tmp_path / "comparison.json").read_text())
    assert found["settings"] == [{"name": "discount_rate", "first": 0.0, "second": 0.1}]
    assert found["cost"]["difference"] < 0
    assert left == ["finished"]
