"""The modelling language, loaded when the first model is built: checking an input never needs it."""

from __future__ import annotations

from typing import Any


class _Later:
    """Stands for :mod:`models.algebra` and fetches each name from it once."""

    def __getattr__(self, name: str) -> Any:
        from models import algebra

        value = getattr(algebra, name)
        setattr(self, name, value)
        return value


pyo: Any = _Later()
"""What ``from models import algebra as pyo`` gives, without the import: Pyomo's language, with its usual short name."""
