from __future__ import annotations

import numpy as np
import pytest

from models.stress.levels import NONE, SAME, Levels
from models.stress.timeline import Timeline

TIME = Timeline(np.array([0.0, 1.5, 4.0, 13.0, 20.0]), (2, 2, 2, 3), 1, ((2, 0.0, 13.0), (3, 13.0, 20.0)))


def by_the_week(week: float, delay: float, is_missed: bool) -> list[float]:  # noqa: FBT001
    """Weeks of each step that count at a moment, one after another."""
    passed = TIME.passed(week - delay).tolist()
    begun = max(begin for _, begin, _ in TIME.spans if begin < week)
    ended = [end <= begun + SAME for end in TIME.edges[1:].tolist()]
    return [
        float(weeks) if is_missed and over else part
        for weeks, part, over in zip(TIME.length, passed, ended, strict=True)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_all_levels_at_once_are_each_level_by_itself(seed: int) -> None:
    rng = np.random.default_rng(seed)
    levels, expected, first = Levels(TIME), dict[tuple[int, int], float](), 0
    for node in range(4):
        weeks = sorted(rng.choice(np.arange(1, 41) / 2, size=3 + node, replace=False).tolist())
        levels.add(first, weeks)
        for change in range(3):
            columns = np.array([100 * node + 10 * change + step for step in range(4)], dtype=np.int32)
            columns[: int(rng.integers(0, 4))] = NONE
            factors = rng.choice([-2.0, 0.0, 1.0], size=4)
            delay, is_missed = float(rng.integers(0, 6)), bool(rng.integers(0, 2))
            levels.move(columns, factors, delay, is_missed)
            for k, week in enumerate(weeks):
                for step, part in enumerate(by_the_week(week, delay, is_missed)):
                    if columns[step] != NONE and factors[step] * part:
                        expected[first + k, int(columns[step])] = factors[step] * part
        first += len(weeks)
    found = levels.entries()
    places = zip(found.rows.tolist(), found.columns.tolist(), strict=True)
    assert dict(zip(places, found.coefficients.tolist(), strict=True)) == pytest.approx(expected)


def test_a_case_that_changes_nothing_has_no_entries() -> None:
    levels = Levels(TIME)
    levels.add(0, [1.0, 2.0])
    assert not len(levels.entries().rows)
