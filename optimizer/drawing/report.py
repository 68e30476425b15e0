"""The report: one HTML file that holds everything, opens anywhere, runs nothing and fetches nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.drawing import network, opening, risks
from optimizer.drawing.markup import Markup, join, tag
from optimizer.errors import OutputError
from optimizer.files import put, refuse_input

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

STYLE = Path(__file__).with_name("story.css")
"""How a story looks, in the report and on the page."""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""Whatever a workbook holds, no script runs and nothing is fetched."""
MENU = re.compile(r'<h2 id="([a-z]+)">([^<]+)</h2>')


def chapters_of(story: Mapping[str, Any]) -> Markup:
    """Every chapter that has something to tell; without a plan, why there is none."""
    if "figures" not in story:
        return join([opening.title_of(story), risks.problems(story), opening.about(story)])
    return join([
        opening.title_of(story),
        opening.cards(story),
        opening.bridge(story),
        network.mix(story),
        network.flows(story),
        network.ways(story),
        network.buffers(story),
        risks.resilience(story),
        risks.rules(story),
        risks.problems(story),
        opening.figures(story),
        opening.about(story),
    ])  # fmt: skip


def report_of(story: Mapping[str, Any]) -> str:
    """Return the report of a plan as HTML."""
    chapters = chapters_of(story)
    menu = [tag("a", name, href=f"#{key}") for key, name in MENU.findall(chapters)]
    top = tag("nav", *menu, _theme(), class_="menu", aria_label="Chapters") if menu else None
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{story['plan_name']} - Sourcemix"),
        tag("style", Markup(STYLE.read_text(encoding="utf-8"))),
    )
    body = tag("body", top, tag("main", chapters, class_="story"))
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def _theme() -> Markup:
    """Choice of light or dark that needs no script: the style sheet looks which option is chosen."""
    options = [tag("option", name, value=key) for key, name in (("", "Auto"), ("light", "Light"), ("dark", "Dark"))]
    return tag("label", tag("span", "Theme", class_="unseen"), tag("select", *options, id="theme"))


def report_path(plan: Path, out: Path | None = None) -> Path:
    """Where the report of a plan goes: under its name beside it, unless `out` names a folder or a file.

    Raises
    ------
    OutputError
        When `out` names a file that is no HTML.

    Examples
    --------
    >>> report_path(Path("plans/ev.plan.xlsx")).as_posix()
    'plans/ev.plan.html'

    """
    name = f"{plan.stem}.html"
    if out is None:
        return plan.with_name(name)
    if out.is_dir() or not out.suffix:
        return out / name
    if out.suffix.lower() not in {".html", ".htm"}:
        raise OutputError(f"{out} is no HTML file. Name one that ends in .html, or a folder.")
    return out


def write_report(story: Mapping[str, Any], path: Path, *, inputs: Iterable[Path | None] = ()) -> Path:
    """Write the report of a plan and return where it went; the file is replaced as a whole or not at all.

    Parameters
    ----------
    inputs
        Files it was made from; they are never written over.

    Raises
    ------
    OutputError
        When it cannot be written, or would replace one of the inputs.

    """
    for source in inputs:
        refuse_input(path, source)
    content = report_of(story)
    return put(path, lambda temporary: _write(content, temporary))


def _write(content: str, path: Path) -> None:
    path.write_text(content, encoding="utf-8")
