"""Work of an assistant's tools that ends its process when a workbook is called so; others are worked on as usual."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

from optimizer.assistant.work import perform as answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.assistant.question import Question, Reply
    from optimizer.tasks.task import Step


def perform(question: Question, tell: Callable[[Step], None], cancelled: Any) -> tuple[Reply]:
    kind = question.source.stem
    if kind == "crash":
        os._exit(9)
    if kind == "bug":
        raise ZeroDivisionError("no idea")
    if kind == "hang":
        time.sleep(60)  # a word to stop is not heard
    return answer(question, tell, cancelled)
