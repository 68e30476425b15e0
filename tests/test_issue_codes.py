from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from models.catalogue import catalogue
from models.issue_codes import CODES

ROOT = Path(__file__).parents[1]
MAKERS = {"Issue", "issue", "Complaint", "_issue", "RefusedError", "_file_issue", "_refusal", "remark"}
CODE = re.compile(r"[a-z]+(?:-[a-z0-9]+)*")


def _spoken() -> set[str]:
    """Codes that stand in calls which make issues."""
    found = set()
    for path in [*(ROOT / "models").rglob("*.py"), *(ROOT / "optimizer").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                if name in MAKERS:
                    found |= {word for word in words if "-" in word and CODE.fullmatch(word)}
    return found


def test_every_code_that_is_used_is_in_the_list() -> None:
    assert _spoken() <= CODES.keys()
    assert len(_spoken()) > 100


def test_every_code_of_the_list_is_brought_about_by_some_test() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    spoken = set(re.findall(r'"(?:(?:error|warning|note) |[\w!:]+ )?([a-z]+(?:-[a-z0-9]+)*)(?:[":]| [\w.]+:)', tests))
    assert CODES.keys() - spoken == set()


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_explained_in_a_sentence_and_relies_on_sheets_that_exist(code: str) -> None:
    assert CODE.fullmatch(code)
    assert CODES[code].meaning.endswith(".")
    assert set(CODES[code].rows) <= catalogue().keys()
