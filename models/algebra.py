"""Pyomo's modelling language, loaded when the first model is built: checking an input never needs it."""

from __future__ import annotations

from typing import Any


class _Later:
    """Stands for ``pyomo.environ`` and fetches each name from it once."""

    def __getattr__(self, name: str) -> Any:
        import pyomo.environ

        value = getattr(pyomo.environ, name)
        setattr(self, name, value)
        return value


pyo: Any = _Later()
"""What ``import pyomo.environ as pyo`` gives, without the import."""
