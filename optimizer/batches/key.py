"""The run key: the fingerprint of everything that decides what comes of a workbook."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Options:
    """How workbooks are planned; the same for all of a batch.

    Attributes
    ----------
    time_limit, gap
        Override Settings [s, fraction].
    strict, scenarios, json
        Treat warnings as errors; plan every scenario too; write each plan as JSON too.

    """

    time_limit: float | None = None
    gap: float | None = None
    strict: bool = False
    scenarios: bool = False
    json: bool = False

    def to_json(self) -> dict[str, Any]:
        """All of them as plain values."""
        return asdict(self)


def run_key(content: str, options: Options, versions: dict[str, str]) -> str:
    """Fingerprint of one run.

    Parameters
    ----------
    content
        Fingerprint of the workbook; see :func:`content_of`.
    versions
        Of Sourcemix and of what it solves with.

    """
    parts = {"content": content, "options": options.to_json(), "versions": versions}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def content_of(path: Path) -> str:
    """Fingerprint of a file's bytes; that of a file that cannot be read never equals one that can."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return UNREADABLE
