"""What people read on a terminal: issues and the outcome in a few lines."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, TextIO

from models.plan import CostLines
from optimizer.problem_table import COLOURS, PLAIN, counted, printable, shows_colours

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from models.issue import Issue
    from optimizer.outcome import Outcome


SMALL = 1000
"""Below this, parts of a unit of money matter."""


def print_issues(issues: Sequence[Issue], stream: TextIO) -> None:
    """Print issues, worst first, one paragraph each, and count them."""
    if not issues:
        return
    coloured = stream.isatty() and shows_colours()
    for issue in issues:
        word = f"{issue.severity.word:7}"
        head = f"{COLOURS[issue.severity]}{word}{PLAIN}" if coloured else word
        text = printable(f"{issue.cell}: {issue.found} {issue.remedy}".strip())
        lines = textwrap.wrap(text, width=110, subsequent_indent=" " * 8, break_long_words=False)
        print(f"{head} {lines[0] if lines else ''}", *lines[1:], sep="\n", file=stream)
    print(counted(issues), file=stream)


def print_where(wanted: Path, written: Path, stream: TextIO) -> None:
    """Say why a file went elsewhere, if it did."""
    from optimizer.files import where_it_went

    words = where_it_went(wanted, written)
    if words:
        print(f"sourcemix: {words}", file=stream)


def print_outcome(outcome: Outcome, written: Sequence[Path], stream: TextIO, *, as_json: bool = False) -> None:
    """Print what was found: the status, the cost, the check, and where the plan is."""
    from optimizer.left_out import left_out
    from optimizer.report import explanation

    if as_json:
        from optimizer.json_plan import summary_as_json

        summary = {**summary_as_json(outcome), "files": [str(path) for path in written]}
        if not outcome.status.has_plan:
            summary["explanation"] = explanation(outcome)
            summary["diagnosis"] = outcome.diagnosis.to_json() if outcome.diagnosis else None
        print(json.dumps(summary, indent=2, ensure_ascii=False), file=stream)
        return
    currency = outcome.problem.settings.currency
    print(f"{outcome.status.value}.", file=stream)
    for sentence in (*explanation(outcome), *left_out(outcome)):
        print(f"- {sentence}", file=stream)
    if outcome.status.has_plan:
        cost, bound = _money(outcome.cost), _money(outcome.bound)
        print(f"Cost {cost} {currency}, gap {outcome.gap:.3%}, bound {bound}.", file=stream)
        if outcome.baseline:
            print(_beside_today(outcome, outcome.baseline), file=stream)
        audit = outcome.audit
        print(
            f"Checked independently: {audit.checks:,} checks, largest violation {audit.largest_violation:.1e}, "
            f"largest cost difference {audit.largest_cost_difference:.1e}.",
            file=stream,
        )
    for path in written:
        print(f"Written: {path}", file=stream)


def _money(amount: float) -> str:
    """Whole units of money, or six digits of a smaller amount.

    >>> _money(1040444.375), _money(8.277917), _money(0.0)
    ('1,040,444', '8.27792', '0')
    """
    return f"{amount:,.0f}" if abs(amount) >= SMALL else f"{amount:.6g}"


def _beside_today(outcome: Outcome, today: Outcome) -> str:
    """Compare the cost with that of today's plan; what that cannot serve is said, since it costs nothing there."""
    currency, saving = outcome.problem.settings.currency, _real_cost(today) - _real_cost(outcome)
    unserved = sum(rule.short > 0 for rule in today.rules if rule.hard)
    if abs(saving) < 1:
        words = "That is what today's plan costs"
    else:
        words = f"That is {abs(saving):,.0f} {currency} {'less' if saving > 0 else 'more'} than today's plan"
    return f"{words}, which would leave demand unserved." if unserved else f"{words}."


def _real_cost(outcome: Outcome) -> float:
    """Cost without penalties of rules, which do not bind today's plan."""
    lines = outcome.plan[CostLines]
    return float(lines.present_value[lines.driver != "rule_penalty"].sum())
