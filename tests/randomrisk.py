"""Random small networks that things happen to; shortage is dear but allowed, so each of them has a plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from tiny import START, Book, Records, book, table

SITES = table(
    "site region role time_to_recover failure_groups",
    ("s1", "CN", "supplier", 5, "grid"), ("s2", "MX", "supplier", 8, ""), ("s3", "US", "supplier", 3, "grid"),
    ("p1", "MX", "plant", 4, ""), ("p2", "US", "plant", 6, "grid"), ("hub", "US", "warehouse", 4, ""),
    ("m1", "US", "market", None, ""), ("m2", "CN", "market", None, ""),
)  # fmt: skip
RAMPS = table("ramp week fraction", ("back", 0, 0.2), ("back", 2, 0.5), ("back", 5, 1.0), ("odd", 1.5, 1.0))


class Draw:
    """Random choices of one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def of(self, *choices: Any) -> Any:
        """One of the choices."""
        return choices[int(self.rng.integers(len(choices)))]

    def chance(self, share: float) -> bool:
        """True that often."""
        return bool(self.rng.random() < share)

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return int(self.rng.integers(low, high + 1))


def _lanes(
    draw: Draw, suppliers: list[str], plants: list[str], markets: list[str], *, hub: bool, odd: bool
) -> list[tuple[Any, ...]]:
    """Lanes from every maker to everyone who may need what it makes, some with a dear one by air beside them."""

    def lead() -> float:
        return draw.of(0, 5, 10, 24, 30, 100) if odd else draw.of(0, 0, 7, 14, 28)

    lanes: list[tuple[Any, ...]] = []
    for o in suppliers if plants else []:
        lanes += [
            (o, d, "road", lead(), draw.between(0, 2), draw.of(None, None, 60), draw.of("", "Canal"), "No")
            for d in plants
        ]
    for o in plants or suppliers:
        for d in [*markets, *(["hub"] if hub else [])]:
            lanes.append((o, d, "road", lead(), draw.between(0, 2), None, draw.of("", "Canal"), "No"))
            if draw.chance(0.3):
                lanes.append((o, d, "air", 0, draw.between(4, 9), draw.of(None, 20), "", "Yes"))
    if hub:
        lanes += [("hub", d, "road", draw.of(0, 7), 0, draw.of(None, 50), "", "No") for d in markets]
    return lanes


def _sources(draw: Draw, suppliers: list[str], plants: list[str], need: float, *, hub: bool) -> list[tuple[Any, ...]]:
    """Who makes what, and how much beyond what is needed."""
    caps = [draw.of(None, round(0.7 * need), round(1.2 * need), round(1.6 * need)) for _ in suppliers]
    surge = [draw.of(0, 0, 0.5) if caps[k] else 0 for k in range(len(suppliers))]
    sources: list[tuple[Any, ...]] = [
        (n, "c" if plants else "x", caps[k], draw.between(4, 12), surge[k], 0.3 if surge[k] else 0, draw.of(1, 1, 0.9))
        for k, n in enumerate(suppliers)
    ]
    sources += [(n, "x", draw.of(None, 60, 120), draw.between(1, 4), 0, 0, 1) for n in plants]
    if hub and draw.chance(0.5):
        sources.append(("hub", "x", draw.of(30, 70), 0, 0, 0, 1))
    return sources


def _sites(draw: Draw, makers: list[str], others: list[str]) -> Records:
    """Sites of the network; some of the makers are not there yet."""
    potential = {n: draw.chance(0.3) for n in makers}
    new, old = {"status": "potential", "fixed_cost": 900}, {"status": "existing", "fixed_cost": 0}
    return [
        {**row, **(new if potential.get(row["site"]) else old)} for row in SITES if row["site"] in {*makers, *others}
    ]


def _demand(draw: Draw, markets: list[str], periods: int, *, odd: bool) -> list[tuple[Any, ...]]:
    """What markets ask for; whether they wait is one answer for each market."""
    demand = [
        (n, "x", f"P{t + 1}", draw.of(20, 40, 60), 150, draw.of("No", "No", "No", "Yes") if odd else "No")
        for n in markets for t in range(periods)
    ]  # fmt: skip
    late = {n: next(row[-1] for row in demand if row[0] == n) for n in markets}
    return [(*row[:-1], late[row[0]], 2 if late[row[0]] == "Yes" else None) for row in demand]


