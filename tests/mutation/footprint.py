"""What each test costs and shares, noted while coverage notes the lines it reaches.

A pytest plugin: ``pytest -p tests.mutation.footprint --footprint FILE``. The file says of every test its seconds and the
fixtures it shares with others: coverage credits the lines of such a fixture to the first test alone that asks for it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

SHARED = "shared_fixtures"


class Footprint:
    """Seconds and shared fixtures of every test, written when the session ends."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.seconds: dict[str, float] = defaultdict(float)
        self.setup: dict[str, float] = {}
        self.shared: dict[str, list[str]] = {}
        self.failed: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration
        if report.when == "setup":
            self.setup[report.nodeid] = report.duration
        self.shared[report.nodeid] = dict(report.user_properties).get(SHARED, [])
        if not report.passed:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        tests = {
            test: {
                "seconds": round(spent, 3),
                "setup": round(self.setup.get(test, 0.0), 3),
                "passed": test not in self.failed,
                "shared": self.shared[test],
            }
            for test, spent in self.seconds.items()
        }
        self.file.write_text(json.dumps(tests, indent=1), encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--footprint", type=Path, help="where to write the seconds and shared fixtures of each test")


def pytest_configure(config: pytest.Config) -> None:
    file = config.getoption("--footprint")
    if file and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Footprint(file.absolute()), "footprint")


def pytest_runtest_setup(item: pytest.Item) -> None:
    known = item._fixtureinfo.name2fixturedefs
    wide = {
        f"{definition.baseid}::{name}"
        for name, definitions in known.items()
        for definition in definitions[-1:]
        if definition.scope != "function" and definition.baseid.startswith("tests")
    }
    item.user_properties.append((SHARED, sorted(wide)))
