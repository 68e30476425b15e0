"""For the fuzzer: an idempotency key that it has used before is replaced, as with another body it is refused."""

from __future__ import annotations

import uuid
from typing import Any

import schemathesis

NAME = "Idempotency-Key"
used: set[str] = set()


@schemathesis.hook
def before_call(_: Any, case: Any, __: Any) -> None:
    """Look at one request before it is sent."""
    found = (case.headers or {}).get(NAME)
    if found in used and case.meta is not None and case.meta.generation.mode.is_positive:
        case.headers[NAME] = uuid.uuid4().hex
    used.add(str(found))
