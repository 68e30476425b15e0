"""What may go wrong: the worst events and how long the plan bears them, missed rules, problems of the input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.reports.rules import figure
from models.reports.verdicts import FAIL, PASS
from optimizer.drawing.bars import bar, cell, head, legend, number, plot, table
from optimizer.drawing.figures import percent, short
from optimizer.drawing.markup import Markup, tag
from optimizer.drawing.network import left_out

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 26.0
"""Weeks that are drawn at least, and beyond what is survived at most: a long recovery would dwarf the rest."""
BARS = (
    ("plan", "time_to_survive", "survive", 1),
    ("today", "survived_today", "survive-today", 9),
    ("time to recover", "time_to_recover", "recover", 17),
)


def resilience(story: Mapping[str, Any]) -> Markup | None:
    """The worst tests: what is served, how long the plan survives, and what it costs."""
    found = story["resilience"]
    if not found["events"]:
        return None
    asked, compared = found["verdicts"], story["compared"]
    counted = f"{found['tests']:,} tests: {asked[PASS]:,} pass, {asked[FAIL]:,} fail, the rest has no rule."
    known = [row[key] for row in found["events"] for _, key, _, _ in BARS if row[key] is not None]
    longest = max([LONGEST, *known])
    shown = [entry for entry in BARS if compared or entry[1] != "survived_today"]
    heads = ("If this happens", "Verdict", "Served", "Weeks until goods run out, beside its recovery", "Costs")
    rows = [_event(row, story["currency"], longest, shown) for row in found["events"]]
    return tag(
        "section",
        tag("h2", "Resilience", id="resilience"),
        tag("p", story["verdict"]),
        tag("p", counted, class_="note"),
        legend([(name, kind) for name, _, kind, _ in shown]),
        table("The worst disruptions, each from its worst period on", heads, rows, "cards-when-narrow events"),
        left_out(found["left_out"], "event", "Resilience"),
    )


def _event(
    row: Mapping[str, Any], currency: str, longest: float, shown: list[tuple[str, str, str, int]]
) -> tuple[Markup, ...]:
    bars, words = [], []
    for name, key, kind, top in shown:
        weeks = row[key]
        if weeks is not None:
            bars.append(bar(0.0, weeks / longest, kind, f"{name} {short(weeks, 'weeks')}", top=top, height=6))
            words.append(f"{name} {short(weeks, 'weeks')}".removesuffix(" weeks"))
    said = f"{', '.join(words)} weeks" if words else row["remark"]
    help_ = "; ".join(filter(None, (row["buffers_drawn"], row["second_sources"])))
    borne = f"Borne by: {help_}" if help_ else row["remark"]
    kind = {PASS: "good", FAIL: "bad"}.get(row["verdict"], "flat")
    asked = f" of {percent(row['required_service'])} asked" if row["required_service"] is not None else ""
    served, lost = row["served_today"], row["lost_money_today"]
    today_served = None if served is None else tag("small", f"today {percent(served)}")
    today_lost = None if lost is None else tag("small", f"today {short(lost)}")
    return (
        head(row["event"], tag("small", f" from {row['period']}"), title=borne),
        cell(tag("span", row["verdict"], class_=f"pill {kind}"), label="Verdict"),
        cell(f"{percent(row['served'])}{asked} ", today_served, kind="n", label="Served"),
        cell(plot(*bars, height=25), tag("small", said), kind="plot", label="Weeks"),
        cell(f"{short(row['lost_money'], currency)} ", today_lost, kind="n", label="Costs"),
    )  # fmt: skip


def rules(story: Mapping[str, Any]) -> Markup:
    """Rules that are missed."""
    found = story["rules"]
    kept = found["rules"] - found["missed"]
    words = f"{kept:,} of {found['rules']:,} rules are kept, counted in every scope and period."
    parts = [tag("h2", "Rules", id="rules"), tag("p", words)]
    if found["worst"]:
        rows = [
            (
                head(row["rule"], tag("small", f" {row['cell']}")),
                cell(" ".join(filter(None, (row["item"], row["measure"], _scope(row["scope"])))), label="About"),
                number(f"{row['limit']} {figure(row['required'], row['unit'])}", "Asks for"),
                number(figure(row["achieved"], row["unit"]), "Plan"),
                cell(f"{row['period']}{_more(row['periods'])}", label="Worst in"),
                cell("hard" if row["hard"] else "soft", label="Kind"),
            )
            for row in found["worst"]
        ]
        heads = ("Rule", "About", "Asks for", "Plan", "Worst in", "Kind")
        parts.append(table("Rules that are missed", heads, rows, "cards-when-narrow"))
    more = left_out(found["left_out"], "missed rule", "Rules")
    return tag("section", *parts, more)


def _scope(scope: str) -> str:
    return f"({scope})" if scope and scope != "ALL" else ""


def _more(periods: int) -> str:
    return f" (of {periods} periods)" if periods > 1 else ""


def problems(story: Mapping[str, Any]) -> Markup | None:
    """What is remarkable about the input."""
    found = story["problems"]
    if not found["listed"]:
        return None
    rows = [
        (
            head(row["cell"]),
            cell(row["severity"], label="Severity"),
            cell(row["problem"], label="Problem"),
            cell(row["remedy"], label="What to do"),
        )
        for row in found["listed"]
    ]
    heads = ("Cell", "Severity", "Problem", "What to do")
    return tag(
        "section",
        tag("h2", "Problems of the input", id="problems"),
        table("Warnings and notes", heads, rows, "cards-when-narrow"),
        left_out(found["left_out"], "problem", "Problems"),
    )
