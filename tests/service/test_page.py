"""The front of the service: its page asks nobody but the service for anything, and lets nothing run in line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from drawing.test_markup import Reader
from optimizer.service.front import PAGE
from served import client, planned

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = sorted(path.name for path in PAGE.iterdir())
ELSEWHERE = re.compile(r"""(?:https?:)?//(?!www\.w3\.org/(?:2000|1999)/)[\w.-]+\.\w""")
"""An address of another machine; names of XML vocabularies look like one."""


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with client(tmp_path_factory.mktemp("page"), at_once=1) as found:
        yield found


def test_the_page_is_shown_without_a_key_and_brings_only_its_own_files(asking: Any) -> None:
    answer = asking.get("/", headers={"Authorization": ""})
    assert answer.headers["content-type"].startswith("text/html")
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    page = Reader(answer.text)
    brought = [held.get("src") or held.get("href") for name, held in page.elements if name in {"script", "link", "img"}]
    assert brought
    for address in brought:
        assert asking.get(address, headers={"Authorization": ""}).status_code == 200, address
    assert not [key for _, held in page.elements for key in held if key.startswith("on") or key == "style"]
    assert all(held.get("src") for name, held in page.elements if name == "script")


@pytest.mark.parametrize("name", FILES)
def test_no_file_of_the_page_names_another_machine(asking: Any, name: str) -> None:
    text = asking.get(f"/page/{name}").text
    assert not ELSEWHERE.findall(text)
    assert "innerHTML" not in text
    assert "eval(" not in text


def test_every_module_that_is_imported_is_there() -> None:
    for path in PAGE.glob("*.js"):
        for module in re.findall(r'from "\./([^"]+)"', path.read_text(encoding="utf-8")):
            assert module in FILES, f"{path.name} imports {module}"


def test_a_plan_is_to_be_had_as_html(asking: Any) -> None:
    job = planned(asking)
    answer = asking.get(f"{job['links']['plan']}.html")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert 'attachment; filename="workbook.plan.html"' in answer.headers["content-disposition"]
    assert "<h1>Two sources</h1>" in answer.text