def network(draw: Draw, *, odd: bool) -> Book:
    """Two or three suppliers, perhaps plants that need a component, perhaps a warehouse, one or two markets.

    Parameters
    ----------
    odd
        Lead times and lengths that are no whole weeks, and lanes as long as a period.

    """
    lengths = [draw.of(6, 13, 26, 10.5 if odd else 10) for _ in range(draw.between(1, 3))]
    begin = [sum(lengths[:t]) for t in range(len(lengths))]
    starts = [START + dt.timedelta(days=round(7 * week)) for week in begin]
    tiers, hub, both = draw.chance(0.5), draw.chance(0.35), draw.chance(0.5)
    suppliers = ["s1", "s2", "s3"][: draw.between(2, 3)]
    plants = ["p1", "p2"][: draw.between(1, 2)] if tiers else []
    markets = ["m1", "m2"] if both else ["m1"]
    lanes = _lanes(draw, suppliers, plants, markets, hub=hub, odd=odd)
    quantity = draw.of(1, 2, 0.5)
    need = 40 * len(markets) * (quantity if tiers else 1)
    sources = _sources(draw, suppliers, plants, need, hub=hub)
    sites = _sites(draw, [*suppliers, *plants], [*markets, *(["hub"] if hub else [])])
    points = (
        [(n, "x") for n in markets]
        + [("hub", "x")] * hub
        + [(n, "c") for n in plants]
        + [(n, "c" if tiers else "x") for n in suppliers[:1]]
    )
    stock = [
        (n, i, draw.of(0, 0, 0, 150), draw.of(0, 0, 1), draw.of(0.01, 0.05, 0.2)) for n, i in points if draw.chance(0.6)
    ]
    demand = _demand(draw, markets, len(lengths), odd=odd)
    return book(
        Settings={"reaction_time": draw.of(0, 1, 2, 3.5) if odd else draw.of(0, 1, 2, 3), "holding_rate": draw.of(0, 0.1)},
        Periods=table("period start weeks", *((f"P{t + 1}", starts[t], lengths[t]) for t in range(len(lengths)))),
        Regions=table("region bloc", ("CN", "ASIA"), ("MX", "NAFTA"), ("US", "NAFTA")),
        Sites=sites,
        Items=table("item value", ("x", 20), *([("c", 8)] if tiers else [])),
        **({"BOM": table("parent child quantity", ("x", "c", quantity))} if tiers else {}),
        Sources=table("site item capacity material_cost surge_capacity surge_premium yield", *sources),
        Lead_times=table("origin destination mode lead_time freight_cost capacity corridors expedite_only", *lanes),
        Demand=table("site item period quantity shortage_cost backorder late_cost", *demand),
        **({"Inventory": table("site item on_hand min_cover storage_cost", *stock)} if stock else {}),
        Ramps=RAMPS,
    )  # fmt: skip


def events(draw: Draw, plan: Book, *, odd: bool, count: int = 3) -> Records:
    """Random scenarios that this network knows the targets of."""
    sites = [row["site"] for row in plan["Sites"] if row["role"] != "market"]
    regions = sorted({row["region"] for row in plan["Sites"]})
    corridors = [name for row in plan["Lead_times"] if (name := row["corridors"])]
    lanes = [f"{row['origin']} -> {row['destination']}" for row in plan["Lead_times"]]
    kinds = ["site", "site", "region", "item", "lane", "demand", "tariff", *(["corridor"] if corridors else [])]
    found = []
    for k in range(count):
        hits = draw.of(*kinds)
        target = {
            "site": sites, "region": regions, "item": [plan["Items"][-1]["item"]], "lane": lanes, "tariff": lanes,
            "corridor": corridors, "demand": ["US", "m1"],
        }[hits]  # fmt: skip
        found.append(
            {
                "scenario": f"e{k if draw.chance(0.8) else 0}", "hits": hits, "target": draw.of(*target), "item": "ALL",
                "loss": draw.of(1, 1, 0.5, 0.8), "duration": draw.of(2, 4, 7, 12, *([3.3, 5.5] if odd else [])),
                "recovery": draw.of("", "", "back", "odd") if odd else draw.of("", "", "", "back"),
                "start_period": draw.of("EACH", "P1", plan["Periods"][-1]["period"]), "probability": draw.of(0, 0.05, 0.2),
                "demand_change": draw.of(0.3, 1.0, -0.5 if odd else 0.2) if hits == "demand" else 0,
                "tariff_change": 0.3 if hits == "tariff" else 0,
            }
        )  # fmt: skip
    first: dict[str, dict[str, Any]] = {}
    for row in found:
        same = first.setdefault(row["scenario"], row)
        row |= {"start_period": same["start_period"], "probability": same["probability"]}
    keys = {(r["scenario"], r["hits"], r["target"], r["item"]): r for r in found}
    return list(keys.values())


def rules(draw: Draw, *, hard: str = "No") -> Records:
    """Random demands on the answer to them."""
    asked = []
    for k in range(draw.between(1, 2)):
        scope = draw.of("ALL", "ALL", "N-1 site", "N-1 region", "N-1 group")
        margin = draw.of(None, None, None, 1, -1)
        asked.append(
            {
                "rule": f"r{k}", "applies_to": scope, "item": draw.of("ALL", "x"), "min_service": draw.of(1, 0.9, 0.6),
                "duration": draw.of(None, 3, 6) if scope.startswith("N-1") else None,
                "min_survive": draw.of(None, None, 2, 5), "survive_margin": margin,
                "from_period": draw.of("", "", "P1"), "hard": hard, "penalty": draw.of(0.5, 5, 60),
            }
        )  # fmt: skip
    return asked


def risky(seed: int, *, odd: bool = True, bucket: float | None = None) -> Book:
    """Return the whole plan of one seed."""
    draw = Draw(seed)
    plan = network(draw, odd=odd)
    plan["Disruptions"] = events(draw, plan, odd=odd)
    plan["Resilience_rules"] = rules(draw)
    chances = {row["scenario"]: row["probability"] for row in plan["Disruptions"]}
    weighed = odd and draw.chance(0.3) and sum(chances.values()) < 1
    plan["Settings"][0] |= {"cvar_weight": 0.3 if weighed else 0, "disruption_bucket": bucket}
    return plan
