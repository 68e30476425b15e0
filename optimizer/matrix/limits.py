"""Bounds of variables, and which take whole numbers only, all at once for each component."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.algebra.templates import NotATemplateError, templatize
from optimizer.matrix.columns import Columns
from optimizer.matrix.errors import CannotCompileError
from optimizer.matrix.frames import Frame
from optimizer.matrix.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from models.schema import Numbers
    from optimizer.matrix.columns import Stretch


def limits_of(stretch: Stretch) -> tuple[Numbers, Numbers, NDArray[np.bool_]]:
    """Lower and upper bounds, and which variables take whole numbers only."""
    size = stretch.table.size
    lower, upper, whole = np.full(size, -np.inf), np.full(size, np.inf), np.zeros(size, dtype=np.bool_)
    if hasattr(stretch.variable, "declared_domain"):
        _declare(stretch, lower, upper, whole)
    for k, one in stretch.made:
        low, high = one.bounds
        lower[k] = -np.inf if low is None else low
        upper[k] = np.inf if high is None else high
        whole[k] = one.is_integer()
    return lower, upper, whole


def _declare(stretch: Stretch, lower: Numbers, upper: Numbers, whole: NDArray[np.bool_]) -> None:
    """Write down what all variables of a component have in common, and bounds given by index."""
    variable, bounds = stretch.variable, stretch.variable.declared_bounds
    low, high, step = (None, None, 0) if variable.declared_domain is None else variable.declared_domain.get_interval()
    lower[:], upper[:] = -np.inf if low is None else low, np.inf if high is None else high
    whole[:] = step == 1
    for side, limit, closer in _pairs(stretch, bounds, lower, upper):
        side[:] = closer(side, limit)


def _pairs(stretch: Stretch, bounds: Any, lower: Numbers, upper: Numbers) -> Iterable[tuple[Numbers, Any, Any]]:
    """Give bounds of each side as a number, or an array by position."""
    if bounds is None:
        return []
    if callable(bounds):
        low, high = _by_rule(stretch, bounds)
    elif hasattr(bounds, "items"):
        low, high = _by_key(stretch, bounds)
    else:
        low, high = bounds
    return [(side, limit, closer) for side, limit, closer in ((lower, low, np.maximum), (upper, high, np.minimum))
            if limit is not None]  # fmt: skip


def _by_key(stretch: Stretch, bounds: Mapping[Any, tuple[float | None, float | None]]) -> tuple[Numbers, Numbers]:
    """Give bounds by index as arrays."""
    low, high = np.full(stretch.table.size, -np.inf), np.full(stretch.table.size, np.inf)
    if bounds:
        where = stretch.table.positions(list(bounds))
        if where.min() < 0:
            raise CannotCompileError(f"Bounds of {stretch.variable.name} for what is no index")
        low[where] = [-np.inf if one is None else one for one, _ in bounds.values()]
        high[where] = [np.inf if one is None else one for _, one in bounds.values()]
    return low, high


def _by_rule(stretch: Stretch, rule: Any) -> tuple[Any, Any]:
    """Give bounds of a rule as arrays: all at once if it reads alike for all indices, else one after another."""

    def told(block: Any, index: tuple[Any, ...]) -> Any:
        return rule(block, *index)

    block, index_set = stretch.variable.parent_block(), stretch.variable.index_set()
    try:
        template = templatize(block, told, index_set)
        walk = Walk(Columns())
        frame = Frame.of(stretch.table, template.indices)
        low, high = (None if side is None else walk.number(side, frame) for side in template.expression)
    except (NotATemplateError, CannotCompileError):
        members = stretch.table.members
        both = {key: rule(block, *key) if isinstance(key, tuple) else rule(block, key) for key in members}
        return _by_key(stretch, both)
    return low, high
