"""Random small plans that always have a solution: shortage is dear but allowed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tiny import START, book, table

if TYPE_CHECKING:
    from tiny import Book


def _money(low: float, high: float) -> st.SearchStrategy[float]:
    return st.integers(int(low * 4), int(high * 4)).map(lambda quarters: quarters / 4)


@st.composite
def plans(draw: st.DrawFn, *, with_stock: bool = True, least_periods: int = 1) -> Book:
    """One product of one component, two or three makers of each, perhaps a warehouse, up to three periods."""
    lengths = draw(st.lists(st.sampled_from([4, 8, 13]), min_size=least_periods, max_size=3))
    starts = [START + dt.timedelta(weeks=sum(lengths[:t])) for t in range(len(lengths))]
    names = [f"P{t + 1}" for t in range(len(lengths))]
    hub = draw(st.booleans())
    pairs = [(o, d) for d in ("asm", "asm2") for o in ("CN", "MX")] + [("asm", "us"), ("asm2", "us")]
    lanes = [(*pair, "road", draw(st.sampled_from([0, 7, 20, 30])), draw(_money(0, 3))) for pair in pairs]
    if hub:
        lanes += [
            (o, d, "road", draw(st.sampled_from([0, 7, 30])), draw(_money(0, 1)))
            for o, d in (("asm", "hub"), ("asm2", "hub"), ("hub", "us"))
        ]
    demand: list[tuple[Any, ...]] = [
        ("us", "x", name, draw(st.integers(t == 0, 40)), 200) for t, name in enumerate(names)
    ]
    if hub:
        demand.append(("hub", "x", "ALL", draw(st.integers(1, 10)), 200))
    stock = [("us", "x"), ("asm", "c"), *([("hub", "x")] if hub else []), ("asm", "x")]
    kept = [key for key in stock if with_stock and draw(st.booleans())]
    inventory = [(*key, draw(st.sampled_from([0, 0, 60, 200])), draw(st.sampled_from([0, 0, 1, 5]))) for key in kept]
    return book(
        Periods=table("period start weeks", *zip(names, starts, lengths, strict=True)),
        Settings={"discount_rate": draw(st.sampled_from([0.0, 0.1])), "holding_rate": draw(st.sampled_from([0.0, 0.2]))},
        Sites=table(
            "site region role",
            ("cn", "CN", "supplier"), ("mx", "MX", "supplier"), ("asm", "US", "plant"), ("asm2", "MX", "plant"),
            *([("hub", "US", "warehouse")] if hub else []), ("us", "US", "market"),
        ),
        Items=table("item value", ("x", 20), ("c", 4)),
        BOM=table("parent child quantity yield", ("x", "c", draw(st.sampled_from([1, 2, 2.5])), draw(st.sampled_from([1, 0.9])))),
        Sources=table(
            "site item capacity material_cost yield",
            ("cn", "c", draw(st.sampled_from([None, 20, 60])), draw(_money(2, 6)), draw(st.sampled_from([1, 0.8]))),
            ("mx", "c", draw(st.sampled_from([None, 30])), draw(_money(2, 6)), 1),
            ("asm", "x", draw(st.sampled_from([None, 25])), draw(_money(1, 5)), draw(st.sampled_from([1, 0.9]))),
            ("asm2", "x", draw(st.sampled_from([None, 15])), draw(_money(1, 5)), 1),
        ),
        Lead_times=table("origin destination mode lead_time freight_cost", *lanes),
        Demand=table("site item period quantity shortage_cost", *demand),
        Inventory=table("site item on_hand min_cover", *inventory),
    )  # fmt: skip
