"""What Pyomo would import beside itself."""

from __future__ import annotations

from typing import Any


def leave_statistics_out() -> None:
    """Keep Pyomo from importing SciPy's statistics as soon as anything imports SciPy's matrices.

    Pyomo waits for the first import of SciPy to load parts of it that nothing here uses: half a CPU second of every
    run. Asked for by name they are there all the same. A release of Pyomo without this list does as it likes.
    """
    from pyomo.common import dependencies

    finder: Any = getattr(dependencies, "DeferredImportCallbackFinder", None)
    waiting = getattr(finder, "_callbacks", None)
    if isinstance(waiting, dict):
        waiting.pop("scipy", None)
