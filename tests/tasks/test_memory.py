"""How much memory there is and how much is in use, wherever the system tells."""

from __future__ import annotations

import sys

import pytest

from optimizer.tasks import memory
from optimizer.tasks.local import memory_for_each, processors


@pytest.mark.skipif(sys.platform == "win32", reason="the system does not tell")
def test_memory_in_use_is_at_most_the_peak_and_that_less_than_the_machine_has() -> None:
    whole = memory.of_machine()
    assert whole is not None
    assert 1 << 20 < memory.in_use() <= memory.peak() + (1 << 20) < whole


def test_memory_in_use_grows_with_what_is_held() -> None:
    before = memory.in_use()
    held = bytearray(64 << 20)
    assert memory.in_use() - before > 32 << 20
    assert len(held) == 64 << 20


def test_tasks_at_once_share_most_of_the_machine() -> None:
    whole, half = memory_for_each(1), memory_for_each(2)
    assert whole is not None
    assert half is not None
    assert whole == pytest.approx(2 * half, abs=2)
    assert processors() >= 1
