"""Work on posted workbooks that goes wrong on purpose, by the name a client gives; all others are planned as usual."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from faulty import FAULTS
from optimizer.service.work import perform as plan
from optimizer.tasks.task import Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.tasks.finished import Run
    from optimizer.tasks.task import Task


def perform(task: Task, tell: Callable[[Step], None], cancelled: Any) -> tuple[Run, ...]:
    kind = task.name.partition(".")[0].partition("-")[0]
    if kind == "wait":  # until called off, telling how far it is
        for k in range(600):
            tell(Step("planning", 200.0 - min(k, 90), 100.0 + min(k, 9)))
            if cancelled.wait(0.1):
                break
    elif kind == "moment":
        time.sleep(0.5)
    elif kind in FAULTS:
        FAULTS[kind](task)
    return plan(task, tell, cancelled)
