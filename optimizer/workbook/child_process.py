"""The child's side of :mod:`optimizer.workbook.child`: limits first, then the file."""

from __future__ import annotations

import json
import pickle
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from optimizer.limits import Limits
from optimizer.workbook.archive import RefusedError
from optimizer.workbook.child import NO_ACCESS, REFUSED, packed, too_large
from optimizer.workbook.contents import contents_of


def answer() -> None:
    """Read the request from standard input, and write the answer to standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this process
    request = json.load(sys.stdin.buffer)
    limits = Limits(**request["limits"])
    _confine(limits)
    wanted = request["wanted"]
    try:
        reply = packed(contents_of(Path(request["path"]), None if wanted is None else set(wanted), limits))
    except RefusedError as refused:
        reply = _plain(REFUSED, refused)
    except OSError as error:
        reply = pickle.dumps((NO_ACCESS, error.errno, error.strerror))
    except MemoryError:
        reply = _plain(REFUSED, too_large(limits.memory_bytes))
    sys.stdout.buffer.write(reply)


def _plain(kind: str, refused: RefusedError) -> bytes:
    return pickle.dumps((kind, refused.code, refused.found, refused.remedy))


def _confine(limits: Limits) -> None:
    """Set the system's limits for this process, where it has any."""
    try:
        import resource
    except ImportError:  # Windows: the parent keeps the time, and nobody the memory
        return
    seconds = int(limits.seconds) + 1
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, limits.memory_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _lower(resource, kind, most)


def _lower(resource: Any, kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with suppress(ValueError, OSError):  # macOS knows the kind, and refuses to set it
        resource.setrlimit(kind, (allowed, allowed))
