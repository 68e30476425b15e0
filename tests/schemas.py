"""Values against the published schemas."""

from __future__ import annotations

import json
from typing import Any

import jsonschema

from optimizer.json_schema import json_schema


def complaints(form: str, value: Any) -> list[str]:
    """What of a value does not keep the schema of a form."""
    plain = json.loads(json.dumps(value))
    validator = jsonschema.Draft202012Validator(json_schema(form))
    return [f"{'/'.join(map(str, error.path))}: {error.message[:200]}" for error in validator.iter_errors(plain)]
