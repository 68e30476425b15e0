"""Mutants that change nothing anyone could see, each looked at, with the reason."""

from __future__ import annotations

EQUIVALENT: dict[str, str] = {}
