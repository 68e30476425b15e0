"""How much memory a process has, and how it is kept from taking more than it may."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK = 0.1
"""Seconds between two looks at the memory in use."""
SLACK = 256 << 20
"""What the system's own limit leaves above ours [bytes]: it counts what is reserved, not what is in use."""
STATUS = Path("/proc/self/statm")


def in_use() -> int:
    """Memory of this process that is in use [bytes]; the most it ever had where the system tells no more."""
    if STATUS.exists():
        return int(STATUS.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return peak()


def peak() -> int:
    """Most memory this process ever had [bytes]; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def of_machine() -> int | None:
    """Memory of this machine [bytes], or of the container it is; None where the system does not tell."""
    try:
        found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
    try:
        allowed = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
    except OSError:
        return found
    return min(found, int(allowed)) if allowed.isdecimal() else found


def keep_below(most: int, over: Callable[[], None]) -> None:
    """Call `over` as soon as this process has more than `most` [bytes]; the system refuses it much more than that."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (most + SLACK, most + SLACK))

    def look() -> None:
        while in_use() <= most:
            time.sleep(LOOK)
        over()

    threading.Thread(target=look, name="memory", daemon=True).start()
