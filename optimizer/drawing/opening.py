"""How a plan is introduced: what was found, its key figures beside today's, and the bridge between the two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.reports.verdicts import FAILS
from optimizer.drawing.bars import bar, cell, head, legend, number, plot, rule, table
from optimizer.drawing.figures import SIGN, change, percent, short, signed
from optimizer.drawing.markup import Markup, tag
from optimizer.story.bridge import axis_start

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PROVEN = {"OPTIMAL", "WITHIN_GAP"}


def title_of(story: Mapping[str, Any]) -> Markup:
    """Name of the plan, what was found, and how the plan bears disruptions."""
    found = story["cost"] is not None
    kind = "good" if story["status"] in PROVEN and not story["left_out"] else "warn" if found else "bad"
    lines = [tag("p", story["words"], ".", class_=f"status {kind}")]
    if found:
        bound = f"; no plan can cost less than {short(story['bound'], story['currency'])}" if story["bound"] else ""
        gap = "" if story["gap"] is None else f" (gap {percent(story['gap'], 2)})"
        lines.append(tag("p", f"Costs {short(story['cost'], story['currency'])} at present value{bound}{gap}."))
    if story["lock_cost"] is not None:
        lines.append(tag("p", f"Locked decisions cost {short(story['lock_cost'], story['currency'])}."))
    if story["second"]:
        lines.append(tag("p", f"Second objective: {story['second']}."))
    lines += [tag("p", words, class_="warn") for words in story["left_out"]]
    if story["verdict"]:
        fails = story["verdict"].startswith(FAILS)
        lines.append(tag("p", story["verdict"], class_="bad" if fails else None))
    if story["explanation"]:
        lines.append(tag("ul", *(tag("li", words) for words in story["explanation"])))
    return tag("header", tag("h1", story["plan_name"]), *lines, class_="title")


def cards(story: Mapping[str, Any]) -> Markup:
    """The most telling figures."""
    shown = [_card(figure) for figure in story["figures"] if figure["card"]]
    none = "" if story["compared"] or story["left_out"] else tag(
        "p", "The workbook gives no baseline (sheet Baseline), so there is nothing to compare with.", class_="note"
    )  # fmt: skip
    return tag("section", tag("h2", "Key figures", id="figures"), tag("div", *shown, class_="cards"), none)


def _card(figure: Mapping[str, Any]) -> Markup:
    parts = [
        tag("h3", figure["figure"]),
        tag("p", _bare(figure["plan"], figure["unit"]), " ", tag("small", _unit(figure["unit"])), class_="value"),
    ]
    if figure["baseline"] is not None:
        before = _bare(figure["baseline"], figure["unit"])
        parts.append(tag("p", _verdict(figure), " ", tag("span", f"today {before}"), class_="beside"))
    return tag("article", *parts, title=figure["definition"], class_="card")


def _bare(value: float | None, unit: str) -> str:
    """A figure whose unit stands elsewhere."""
    words = short(value, unit)
    return words.removesuffix(f" {unit}")


def _unit(unit: str) -> str:
    return "" if unit in {"fraction", "index"} else unit


def _verdict(figure: Mapping[str, Any]) -> Markup:
    """The change, and in words whether it is good: colour alone says nothing to some."""
    relative, unit = figure["change"], figure["unit"]
    words = signed(figure["difference"], unit) if relative is None else change(relative)
    good = figure["better"]
    kind, said = ("flat", "") if good is None else ("good", "better, ") if good else ("bad", "worse, ")
    arrow = "" if words.startswith("0") else "\N{BLACK UP-POINTING TRIANGLE} " if words.startswith("+") else (
        "\N{BLACK DOWN-POINTING TRIANGLE} ")  # fmt: skip
    hidden = tag("span", said, class_="unseen") if said else ""
    return tag("strong", hidden, tag("span", arrow, aria_hidden="true"), words.lstrip(f"+{SIGN}"), class_=kind)


def bridge(story: Mapping[str, Any]) -> Markup:
    """From today's cost to the plan's, step by step; without a baseline what the plan's cost is made of."""
    found = story["bridge"]
    before = found["today"]
    name = f"From today to the plan: {found['of'].lower()}" if before is not None else found["of"]
    levels = [before or 0.0]
    for step in found["steps"]:
        levels.append(levels[-1] + step["change"])
    lowest, highest = min(*levels, found["plan"]), max(*levels, found["plan"])
    start = axis_start(lowest, highest) if before is not None else min(lowest, 0.0)
    rows = list(_bridge_rows(found, levels, start, highest))
    cut = f"Bars begin at {short(start, found['unit'])}." if start > 0 else ""
    drawn = table(name, ("What it is for", "", found["unit"]), rows, "bridge")
    names = legend([("dearer", "dear"), ("cheaper", "cheap")]) if before is not None else None
    note = tag("p", cut, class_="note") if cut else None
    return tag("section", tag("h2", "Cost", id="cost"), tag("p", f"{name}.", class_="note"), names, drawn, note)


def _bridge_rows(
    found: Mapping[str, Any], levels: list[float], start: float, highest: float
) -> Iterator[tuple[Markup, ...]]:
    span, before = (highest - start) or 1.0, found["today"]

    def at(money: float) -> float:
        return (money - start) / span

    def row(name: str, low: float, high: float, kind: str, words: str) -> tuple[Markup, ...]:
        axis = rule(at(0.0)) if start <= 0 else Markup()
        sum_ = {"class_": "sum"} if kind.startswith("whole") else {}
        return (
            head(name, **sum_),
            cell(plot(axis, bar(at(low), at(high), kind, f"{name}: {words}")), kind="plot"),
            number(words),
        )

    if before is not None:
        yield row("Today", min(start, 0.0) if start <= 0 else start, before, "whole", short(before))
    for step, level in zip(found["steps"], levels, strict=False):
        money = step["change"]
        kind = ("dear" if money > 0 else "cheap") if before is not None else "spent" if money > 0 else "cheap"
        words = signed(money) if before is not None else short(money)
        yield row(step["name"], level, level + money, kind, words)
    yield row("Plan", max(start, 0.0) if start > 0 else 0.0, found["plan"], "whole total", short(found["plan"]))


def figures(story: Mapping[str, Any]) -> Markup:
    """Every figure with its definition."""
    compared = story["compared"]
    heads = ("Figure", "Plan", *(("Today", "Difference") if compared else ()), "How it is measured")
    rows = []
    for figure in story["figures"]:
        name = f"{figure['figure']}, {figure['item']}" if figure["item"] else figure["figure"]
        cells = [head(name), number(short(figure["plan"], figure["unit"]), "Plan")]
        if compared:
            cells.append(number(short(figure["baseline"], figure["unit"]), "Today"))
            cells.append(number(signed(figure["difference"], figure["unit"]), "Difference"))
        rows.append((*cells, cell(figure["definition"], kind="fine")))
    inside = table("All key figures", heads, rows, "cards-when-narrow")
    return tag("details", tag("summary", "All key figures, and how they are measured"), inside)


def about(story: Mapping[str, Any]) -> Markup:
    """How the plan was made and checked."""
    versions = ", ".join(f"{name} {version}" for name, version in story["versions"].items())
    largest = story["largest_violation"]
    check = (
        f"Independent check: {story['checks']:,} checks, largest violation {largest:.1e}. "
        if largest is not None
        else ""
    )
    source = f"Made from {story['input']['name']} " if story["input"]["name"] else "Made from an input "
    words = f"{source}with fingerprint {story['input']['fingerprint']}. {check}"
    return tag("footer", tag("p", words, tag("br"), f"{versions}; {short(story['seconds'], 's')}."), class_="about")
