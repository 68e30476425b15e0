"""Whatever stands in a file, reading it ends with issues or a problem: no exception, no hang.

Coverage-guided fuzzing, with atheris, is in ``reader.py`` beside this; what hung or broke once is pinned here.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.issue import Issue
from optimizer.doors import take_in
from optimizer.workbook.template import write_input
from richplan import rich
from tiny import two_sources
from wild import PARTS, SEEDS, parts_of, planted, wild

if TYPE_CHECKING:
    from collections.abc import Mapping

FEW, MANY = 40, 1000
"""Examples of each property in the default suite and in the slow one."""
PIECES = (
    '<c r="A1"><v>1</v></c>', "<row>", "</row>", "</c>", '<c r="XFD1048576" t="s"><v>9</v></c>', "<!-- -->", "<![CDATA[x]]>",
    "<!DOCTYPE x>", "&amp;", "&#0;", "&x;", "_xD800_", "\ud7ff", "<f>1</f>", "<v>1E400</v>", "<v>NaN</v>", '<c r="A1" t="d">',
    "<mergeCell ref='A1:A9'/>", "<x:y/>", '<c r="A0"/>', "<is><r><t>x</t></r></is>", "xmlns=", '"', "'", ">", "<",
)  # fmt: skip
"""Bits of XML that mean something to some reader."""
CELLS = (
    st.text(max_size=20)
    | st.floats()
    | st.integers()
    | st.booleans()
    | st.none()
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.timedeltas()
    | st.lists(st.text(max_size=3), max_size=2)
    | st.dictionaries(st.text(max_size=3), st.integers(), max_size=2)
    | st.sampled_from(
        ["ALL", "EACH", "class:", "region:", "#N/A", "=1+1", "1.234,5", "60%", "2027-02-30", "\ud800", "-0"]
    )
)


def _is_answered(source: Any) -> None:
    """Read it; an answer is a problem or issues that can be shown and written as JSON."""
    intake = take_in(source)
    assert intake.problem is not None or intake.issues
    for issue in intake.issues:
        assert isinstance(issue, Issue)
        assert issue.found or issue.remedy
        assert issue.to_json()


@cache
def _sound(kind: str) -> Mapping[str, bytes]:
    """Parts of a workbook without problems."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "sound.xlsx"
        write_input(path, rich() if kind == "rich" else two_sources())
        return {**parts_of(path), "": path.read_bytes()}


def _packed(path: Path, parts: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            if name:
                archive.writestr(name, content)
    return path


@st.composite
def _mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """The content with some pieces cut out, put in, doubled or changed."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(len(content) - 1, 0)))
        end = start + draw(st.integers(0, 40))
        new = draw(
            st.binary(max_size=6) | st.sampled_from(PIECES).map(lambda piece: piece.encode("utf-8", "surrogatepass"))
        )
        content = content[:start] + draw(st.sampled_from([b"", new, content[start:end] * 2])) + content[end:]
    return content


def _part_of_a_workbook(folder: pytest.TempPathFactory, data: st.DataObject) -> None:
    parts = dict(_sound("tiny"))
    wanted = [name for name in parts if name.endswith((".xml", ".rels")) and "drawing" not in name.lower()]
    name = data.draw(st.sampled_from(sorted(wanted)))
    parts[name] = data.draw(_mutated(parts[name]))
    _is_answered(_packed(folder.mktemp("xml") / "plan.xlsx", parts))


def _bytes_of_a_workbook(folder: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = folder.mktemp("bytes") / "plan.xlsx"
    path.write_bytes(data.draw(_mutated(_sound("tiny")[""])))
    _is_answered(path)


def _cells_of_a_plan(data: st.DataObject) -> None:
    book = {name: [dict(record) for record in records] for name, records in rich().items()}
    for _ in range(data.draw(st.integers(1, 12))):
        records = book[data.draw(st.sampled_from(sorted(book)))]
        record = records[data.draw(st.integers(0, len(records) - 1))]
        record[data.draw(st.sampled_from(sorted(record)))] = data.draw(CELLS)
    _is_answered(book)


@given(st.data())
@settings(max_examples=FEW)
def test_a_changed_part_is_answered(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    _part_of_a_workbook(tmp_path_factory, data)


@given(st.data())
@settings(max_examples=FEW)
def test_changed_bytes_are_answered(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    _bytes_of_a_workbook(tmp_path_factory, data)


@given(st.data())
@settings(max_examples=FEW)
def test_any_cells_are_answered(data: st.DataObject) -> None:
    _cells_of_a_plan(data)


@given(st.integers(0, 255), st.data())
@settings(max_examples=FEW)
def test_any_part_is_answered(tmp_path_factory: pytest.TempPathFactory, first: int, data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(SEEDS).flatmap(lambda seed: _mutated(seed[1:])) | st.binary(max_size=200))
    _is_answered(wild(tmp_path_factory.mktemp("wild") / "plan.xlsx", bytes([first]) + content))


@pytest.mark.slow
@given(st.data())
@settings(max_examples=MANY, derandomize=False)
def test_many_changed_parts_are_answered(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    _part_of_a_workbook(tmp_path_factory, data)


@pytest.mark.slow
@given(st.data())
@settings(max_examples=MANY, derandomize=False)
def test_many_changed_bytes_are_answered(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    _bytes_of_a_workbook(tmp_path_factory, data)


@pytest.mark.slow
@given(st.data())
@settings(max_examples=MANY, derandomize=False)
def test_many_cells_are_answered(data: st.DataObject) -> None:
    _cells_of_a_plan(data)


LONGEST = 32_000
WORST = (
    "1", "1" * 9 + "x", "1.111", "1,111", " ", "\u200b", "a;", "a:", "2027-", "1/", "-", "1e", "1%", "#a", "\u0410", "\uff11",
    "_x000D", "a = ", "(", "\n", "1 ",
)  # fmt: skip
"""What, repeated to the most a cell can hold, makes an expression that looks twice at a text look at it for hours."""


@pytest.mark.parametrize("piece", WORST)
def test_a_text_as_long_as_a_cell_can_hold_is_answered(piece: str) -> None:
    text = piece * (LONGEST // len(piece)) + "x"
    book = rich()
    for name, records in book.items():
        if name != "Settings":
            records[0].update(dict.fromkeys(records[0], text))
    _is_answered(book)


def test_digits_without_end_in_a_setting_are_answered() -> None:
    _is_answered({**two_sources(), "Settings": [{"mip_gap": "1" * LONGEST + "x"}]})


@pytest.mark.parametrize("content", [*SEEDS, b"", b"\0", bytes([1])])
def test_the_seeds_of_the_fuzzers_are_answered(content: bytes, tmp_path: Path) -> None:
    _is_answered(wild(tmp_path / "plan.xlsx", content))
    _is_answered(planted(rich(), content))


@pytest.mark.slow
def test_coverage_guided_fuzzing_runs_where_it_can(tmp_path: Path) -> None:
    pytest.importorskip("atheris")
    command = [sys.executable, str(Path(__file__).with_name("reader.py")), str(tmp_path), "-runs=2000"]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def test_every_kind_of_part_has_a_seed() -> None:
    assert {PARTS[seed[0]] for seed in SEEDS} == set(PARTS) - {"docProps/custom.xml"}
