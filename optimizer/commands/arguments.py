"""Numbers on the command line: each kind says what is wrong with one that it is not."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse has no public name for it


def count(text: str) -> int:
    """Return a whole number of 1 or more."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be a positive whole number")
    return value


def seed(text: str) -> int:
    """Return a whole number of 0 or more."""
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("must be a whole number of 0 or more")
    return value


def port(text: str) -> int:
    """Return a port, 0 for any that is free."""
    value = int(text)
    if not 0 <= value < 1 << 16:
        raise argparse.ArgumentTypeError("must be between 0 and 65535")
    return value


def positive(text: str) -> float:
    """Return a number above 0."""
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError("must be a positive number")
    return value


def gap(text: str) -> float:
    """Return a share between 0 and 1."""
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("must be between 0 and 1")
    return value


def codes(text: str) -> frozenset[int]:
    """Return exit codes separated by commas."""
    found = frozenset(int(part) for part in text.split(","))
    if not found <= frozenset(range(256)):
        raise argparse.ArgumentTypeError("must be exit codes such as 0,5")
    return found
