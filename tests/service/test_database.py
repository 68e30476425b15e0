"""The file of jobs: safe on disk, whole or not at all, and never another program's."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from optimizer.errors import ServiceError
from optimizer.service.database import NAME, VERSION, Database

if TYPE_CHECKING:
    from pathlib import Path


def test_every_change_is_safe_on_disk(tmp_path: Path) -> None:
    database = Database(tmp_path)
    assert database.rows("PRAGMA journal_mode")[0][0] == "wal"
    assert database.rows("PRAGMA synchronous")[0][0] == 2, "FULL"
    database.close()


def test_what_fails_half_way_is_not_written_at_all(tmp_path: Path) -> None:
    database = Database(tmp_path)

    def half() -> None:
        with database.writing() as connection:
            connection.execute("CREATE TABLE half (x)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert not database.rows("SELECT 1 FROM sqlite_master WHERE name = 'half'")
    database.close()


def test_what_is_no_file_of_jobs_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(b"something else" * 1000)
    with pytest.raises(ServiceError, match="Choose another --folder"):
        Database(tmp_path)
    assert path.read_bytes() == b"something else" * 1000


def test_a_file_of_another_version_is_left_alone(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / NAME)
    other.execute(f"PRAGMA user_version = {VERSION + 1}")
    other.close()
    with pytest.raises(ServiceError, match="another version"):
        Database(tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ServiceError, match="Jobs cannot be kept in"):
        Database(tmp_path / "file" / "folder")
