"""What can go wrong, as one tree of exceptions.

::

    SourcemixError
    |-- InputError          the workbook has problems; carries every issue            exit 3
    |-- OutputError         the plan cannot be written                                exit 8
    |-- AuditError          a plan does not stand its own check: our bug              exit 1
    |-- BatchError          a batch cannot begin: no folder, no workbook, no cluster  exit 2
    |   `-- BusyError       another run is at work in the folder of results           exit 9
    |-- OutsideError        a file outside the folders that are allowed               exit 2
    |-- ServiceError        a service cannot begin: no key, no such address           exit 2
    `-- NoValueError        asked an outcome for a value it does not have

An impossible plan is an outcome, not an exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.issue import Issue, Violation


class SourcemixError(Exception):
    """Root of all errors this package raises on purpose."""


class InputError(SourcemixError):
    """The input has problems.

    Attributes
    ----------
    issues
        All of them, errors first.

    """

    def __init__(self, issues: Sequence[Issue]) -> None:
        self.issues = tuple(issues)
        errors = [issue for issue in self.issues if issue.severity.word == "error"]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        super().__init__(f"{errors[0]}{more}" if errors else "The input has problems.")


class OutputError(SourcemixError):
    """The plan cannot be written where it was asked to be."""


class AuditError(SourcemixError):
    """A plan does not stand the independent check and is not published.

    Attributes
    ----------
    violations
        What the check found, largest first.

    """

    def __init__(self, message: str, violations: Sequence[Violation] = ()) -> None:
        self.violations = tuple(violations)
        super().__init__(message)


class BatchError(SourcemixError):
    """A batch cannot begin."""


class BusyError(BatchError):
    """Another run is at work in the same folder of results."""


class OutsideError(SourcemixError):
    """A path leads out of the folders that may be used."""


class ServiceError(SourcemixError):
    """A service cannot begin."""


class NoValueError(SourcemixError):
    """The outcome has no such value, e.g. the cost of a plan that was not found."""
