"""Loaded by the workers of a cluster of this machine: Ctrl-C is for the master alone, which tells them to stop."""

from __future__ import annotations

import signal
import threading


def dask_setup(_: object) -> None:
    """Ignore Ctrl-C from now on; Dask calls this as a worker starts."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
