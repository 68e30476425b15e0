"""A thousand workbooks, bad ones among them: all others finish, nothing is lost, memory stays flat."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from optimizer.batches.key import Options
from optimizer.batches.run import Order, run_batch
from optimizer.tasks import memory
from optimizer.tasks.local import LocalCrew
from optimizer.tasks.task import Limits
from optimizer.workbook.template import write_input
from slowplan import slow
from tiny import book, table, two_sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.tasks.crew import Underway

BAD = {
    "short": (60, {"INFEASIBLE"}),
    "wrong": (60, {"PROBLEMS"}),
    "broken": (40, {"PROBLEMS"}),
    "crash": (20, {"CRASHED"}),
    "leave": (10, {"CRASHED"}),
    "once": (10, {"OPTIMAL"}),
    "bug": (10, {"BUG"}),
    "greedy": (5, {"OUT_OF_MEMORY"}),
    "hang": (5, {"OUT_OF_TIME"}),
    "slow": (5, {"OUT_OF_TIME", "OPTIMAL"}),
    "hard": (5, {"TIME_LIMIT", "NO_PLAN"}),
}
"""Kinds of workbooks that are not quickly planned: how many, and what may come of them."""
TOTAL = 1000


@dataclass
class Watch:
    """Notes the memory of this process as workbooks finish."""

    memory: list[int] = field(default_factory=list)

    def begin(self, *_: object) -> None:
        pass

    def underway(self, tasks: Sequence[Underway]) -> None:
        pass

    def finished(self, *_: object, **__: object) -> None:
        self.memory.append(memory.in_use())


def thousand(folder: Path, total: int = TOTAL) -> None:
    """Write workbooks of every kind, well mixed."""
    kinds = folder.parent / "kinds"
    kinds.mkdir()
    write_input(kinds / "good.xlsx", two_sources())
    write_input(kinds / "short.xlsx", book(Sources=table("site item capacity material_cost", ("cn", "x", 60, 10))))
    write_input(kinds / "wrong.xlsx", book(Items=table("item value", ("x", "dear"))))
    write_input(kinds / "hard.xlsx", slow())
    (kinds / "broken.xlsx").write_bytes((kinds / "good.xlsx").read_bytes()[:5000])
    folder.mkdir()
    bad = [f"{kind}-{k}" for kind, (count, _) in BAD.items() for k in range(count * total // TOTAL)]
    names = [*bad, *(f"good-{k}" for k in range(total - len(bad)))]
    for k, name in enumerate(sorted(names, key=hash_of)):
        kind = name.partition("-")[0]
        source = kinds / f"{kind if (kinds / f'{kind}.xlsx').exists() else 'good'}.xlsx"
        place = folder / f"{k // 100:02d}"
        place.mkdir(exist_ok=True)
        shutil.copyfile(source, place / f"{name}.xlsx")


def hash_of(name: str) -> int:
    """Return a number that mixes names well, and always alike."""
    return int.from_bytes(name.encode()[::-1], "big") * 2654435761 % 2**32


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="measures memory by /proc")
def test_a_thousand_workbooks(tmp_path: Path) -> None:
    thousand(tmp_path / "in")
    watch = Watch()
    order = Order(tmp_path / "in", tmp_path / "out", "**/*.xlsx", Options(time_limit=3.0))
    limits = Limits(seconds=20, memory=512 << 20, grace=1)
    batch = run_batch(order, LocalCrew(2, limits, work="faulty:perform"), watch=watch)
    assert len(batch.rows) == TOTAL
    fates = Counter((Path(row.record.name).stem.partition("-")[0], row.run.fate.name) for row in batch.rows)
    for (kind, fate), count in fates.items():
        wanted, allowed = BAD.get(kind, (TOTAL - sum(n for n, _ in BAD.values()), {"OPTIMAL"}))
        assert fate in allowed, (kind, fate, count)
        assert sum(n for (other, _), n in fates.items() if other == kind) == wanted
    assert all((tmp_path / "out" / name).is_file() for row in batch.rows for name in row.files)
    assert sum(bool(row.files) for row in batch.rows) == sum(row.run.cost is not None for row in batch.rows)
    assert watch.memory[-1] - watch.memory[len(watch.memory) // 5] < 20 << 20
    assert max(row.record.memory for row in batch.rows if row.run.fate.name == "OPTIMAL") < 200 << 20
    again = run_batch(order, LocalCrew(2, limits), watch=watch)
    planned = {Path(row.record.name).stem.partition("-")[0] for row in again.rows if row.is_new}
    assert planned <= {"crash", "leave", "greedy", "hang", "slow"}
