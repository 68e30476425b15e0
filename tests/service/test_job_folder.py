"""Files of jobs: one input shared by reruns, wherever it can be linked or not, for as long as it is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from optimizer.service.examples import INPUT
from served import client


def _no_links(*_: Any) -> None:
    raise OSError("no hard links here")


@pytest.mark.parametrize("linked", [True, False])
def test_a_rerun_has_an_input_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linked: bool) -> None:  # noqa: FBT001
    if not linked:
        monkeypatch.setattr(Path, "hardlink_to", _no_links)
    with client(tmp_path) as asking:
        first = asking.post("/v1/jobs", json=INPUT).json()
        again = asking.post(f"{first['links']['self']}/reruns", json={}).json()
        asking.post(first["links"]["cancel"])
        assert asking.delete(first["links"]["self"]).status_code == 204
    left = tmp_path / "jobs" / again["id"] / "input.json"
    assert b"Shenzhen" in left.read_bytes()


def test_a_rerun_of_an_input_that_is_just_being_removed_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with client(tmp_path) as asking:
        first = asking.post("/v1/jobs", json=INPUT).json()
        (tmp_path / "jobs" / first["id"] / "input.json").unlink()
        assert asking.post(f"{first['links']['self']}/reruns", json={}).status_code == 410
    assert [path.name for path in (tmp_path / "jobs").iterdir()] == [first["id"]]
