"""Each kind of rule by itself: it is named by its cell, and each change offered is enough, and no larger than needed."""

from __future__ import annotations

import pytest

from explain.impossible import diagnosed, is_possible, with_edits, with_less
from explain.kinds import KINDS

QUICK = (
    "capacity",
    "max_share",
    "min_group_share",
    "labour",
    "lane",
    "qualification",
    "lock",
    "max_cover",
    "service",
    "lots",
)
"""Kinds that are looked at in every run: one for each way of finding out."""


@pytest.mark.parametrize(
    "kind", [kind if kind in QUICK else pytest.param(kind, marks=pytest.mark.slow) for kind in KINDS]
)
def test_the_cell_is_named_and_every_change_is_enough_and_no_larger_than_needed(kind: str) -> None:
    records, cell = KINDS[kind]
    diagnosis = diagnosed(records)
    assert cell in {clause.place.cell for conflict in diagnosis.conflicts for clause in conflict}
    assert cell in diagnosis.sentences[0]
    assert diagnosis.finished
    assert diagnosis.remedies
    for remedy in diagnosis.remedies:
        assert is_possible(with_edits(records, remedy))
        if len(remedy.edits) == 1 and remedy.edits[0].header != "shortage_cost":  # whatever the price, as much is lost
            assert not is_possible(with_less(records, remedy.edits[0])), remedy.edits[0].words
