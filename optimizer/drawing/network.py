"""How a plan works: who makes what, what travels where, what is built when, which stock waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.drawing.bars import COLOURS, HOME, REST, bar, cell, head, legend, number, plot, rule, stack, table
from optimizer.drawing.figures import percent, short
from optimizer.drawing.markup import Markup, tag
from optimizer.drawing.sankey import sankey
from optimizer.story.bridge import OTHERS
from optimizer.story.buffers import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

OPEN_ITEMS = 6
"""Items whose mix is shown at once; the others unfold."""
STEPS = (
    ("permit", "ordered", "permitted"),
    ("building", "permitted", "built"),
    ("qualification", "built", "in_service"),
    ("ramp-up", "in_service", "full"),
)


def left_out(count: int, what: str, sheet: str) -> Markup | None:
    """Say that there is more."""
    several = "s" if count > 1 else ""
    return tag("p", f"{count:,} more {what}{several}: see sheet {sheet} of the plan.", class_="note") if count else None


def mix(story: Mapping[str, Any]) -> Markup | None:
    """Shares of the makers of each item, today and in each period."""
    found = story["mix"]
    if not found["items"]:
        return None
    colours = _colours(found["items"])
    drawn = [_mix_of(item, found["periods"], colours) for item in found["items"]]
    first, more = drawn[:OPEN_ITEMS], drawn[OPEN_ITEMS:]
    rest = tag("details", tag("summary", f"{len(more)} more items"), tag("div", *more, class_="pair")) if more else None
    return tag(
        "section",
        tag("h2", "Sourcing mix", id="mix"),
        tag("p", "Who makes each item, by share of its output. Blue is domestic.", class_="note"),
        tag("div", *first, class_="pair"),
        rest,
        left_out(found["left_out"], "item", "Sourcing_mix"),
    )


def _colours(items: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """One colour for each group in all charts; home has its own, and so has the rest."""
    found = {OTHERS: REST}
    away = 0
    for group in (group for item in items for group in item["groups"] if item["kind"] == "country"):
        if group["name"] not in found:
            away += not group["domestic"]
            found[group["name"]] = HOME if group["domestic"] else f"s{(away - 1) % (COLOURS - 1) + 1}"
    return found


def _distinct(wanted: Sequence[str]) -> list[str]:
    """Colours of one chart: a second group that would have the same one takes a free one."""
    found: list[str] = []
    for colour in wanted:
        free = (f"s{k}" for k in range(1, COLOURS) if f"s{k}" not in (*found, *wanted))
        found.append(colour if colour not in found else next(free, colour))
    return found


def _mix_of(item: Mapping[str, Any], periods: Sequence[str], colours: Mapping[str, str]) -> Markup:
    groups = item["groups"]
    of_group = _distinct([colours.get(group["name"], f"s{k % COLOURS}") for k, group in enumerate(groups)])
    rows = []
    if any(group["today"] is not None for group in groups):
        rows.append(_mix_row("Today", [group["today"] for group in groups], groups, of_group, "today"))
    for k, period in enumerate(periods):
        rows.append(_mix_row(period, [group["shares"][k] for group in groups], groups, of_group))
    name = tag("h3", item["item"], " ", tag("small", item["criticality"]))
    names = legend([(group["name"], colour) for group, colour in zip(groups, of_group, strict=True)])
    drawn = table(f"Who makes {item['item']}: share by {item['kind']}", ("Period", "Shares"), rows, "mix")
    return tag("article", name, names, drawn, class_="chart")


def _mix_row(
    name: str,
    shares: Sequence[float | None],
    groups: Sequence[Mapping[str, Any]],
    colours: Sequence[str],
    kind: str = "",
) -> tuple[Markup, ...]:
    made = [(share or 0.0, group["name"], colour) for share, group, colour in zip(shares, groups, colours, strict=True)]
    said = ", ".join(f"{who} {percent(share)}" for share, who, _ in made if share > 0) or "nothing is made"
    drawn = stack((share, colour, f"{who}: {percent(share)}", percent(share, 0)) for share, who, colour in made)
    return head(name, class_=kind), cell(drawn, tag("span", said, class_="unseen"), kind="plot")


def flows(story: Mapping[str, Any]) -> Markup | None:
    """Who ships to whom, as the plan begins and as it ends."""
    found = story["flows"]
    if not any(one["lanes"] for one in found["periods"]):
        return None
    largest = max(sum(lane["worth"] for lane in one["lanes"]) for one in found["periods"])
    unit = f"{story['currency']}/year"
    drawn = [
        tag(
            "article",
            tag("h3", one["period"], " ", tag("small", short(sum(lane["worth"] for lane in one["lanes"]), unit))),
            sankey(one["lanes"], largest, found["domestic"], unit, f"Worth of goods shipped, {one['period']}"),
            class_="chart",
        )
        for one in found["periods"]
    ]
    return tag(
        "section",
        tag("h2", "Flows", id="flows"),
        tag("p", "Worth of goods shipped a year, from the areas on the left to those on the right; what is shipped "
            "within an area too.", class_="note"),
        legend([("from home", "home"), ("from abroad", "away")]),
        tag("div", *drawn, class_="pair"),
    )  # fmt: skip


def ways(story: Mapping[str, Any]) -> Markup | None:
    """From order to full output of everything that is built."""
    found = story["ways"]
    if not found["options"]:
        return None
    end = max(found["end"], *(option["full"] for option in found["options"])) or 1.0
    marks = [rule(mark["week"] / end, kind="mark") for mark in found["marks"]]
    rows = []
    for option in found["options"]:
        bars = [
            bar(option[a] / end, option[b] / end, f"step{k}", f"{name}: weeks {option[a]:g} to {option[b]:g}")
            for k, (name, a, b) in enumerate(STEPS)
            if option[b] > option[a]
        ]
        begins = next((m["period"] for m in reversed(found["marks"]) if m["week"] <= option["full"]), "")
        count = f"{option['count']:g} x " if option["count"] > 1 else ""
        rows.append((
            head(f"{option['site']}: {count}{option['option']}"),
            cell(plot(*marks, rule(option["full"] / end, kind="ready"), *bars), kind="plot"),
            number(f"{begins}, week {option['full']:g}", "Full output"),
            number(short(option["capex"] * option["count"], story["currency"]), "Investment"),
        ))  # fmt: skip
    heads = ("What is built", "From order to full output", "Full output", "Investment")
    return tag(
        "section",
        tag("h2", "New capacity", id="capacity"),
        legend(
            [
                (name, f"step{k}")
                for k, (name, a, b) in enumerate(STEPS)
                if any(option[b] > option[a] for option in found["options"])
            ]
        ),
        table("New capacity, from order to full output", heads, rows, "ways"),
        left_out(found["left_out"], "option", "Transition"),
    )


def buffers(story: Mapping[str, Any]) -> Markup | None:
    """Worth of stock by kind and period, and the buffers that tie up most."""
    found = story["buffers"]
    if not found["kinds"]:
        return None
    totals = [sum(kind["worth"][k] for kind in found["kinds"]) for k in range(len(found["periods"]))]
    largest, rows = max(totals) or 1.0, []
    colour = {kind: f"k{c}" for c, kind in enumerate(KINDS)}
    for k, period in enumerate(found["periods"]):
        parts = [
            (
                kind["worth"][k] / largest,
                colour[kind["kind"]],
                f"{kind['name']}: {short(kind['worth'][k], story['currency'])}",
                "",
            )
            for kind in found["kinds"]
        ]
        said = "; ".join(words for _, _, words, _ in parts)
        drawn = cell(stack(parts), tag("span", said, class_="unseen"), kind="plot")
        rows.append((head(period), drawn, number(short(totals[k]))))
    worth = table(f"Worth of stock, {story['currency']}", ("Period", "Stock by kind", story["currency"]), rows, "mix")
    return tag(
        "section",
        tag("h2", "Buffers", id="buffers"),
        legend([(kind["name"], colour[kind["kind"]]) for kind in found["kinds"]]),
        worth,
        _largest(story) if found["largest"] else None,
    )


def _largest(story: Mapping[str, Any]) -> Markup:
    rows = [
        (
            head(row["item"], tag("small", f" at {row['site']}")),
            cell(row["period"], label="When"),
            number(short(row["units"]), "Units"),
            number(short(row["cover"], "weeks"), "Cover"),
            number(short(row["worth"], story["currency"]), "Worth"),
            cell(row["cause"], kind="fine", label="Why"),
        )
        for row in story["buffers"]["largest"]
    ]
    heads = ("Buffer", "At its largest in", "Units", "Cover", "Worth", "Why")
    more = left_out(story["buffers"]["left_out"], "buffer", "Buffers")
    drawn = table("Buffers that tie up most", heads, rows, "cards-when-narrow")
    return tag("details", tag("summary", "Buffers that tie up most, and why"), drawn, more)
