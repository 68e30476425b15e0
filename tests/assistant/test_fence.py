"""Only what really lies below an allowed folder is read or written."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from optimizer.assistant.fence import Fence
from optimizer.errors import OutsideError

if TYPE_CHECKING:
    from pathlib import Path

LINKS = pytest.mark.skipif(os.name == "nt", reason="links need rights there")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "other").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "plan.xlsx").touch()
    (tmp_path / "inside").mkdir()  # begins like an allowed one
    (tmp_path / "other" / "there.xlsx").touch()
    return tmp_path


@pytest.fixture
def fence(house: Path) -> Fence:
    return Fence.around([house / "in", house / "other", house / "in"])


def _refused(fence: Fence, path: str, house: Path) -> None:
    for look in (fence.source, lambda path: fence.target(path, house / "in" / "plan.xlsx")):
        with pytest.raises(OutsideError, match="Allowed: ") as caught:
            look(path)
        assert str(house / "in") in str(caught.value)
        assert str(house / "other") in str(caught.value)


def test_what_is_below_an_allowed_folder_is_found_by_any_way_of_writing_it(fence: Fence, house: Path) -> None:
    for path in (
        "deep/x.xlsx",
        str(house / "in" / "deep" / "x.xlsx"),
        "deep/../deep/./x.xlsx",
        f"{house}/in//deep/x.xlsx",
    ):
        assert fence.source(path) == (house / "in" / "deep" / "x.xlsx").resolve()


def test_a_relative_path_is_looked_for_in_every_folder(fence: Fence, house: Path) -> None:
    assert fence.source("there.xlsx") == (house / "other" / "there.xlsx").resolve()
    assert fence.source("nowhere.xlsx") == (house / "in" / "nowhere.xlsx").resolve()


def test_a_relative_target_lies_beside_the_workbook(fence: Fence, house: Path) -> None:
    beside = house / "in" / "deep" / "plan.xlsx"
    assert fence.target("out.xlsx", beside) == (house / "in" / "deep" / "out.xlsx").resolve()
    assert fence.target("../out.xlsx", beside) == (house / "in" / "out.xlsx").resolve()


def test_every_way_out_is_refused_whether_or_not_there_is_something(fence: Fence, house: Path) -> None:
    names = ("../outside/plan.xlsx", "../outside/none.xlsx", "deep/../../outside/plan.xlsx", "..", "../inside/x.xlsx")
    for path in (*names, str(house / "outside" / "plan.xlsx"), "/etc/passwd", str(house), str(house / "inside")):
        _refused(fence, path, house)


def test_what_is_no_path_is_refused(fence: Fence, house: Path) -> None:
    _refused(fence, "a\0b.xlsx", house)
    _refused(fence, "a" * 5000 + ".xlsx", house)


def test_where_one_allowed_folder_lies_in_another_a_path_may_count_from_either(house: Path) -> None:
    (house / "in" / "x.xlsx").touch()
    fence = Fence.around([house / "in", house / "in" / "deep"])
    assert fence.source("../in/x.xlsx") == fence.source("../x.xlsx") == (house / "in" / "x.xlsx").resolve()


@LINKS
def test_a_link_counts_by_where_it_leads(fence: Fence, house: Path) -> None:
    (house / "in" / "out").symlink_to(house / "outside")
    (house / "in" / "file.xlsx").symlink_to(house / "outside" / "plan.xlsx")
    (house / "in" / "dangling.xlsx").symlink_to(house / "outside" / "new.xlsx")
    (house / "in" / "loop").symlink_to(house / "in" / "loop")
    (house / "in" / "there").symlink_to(house / "other")
    for path in ("out/plan.xlsx", "out", "file.xlsx", "dangling.xlsx", "out/../plan.xlsx"):
        _refused(fence, path, house)
    assert fence.source("there/there.xlsx") == (house / "other" / "there.xlsx").resolve()


@LINKS
def test_an_allowed_folder_may_itself_be_a_link(house: Path) -> None:
    (house / "short").symlink_to(house / "in" / "deep")
    fence = Fence.around([house / "short"])
    assert fence.folders == ((house / "in" / "deep").resolve(),)
    assert fence.source(str(house / "short" / "x.xlsx")) == (house / "in" / "deep" / "x.xlsx").resolve()
    with pytest.raises(OutsideError):
        fence.source("../x.xlsx")


def test_a_fence_needs_folders_that_exist(house: Path) -> None:
    for folders in ([], [house / "none"], [house / "other" / "there.xlsx"]):
        with pytest.raises(OutsideError):
            Fence.around(folders)
