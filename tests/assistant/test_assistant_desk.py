"""What calls survive, how they are called off, and how they wait for each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from mcp import Client

from called import terms, words_of
from optimizer.assistant.desk import Desk
from optimizer.assistant.server import server_for
from optimizer.tasks.task import Limits
from optimizer.workbook.template import write_input
from slowplan import slow
from tiny import two_sources

if TYPE_CHECKING:
    from pathlib import Path


def test_a_process_that_dies_hangs_or_fails_leaves_the_server_alone(tmp_path: Path) -> None:
    (tmp_path / "allowed").mkdir()
    for name in ("crash", "bug", "hang", "fine"):
        write_input(tmp_path / "allowed" / f"{name}.xlsx", two_sources())
    desk = Desk(1, Limits(seconds=4, memory=2 << 30, grace=0.2), work="deadly:perform")

    async def call() -> list[str]:
        async with Client(server_for(terms(tmp_path), desk)) as client:
            calls = [await client.call_tool("check", {"workbook": f"{name}.xlsx"}) for name in ("crash", "bug", "hang")]
            assert not (await client.call_tool("check", {"workbook": "fine.xlsx"})).is_error
            return [words_of(result) for result in calls if result.is_error]

    crash, bug, hang = anyio.run(call)
    assert "ended by itself, twice" in crash
    assert "ZeroDivisionError: no idea" in bug
    assert "It took longer than 4 s" in hang


def test_a_call_that_is_cancelled_ends_its_process_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "allowed").mkdir()
    write_input(tmp_path / "allowed" / "slow.xlsx", slow())
    write_input(tmp_path / "allowed" / "two.xlsx", two_sources())
    told: list[str] = []

    async def call() -> bool:
        async with Client(server_for(terms(tmp_path))) as client:
            async with anyio.create_task_group() as group:

                async def progress(_: float, __: float | None, words: str | None) -> None:
                    told.append(words or "")
                    if "best cost" in told[-1] and "none yet" not in told[-1].partition(",")[0]:
                        group.cancel_scope.cancel()

                await client.call_tool("solve", {"workbook": "slow.xlsx"}, progress_callback=progress)
            # The only place is free again: the process has ended.
            return not (await client.call_tool("check", {"workbook": "two.xlsx"})).is_error

    assert anyio.run(call)
    assert any(words.startswith("planning: best cost ") for words in told)
    assert sorted(path.name for path in (tmp_path / "allowed").iterdir()) == ["slow.xlsx", "two.xlsx"]


def test_calls_beyond_those_at_once_wait_and_say_so(tmp_path: Path) -> None:
    (tmp_path / "allowed").mkdir()
    write_input(tmp_path / "allowed" / "two.xlsx", two_sources())
    told: list[str] = []
    ended: list[bool] = []

    async def call() -> None:
        async with Client(server_for(terms(tmp_path))) as client, anyio.create_task_group() as group:

            async def progress(_: float, __: float | None, words: str | None) -> None:
                told.append(words or "")

            async def check() -> None:
                result = await client.call_tool("check", {"workbook": "two.xlsx"}, progress_callback=progress)
                ended.append(result.is_error)

            for _ in range(3):
                group.start_soon(check)

    anyio.run(call)
    assert ended == [False, False, False]
    assert told.count("waiting for other calls to end") == 2
