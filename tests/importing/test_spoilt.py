"""Whatever is done to a file, it is read or refused with a place; nothing else happens."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.issue import Issue
from optimizer import check
from optimizer.errors import InputError
from optimizer.importing import Choices, import_case

CASES = Path(__file__).parents[1] / "external" / "cases"
TEXTS = {
    "orlib-cap": "2 2\n5 10.\n6 12.\n3\n7 8\n4\n5 6\n",
    "tscflp": "1 2 2\n3\n4\n9 10\n1 2\n5 6\n7 8\n1 2\n3 4\n",
    "gsm-stages": (CASES / "bulldozer.csv").read_text(),
    "supply-network": (CASES / "facility_location.json").read_text(),
}
TREES = json.loads((CASES / "guaranteed_service_trees.json").read_text())
NETWORK = json.loads((CASES / "supply_network_design_2.json").read_text())
PIECES = st.sampled_from(
    ["", "0", "-1", "1e999", "nan", "capacity", "x", ",", "\n", '"', "{", "[", "\x00", "é", "9" * 400]
)
VALUES = st.sampled_from(
    [None, True, -1, 0, 2.5, 1e308, float("nan"), float("inf"), "x", "", [], {}, [[]], [1], {"a": 1}, "stages"]
)


UNSAID = Issue("", 0, "", "", "", "")
"""What stands for a refusal without a word."""


def read_or_refused(path: Path, format_name: str) -> None:
    """Import, and check what comes of it; what is refused has a place and says what to do."""
    for choices in (Choices(case="example_6_5"), Choices()):
        issues: tuple[Issue, ...] = ()
        try:
            check(import_case(path, format_name, choices).records)
        except InputError as error:
            issues = error.issues or (UNSAID,)
        assert all(issue.sheet.startswith(path.name) and issue.found and issue.remedy for issue in issues)


@pytest.mark.parametrize("format_name", TEXTS)
@settings(max_examples=40)
@given(changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 6), PIECES), min_size=1, max_size=4))
def test_texts_with_pieces_lost_and_put_in(
    tmp_path_factory: pytest.TempPathFactory, format_name: str, changes: list[tuple[float, int, str]]
) -> None:
    text = TEXTS[format_name]
    for where, lost, piece in changes:
        at = int(where * len(text))
        text = text[:at] + piece + text[at + lost :]
    path = tmp_path_factory.mktemp("spoilt") / "case.txt"
    path.write_text(text, encoding="utf-8")
    read_or_refused(path, format_name)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Way to every entry of a JSON value."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [path, *(found for key in keys for found in _paths(value[key], (*path, key)))]


def _changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _changed(copy[path[0]], path[1:], new)
    return copy


@pytest.mark.parametrize(("format_name", "content"), [("gsm-stages", TREES), ("supply-network", NETWORK)])
@settings(max_examples=60)
@given(drawn=st.data())
def test_entries_of_json_put_to_something_else(
    tmp_path_factory: pytest.TempPathFactory, format_name: str, content: Any, drawn: st.DataObject
) -> None:
    for _ in range(2):
        with suppress(KeyError, IndexError, TypeError):
            content = _changed(content, drawn.draw(st.sampled_from(_paths(content))), drawn.draw(VALUES))
    path = tmp_path_factory.mktemp("spoilt") / "case.json"
    path.write_text(json.dumps(content))
    read_or_refused(path, format_name)
