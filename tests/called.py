"""A server of tools for assistants, as tests call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.assistant.fence import Fence
from optimizer.assistant.server import Terms
from optimizer.tasks.task import Limits

if TYPE_CHECKING:
    from pathlib import Path

    from mcp.types import CallToolResult


def terms(folder: Path) -> Terms:
    """Only the folder called allowed, one call at a time."""
    return Terms(Fence.around([folder / "allowed"]), 30.0, 1, Limits(seconds=60, memory=2 << 30, grace=0.5))


def words_of(result: CallToolResult) -> str:
    """What a call answers in words."""
    return "".join(content.text for content in result.content if content.type == "text")
