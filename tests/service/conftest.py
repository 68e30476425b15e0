"""A service that plans, and a job that it has finished, for tests that do not change them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optimizer.service.upload import XLSX
from optimizer.workbook.template import write_input
from served import DEAR, client, ended
from tiny import two_sources

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with client(tmp_path_factory.mktemp("results"), at_once=1, work="faulty_posts:perform") as found:
        yield found


@pytest.fixture(scope="module")
def finished(asking: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("posted") / "in.xlsx"
    write_input(path, two_sources(Scenarios=DEAR))
    answer = asking.post("/v1/jobs", files={"workbook": ("C:\\plans\\Größe 1.xlsx", path.read_bytes(), XLSX)})
    return ended(asking, answer.headers["location"])
