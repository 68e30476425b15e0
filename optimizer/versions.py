"""Versions of what makes a plan."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

PACKAGES = ("sourcemix", "pyomo", "highspy")


def versions() -> dict[str, str]:
    """Version of each package, and of Python."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return {**found, "python": platform.python_version()}
