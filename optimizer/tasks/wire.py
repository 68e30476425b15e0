"""Messages between processes over a pipe: whole ones only, whatever happens to the sender.

A message is a letter, the length of what follows, and a pickled value; only the word to stop is the letter alone, so
that whoever hears it leaves nothing half read behind. Both ends are processes of one installation.
"""

from __future__ import annotations

import os
import pickle
import struct
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

LENGTH = struct.Struct("!I")
TASK, STOP, READY, STARTED, STEP, DONE, ENDED = b"T", b"S", b"R", b"B", b"P", b"D", b"E"
"""To the worker: a task, stop it. From the worker: ready, its process began, how far it is, its result, it ended."""

Message = tuple[bytes, Any]


class Sender:
    """The writing end of a pipe; threads take turns."""

    def __init__(self, end: int) -> None:
        self._end, self._turn = end, threading.Lock()

    def send(self, kind: bytes, value: Any = None) -> None:
        """Write one message whole.

        Raises
        ------
        BrokenPipeError
            When nobody reads any more.

        """
        body = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        left = memoryview(kind if kind == STOP else kind + LENGTH.pack(len(body)) + body)
        with self._turn:
            while left:
                left = left[os.write(self._end, left) :]

    def close(self) -> None:
        """Let go of the pipe; its reader sees the end when nobody else has it."""
        os.close(self._end)


def received(end: int) -> Iterator[Message]:
    """Messages of a pipe until its writer is gone; a torn one at the end is left out."""
    while kind := os.read(end, 1):
        if kind == STOP:
            yield kind, None
            continue
        head = _exactly(end, LENGTH.size)
        body = None if head is None else _exactly(end, *LENGTH.unpack(head))
        if body is None:
            return
        yield kind, pickle.loads(body)  # noqa: S301 - from a process of our own


def _exactly(end: int, count: int) -> bytes | None:
    parts = []
    while count:
        part = os.read(end, min(count, 1 << 20))
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
