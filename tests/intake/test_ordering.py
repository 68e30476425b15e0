from __future__ import annotations

from models.issue import Issue, Severity
from optimizer.intake.ordering import MOST_OF_A_KIND, ordered


def issue(sheet: str, row: int = 2, column: str = "A", code: str = "x", severity: Severity = Severity.ERROR) -> Issue:
    return Issue(sheet, row, column, code, "Found.", "Do.", severity)


def test_issues_stand_by_severity_then_sheet_row_and_column_as_a_reader_meets_them() -> None:
    right = [
        issue("no sheet of ours"),
        issue("Periods", 9),
        issue("Sites", 2, "B"),
        issue("Sites", 2, "AA"),
        issue("Sites", 3, "A", "a"),
        issue("Sites", 3, "A", "b"),
        issue("Demand", 2),
        issue("Periods", 1, severity=Severity.WARNING),
        issue("Periods", 1, severity=Severity.NOTE),
    ]
    assert ordered(reversed(right)) == tuple(right)


def test_the_same_issue_is_told_once() -> None:
    assert ordered([issue("Sites"), issue("Sites")]) == (issue("Sites"),)


def test_of_many_issues_of_a_kind_the_rest_is_counted_behind_them() -> None:
    wrong = [issue("Sites", row) for row in range(2, MOST_OF_A_KIND + 5)]
    warned = [issue("Sites", row, severity=Severity.WARNING) for row in range(2, MOST_OF_A_KIND + 3)]
    told = ordered([*wrong, *warned, issue("Demand", code="y")])
    assert len(told) == 2 * MOST_OF_A_KIND + 3
    assert [str(told[MOST_OF_A_KIND]), str(told[-1])] == [
        "Sites: ... and 3 more of this kind. Correct those that are listed first.",
        "Sites: ... and 1 more of this kind. Correct those that are listed first.",
    ]
    assert (told[MOST_OF_A_KIND].code, told[MOST_OF_A_KIND].severity) == ("x", Severity.ERROR)
    assert told[MOST_OF_A_KIND + 1] == issue("Demand", code="y")
    assert told[-1].severity is Severity.WARNING


def test_as_many_as_are_listed_are_not_counted() -> None:
    assert len(ordered(issue("Sites", row) for row in range(2, MOST_OF_A_KIND + 2))) == MOST_OF_A_KIND
