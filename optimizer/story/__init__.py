"""What a plan tells, in figures: one small value, made from the plan's tables, behind every chart of page and report.

::

    plan as JSON -> story (plain values, small whatever the size of the plan) -> charts, on the page and in the report

A story names places and events as the planner does, holds no more rows than a person reads, and says what it left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.story.bridge import bridge_of
from optimizer.story.buffers import buffers_of
from optimizer.story.cards import figures_of
from optimizer.story.flows import flows_of
from optimizer.story.mix import mix_of
from optimizer.story.resilience import resilience_of
from optimizer.story.rules import problems_of, rules_of
from optimizer.story.ways import ways_of

if TYPE_CHECKING:
    from collections.abc import Mapping

STORY_SCHEMA = "sourcemix-story/1"
"""Version of the form; it changes when a key changes its meaning or goes."""
FACTS = (
    "plan_name", "currency", "status", "words", "cost", "bound", "gap", "lock_cost", "second", "checks",
    "largest_violation", "left_out", "seconds", "versions",
)  # fmt: skip
"""What is taken over from the summary of the plan."""


def story_of(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Tell a plan.

    Parameters
    ----------
    plan
        The plan as JSON, as :func:`optimizer.json_plan.plan_as_json` gives it; without a plan there is only the
        explanation to tell.

    """
    summary, tables, network = plan["summary"], plan["tables"], plan["network"]
    head = {
        "schema": STORY_SCHEMA,
        **{name: summary[name] for name in FACTS},
        "verdict": summary["resilience"],
        "input": plan.get("input", {"name": "", "fingerprint": summary["input_hash"]}),
        "explanation": list(plan["explanation"]),
        "compared": any(row["baseline"] is not None for row in tables.get("Kpi", ())),
        "problems": problems_of(tables),
    }
    if not tables:
        return head
    return {
        **head,
        "figures": figures_of(tables),
        "bridge": bridge_of(tables, summary["currency"]),
        "mix": mix_of(tables, network),
        "flows": flows_of(tables, network),
        "buffers": buffers_of(tables, network),
        "resilience": resilience_of(tables),
        "ways": ways_of(tables, network),
        "rules": rules_of(tables, summary),
    }
