"""Tables and values as JSON knows them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.schema import Sheet


def records(table: Sheet) -> list[dict[str, Any]]:
    """A table as a list of records."""
    names = [column.name for column in table.columns]
    return [dict(zip(names, map(plain, row), strict=True)) for row in table]


def plain(value: Any) -> Any:
    """Return a value without infinity, dates and tuples."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
