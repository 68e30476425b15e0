"""Counts the CPU seconds that HiGHS itself spends, in every Python process that finds this folder on its path.

Each run of the solver appends its seconds as a line to the file that the environment variable ``HIGHS_SECONDS`` names:
a solver in a child process is counted like one in the planner's own.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from importlib.abc import Loader, MetaPathFinder
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from types import ModuleType

COUNTED = ("run", "solve")


class _CountingLoader(Loader):
    """Loads the solver's package and counts its runs."""

    def __init__(self, own: Any, target: str) -> None:
        self._own, self._target = own, target

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._own.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._own.exec_module(module)
        solver: Any = module.Highs  # type: ignore[attr-defined]
        for name in COUNTED:
            setattr(solver, name, self._counting(getattr(solver, name)))

    def _counting(self, run: Any) -> Any:
        def counted(solver: Any, *arguments: Any) -> Any:
            begin = time.thread_time()
            try:
                return run(solver, *arguments)
            finally:
                with open(self._target, "a", encoding="ascii") as log:  # noqa: PTH123 - before anything else is loaded
                    log.write(f"{time.thread_time() - begin:.6f}\n")

        return counted


class _Finder(MetaPathFinder):
    """Finds the solver's package once."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:  # noqa: ARG002 - as asked
        if fullname != "highspy":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec("highspy")
        if spec is not None:
            spec.loader = _CountingLoader(spec.loader, os.environ["HIGHS_SECONDS"])
        return spec


if "HIGHS_SECONDS" in os.environ:
    sys.meta_path.insert(0, _Finder())
