"""Describes the machine and the versions that figures belong to."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("highspy", "pyomo", "numpy", "pandas", "openpyxl", "python-calamine", "linopy")


def description() -> str:
    """Cores, processor, memory, system, Python, the solver and the packages, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    parts = [
        f"{os.cpu_count()} cores of {_processor()}, {memory:.0f} GiB, {platform.system()}",
        f"Python {platform.python_version()}",
        *(f"{package} {found}" for package in PACKAGES if (found := _version(package))),
    ]
    return ", ".join(parts)


def load() -> float:
    """Processes that wanted to run in the last minute, on average."""
    return os.getloadavg()[0]


def _processor() -> str:
    """Return its name and, because names can be shy, its clock, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    facts = dict(line.split(":", 1) for line in lines if ":" in line)
    told = {name.strip(): value.strip() for name, value in facts.items()}
    return f"{told.get('model name', platform.machine())} at {float(told.get('cpu MHz', 0)) / 1000:.1f} GHz"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
