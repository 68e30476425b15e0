"""Flows between areas: ribbons from those that ship on the left to those that receive on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.drawing.figures import short
from optimizer.drawing.markup import Markup, tag

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

WIDTH, NODE, HIGH, SPACE, LOWEST = 460, 9, 230.0, 13.0, 2.0
"""Width, width of a node, height of all ribbons, space between nodes, thinnest node."""
LONGEST_NAME = 19
LETTER = 7.0
"""Room for one letter of a name."""


def sankey(lanes: Sequence[Mapping[str, Any]], largest: float, home: Collection[str], unit: str, title: str) -> Markup:
    """Draw lanes, each with ``from``, ``to`` and ``worth``.

    Parameters
    ----------
    largest
        Worth that is drawn at full height, so that several drawings have one scale.
    home
        Areas whose shipments are drawn in the colour of home.

    """
    scale = HIGH / largest if largest > 0 else 0.0
    left, right = _nodes(lanes, "from", scale), _nodes(lanes, "to", scale)
    height = max((top + size for side in (left, right) for top, size, _ in side.values()), default=0.0) + 8
    room = [min(max((len(name) for name in side), default=0), LONGEST_NAME) * LETTER + 10 for side in (left, right)]
    x, y = room[0] + NODE, WIDTH - room[1] - NODE
    ribbons, names = _ribbons(lanes, left, right, scale, home, unit, x, y), []
    for side, nodes in (("from", left), ("to", right)):
        for name, (top, size, worth) in nodes.items():
            names.append(
                _node(
                    side,
                    name,
                    top,
                    size,
                    short(worth, unit),
                    x if side == "from" else y,
                    "home" if name in home else "away",
                )
            )
    said = "; ".join(f"{lane['from']} to {lane['to']}: {short(lane['worth'], unit)}" for lane in lanes)
    return tag(
        "svg", tag("title", title), tag("desc", said), *ribbons, *names, class_="sankey", role="img",
        viewBox=f"0 0 {WIDTH} {height:.0f}",
    )  # fmt: skip


def _nodes(lanes: Sequence[Mapping[str, Any]], end: str, scale: float) -> dict[str, tuple[float, float, float]]:
    """Top, height and worth of each area on one side, the largest first."""
    worth: dict[str, float] = {}
    for lane in lanes:
        worth[lane[end]] = worth.get(lane[end], 0.0) + lane["worth"]
    nodes, top = {}, 6.0
    for name, money in sorted(worth.items(), key=lambda entry: -entry[1]):
        size = max(money * scale, LOWEST)
        nodes[name] = (top, size, money)
        top += max(size, LOWEST) + SPACE
    return nodes


def _ribbons(
    lanes: Sequence[Mapping[str, Any]],
    left: Mapping[str, tuple[float, float, float]],
    right: Mapping[str, tuple[float, float, float]],
    scale: float,
    home: Collection[str],
    unit: str,
    x: float,
    y: float,
) -> list[Markup]:
    out = {name: top for name, (top, _, _) in left.items()}
    into = {name: top for name, (top, _, _) in right.items()}
    order = {name: k for k, name in enumerate(right)}, {name: k for k, name in enumerate(left)}
    bend, ends = (y - x) / 2, {}
    for lane in sorted(lanes, key=lambda lane: order[0][lane["to"]]):
        ends[lane["from"], lane["to"]] = out[lane["from"]]
        out[lane["from"]] += lane["worth"] * scale
    drawn = []
    for lane in sorted(lanes, key=lambda lane: order[1][lane["from"]]):
        thick = max(lane["worth"] * scale, 0.6)
        a, b = ends[lane["from"], lane["to"]] + thick / 2, into[lane["to"]] + thick / 2
        into[lane["to"]] += lane["worth"] * scale
        path = f"M{x:.0f} {a:.1f}C{x + bend:.0f} {a:.1f} {y - bend:.0f} {b:.1f} {y:.0f} {b:.1f}"
        colour = "home" if lane["from"] in home else "away"
        said = tag("title", f"{lane['from']} to {lane['to']}: {short(lane['worth'], unit)}")
        drawn.append(tag("path", said, d=path, stroke_width=f"{thick:.1f}", class_=f"ribbon {colour}"))
    return drawn


def _node(side: str, name: str, top: float, size: float, worth: str, edge: float, colour: str) -> Markup:
    """Draw an area, its name outside; `edge` is where its ribbons begin or end."""
    at, words, anchor = (edge - NODE, edge - NODE - 6, "end") if side == "from" else (edge, edge + NODE + 6, "start")
    shown = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}\N{HORIZONTAL ELLIPSIS}"
    return tag(
        "g",
        tag("title", f"{name}: {worth}"),
        tag("rect", x=at, y=f"{top:.1f}", width=NODE, height=f"{size:.1f}", class_=f"node {colour}"),
        tag("text", shown, x=words, y=f"{top + size / 2 + 4:.1f}", text_anchor=anchor),
    )
