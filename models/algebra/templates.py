"""A rule is called once, with placeholders for its indices: the expression it returns stands for all of its rows.

Pyomo's own templates (``pyomo.core.expr.template_expr``) are used; only the call is made here, for three reasons: other
threads must not notice it, sums may be empty or have a start, and the dimension of an indexed set is known without a
search through its members.
"""

from __future__ import annotations

import builtins
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ONE_AT_A_TIME = threading.Lock()


class NotATemplateError(Exception):
    """A rule cannot be said in one expression: it branches, loops or computes on the values of its indices."""


@dataclass(frozen=True, eq=False)
class Template:
    """What a rule returns for any of its indices.

    Attributes
    ----------
    expression
        Expression, tuple or number, over placeholders.
    indices
        Placeholders of the indices.

    """

    expression: Any
    indices: tuple[Any, ...]


def templatize(block: Any, rule: Callable[[Any, Any], Any], index_set: Any) -> Template:
    """Call a rule with placeholders for its indices.

    Parameters
    ----------
    rule
        Called with the block and a tuple of indices (a Pyomo initializer).
    index_set
        Finite set of its indices, of fixed dimension.

    Raises
    ------
    NotATemplateError
        When its rows do not all read alike.

    """
    with _ONE_AT_A_TIME:
        writing = _Writing()
        try:
            with writing.in_place_of_loops():
                indices = writing.placeholders(index_set) if index_set.dimen else ()
                expression = rule(block, indices)
        except Exception as error:
            raise NotATemplateError(f"{type(error).__name__}: {error}") from error
        if writing.open_loops:
            raise NotATemplateError(f"It loops over {writing.open_loops[-1][0]._set}")  # noqa: SLF001
        return Template(expression, indices)


class _Writing:
    """Placeholders handed out while one rule is written down."""

    def __init__(self) -> None:
        self.open_loops: list[tuple[Any, ...]] = []
        self._count = 0
        self._groups = 0
        self._thread = threading.get_ident()

    def placeholders(self, members: Any) -> tuple[Any, ...]:
        """One placeholder for each coordinate of a set."""
        from pyomo.core.expr.template_expr import IndexTemplate

        dimen = _dimension(members)
        self._groups += 1
        self._count += dimen
        return tuple(IndexTemplate(members, k, self._count - dimen + k + 1, self._groups) for k in range(dimen))

    def _loop(self, members: Any) -> Iterator[Any]:
        """Stand in for a loop over a set: one turn, with placeholders."""
        found = self.placeholders(members)
        self.open_loops.append(found)
        yield found[0] if len(found) == 1 else found

    def _sum(self, plain_sum: Callable[..., Any], terms: Any, start: Any = 0) -> Any:
        """Stand in for ``sum``: a sum over sets stays one."""
        from pyomo.core.expr.template_expr import TemplateSumExpression, generator_validators

        validator = generator_validators.get(type(terms))
        if validator is None:
            return plain_sum(terms, start)
        loops = len(self.open_loops)
        try:
            first = next(terms)
        except StopIteration:
            return start
        own = self.open_loops[loops:]
        del self.open_loops[loops:]
        if not own:
            return plain_sum(terms, start + first)
        if not validator(terms):
            raise NotATemplateError("A sum runs over sets and other things at once")
        total = TemplateSumExpression((first,), own)
        return total if type(start) is int and not start else start + total

    @contextmanager
    def in_place_of_loops(self) -> Iterator[None]:
        """Let loops over sets, and sums, be written down; in this thread alone."""
        from pyomo.core.base.set import _FiniteSetMixin
        from pyomo.core.expr.template_expr import GetAttrExpression, GetItemExpression

        plain_sum, loopers = builtins.sum, (_FiniteSetMixin, GetItemExpression, GetAttrExpression)
        plain = [looper.__iter__ for looper in loopers]

        def total(*terms: Any, **start: Any) -> Any:
            if threading.get_ident() != self._thread:
                return plain_sum(*terms, **start)
            return self._sum(plain_sum, *terms, **start)

        def loop_of(usual: Callable[[Any], Any]) -> Callable[[Any], Any]:
            return lambda members: self._loop(members) if threading.get_ident() == self._thread else usual(members)

        try:
            builtins.sum = total
            for looper, usual in zip(loopers, plain, strict=True):
                looper.__iter__ = loop_of(usual)
            yield
        finally:
            builtins.sum = plain_sum
            for looper, usual in zip(loopers, plain, strict=True):
                looper.__iter__ = usual


def _dimension(members: Any) -> int:
    """Return the number of coordinates of a set, or of each member of an indexed set."""
    if not members.is_expression_type():
        dimen = members.dimen
    else:
        component = members.arg(0)
        groups = getattr(component, "groups", None)
        dimen = groups.inside.dimen if groups is not None else _first(component).dimen
    if type(dimen) is not int:
        raise NotATemplateError(f"The dimension of {members} is not known")
    return dimen


def _first(component: Any) -> Any:
    """Any member of an indexed set of Pyomo's own."""
    for member in component._data.values():  # noqa: SLF001
        return member
    raise NotATemplateError(f"{component} has no members")
