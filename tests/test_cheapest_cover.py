"""Whole pieces that reach a need: as cheap as trying every number of each, and never said to be dearer."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import cheapest_cover as cover
from models.cheapest_cover import Piece, cheapest_cover

PIECES = st.lists(st.builds(Piece, st.integers(0, 9), st.integers(0, 9), st.integers(1, 4)), max_size=4)


def tried(need: float, pieces: list[Piece]) -> float:
    """Least cost by trying every number of each piece."""
    least = math.inf
    for counts in itertools.product(*(range(piece.count + 1) for piece in pieces)):
        bought = list(zip(counts, pieces, strict=True))
        if sum(count * piece.gain for count, piece in bought) >= need:
            least = min(least, sum(count * piece.cost for count, piece in bought))
    return least


@given(st.integers(1, 40), PIECES)
def test_it_costs_what_trying_everything_finds(need: int, pieces: list[Piece]) -> None:
    assert cheapest_cover(need, pieces) == pytest.approx(tried(need, pieces))


@given(st.integers(1, 40), PIECES)
def test_it_is_never_dearer_when_choices_are_taken_together(need: int, pieces: list[Piece]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cover, "LONGEST", 3)
        assert cheapest_cover(need, pieces) <= tried(need, pieces) + 1e-9


def test_a_piece_without_a_limit_reaches_any_need_at_once() -> None:
    assert cheapest_cover(1e6, [Piece(math.inf, 7.0, 3), Piece(1.0, 0.1, 10)]) == 7.0
