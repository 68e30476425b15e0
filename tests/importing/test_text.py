"""Files to be imported: what they are, whatever their name, before anything of them is believed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from optimizer.errors import InputError
from optimizer.importing import import_case
from optimizer.importing.formats import FORMATS
from optimizer.limits import OWN

if TYPE_CHECKING:
    from pathlib import Path

SMALL = "1 1\n5 2.\n3\n7\n"


def refusal(path: Path, format_name: str = "orlib-cap") -> tuple[str, str]:
    with pytest.raises(InputError) as error:
        import_case(path, format_name)
    (issue,) = error.value.issues
    return issue.code, str(issue)


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_file_that_is_not_there_is_refused_whatever_its_format(tmp_path: Path, format_name: str) -> None:
    (tmp_path / "cap41.txt").write_text(SMALL)
    code, text = refusal(tmp_path / "cap14.txt", format_name)
    assert (code, text) == ("missing-file", "cap14.txt: There is no such file. Did you mean cap41.txt?")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    code, text = refusal(tmp_path / "no" / "cap41.txt")
    assert code == "missing-file"
    assert text.endswith(f"There is no folder {tmp_path / 'no'} either. Check the name and the folder.")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b" \r\n\t\n", "empty-file"),
        (b"PK\x03\x04\x00\x00", "not-text"),
        (b"16 50\x00", "not-text"),
        (b"\xff\xfe1", "not-text"),
    ],
)
@pytest.mark.parametrize("format_name", FORMATS)
def test_what_is_no_text_is_refused_whatever_its_format(
    tmp_path: Path, content: bytes, code: str, format_name: str
) -> None:
    (tmp_path / "cap.txt").write_bytes(content)
    assert refusal(tmp_path / "cap.txt", format_name)[0] == code


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path)[0] == "is-folder"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="whoever may do everything may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cap.txt").write_text(SMALL)
    (tmp_path / "cap.txt").chmod(0)
    assert refusal(tmp_path / "cap.txt")[0] == "no-access"


def test_a_file_beyond_all_bounds_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "cap.txt").open("wb") as stream:
        stream.truncate(OWN.json_bytes + 1)
    assert refusal(tmp_path / "cap.txt")[0] == "too-large"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_texts_are_read_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "cap.txt").write_bytes(f"Müller {SMALL}".encode(encoding))
    imported = import_case(tmp_path / "cap.txt", "orlib-cap")
    assert imported.notes[0].found == "'Müller' before the first number is left out."


def test_a_format_that_does_not_exist_is_a_mistake_of_the_program(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="There is no format 'mps': choose from orlib-cap"):
        import_case(tmp_path, "mps")
