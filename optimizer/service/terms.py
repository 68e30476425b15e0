"""The terms on which a service works: where, for whom, how much, how long."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names under which a machine calls itself."""
DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Terms:
    """What a service promises and what it refuses.

    Attributes
    ----------
    folder
        Where jobs and their files are kept.
    key
        What every request must show.
    hosts
        Names under which the service may be called.
    at_once
        How many workbooks are planned at once.
    seconds, memory
        What the process of one workbook may take [s, bytes]; memory None: as much as the machine has.
    grace
        How long a process may take to end with its best plan once it is asked to [s].
    most_waiting
        Longest queue.
    largest
        Largest workbook [bytes].
    upload_seconds
        Longest upload [s].
    keep
        How long jobs, plans and problems are kept after their end [s].
    remember
        How long it is remembered after that that there was such a job [s].
    work
        What is done with a task, by its name; see :mod:`optimizer.tasks.worker`.

    """

    folder: Path
    key: str
    hosts: frozenset[str] = LOOPBACK
    at_once: int = 1
    seconds: float = 3600.0
    memory: int | None = None
    grace: float = 20.0
    most_waiting: int = 100
    largest: int = 64 << 20
    upload_seconds: float = 300.0
    keep: float = 7 * DAY
    remember: float = 30 * DAY
    work: str = "optimizer.service.work:perform"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address.

    >>> is_loopback("localhost"), is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
