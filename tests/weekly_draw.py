"""Tiny networks under attack, drawn at random."""

from __future__ import annotations

from typing import Any

import numpy as np

from weekly import Attack, Source, Tiny, Way


class _Draw:
    """Random choices of one seed, in the order in which they are asked for."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def of(self, *choices: Any) -> Any:
        return choices[int(self.rng.integers(len(choices)))]

    def sources(self, suppliers: list[str], plants: list[str], demand: float, usage: float) -> list[Source]:
        """Return who makes what: suppliers the component where there are plants, else the product."""
        of, need, bought = self.of, demand * (usage or 1.0), "c" if plants else "x"
        sources = [
            Source(n, bought, round(of(0.5, 0.8, 1.2) * need) if k else round(1.3 * need), of(5, 7, 9, 11), of(20, 80, 150), of(True, k > 0, False))
            for k, n in enumerate(suppliers)
        ]  # fmt: skip
        sources += [
            Source(n, "x", round(of(0.6, 1.1, 1.5) * demand) if k else round(1.2 * demand), of(1, 2, 3))
            for k, n in enumerate(plants)
        ]
        return [s if s.potential else Source(s.site, s.item, s.capacity, s.price) for s in sources]

    def ways(self, suppliers: list[str], plants: list[str], markets: list[str], *, hub: bool) -> list[Way]:
        """Return lanes from every maker to everyone who may need what it makes."""
        of, makers = self.of, plants or suppliers
        ways = [Way("c", o, d, self.lead(), of(0, 1)) for o in suppliers for d in plants]
        ways += [Way("x", o, d, self.lead(), of(0, 1, 2)) for o in makers for d in markets]
        if hub:
            ways += [Way("x", o, "hub", self.lead(), 0) for o in makers]
            ways += [Way("x", "hub", d, self.lead(), of(0, 1)) for d in markets]
        return ways

    def lead(self) -> int:
        return int(self.of(0, 0, 1, 2, 4))

    def attacks(self, targets: list[str]) -> list[Attack]:
        """Return one to three attacks."""
        of, attacks = self.of, []
        for k in range(of(1, 2, 3)):
            survive = of(0, 0, 0, 3, 6)
            attacks.append(
                Attack(
                    f"a{k}", of(*targets), of(1.0, 1.0, 0.5), of(2, 4, 8), of(1.0, 1.0, 0.9, 0.5), of(None, None, 2.0, 40.0), survive,
                    0.0 if survive else of(0.0, 0.1, 0.5),
                )
            )  # fmt: skip
        return attacks


def random_tiny(seed: int) -> Tiny:
    """Two or three suppliers, perhaps one or two plants, perhaps a warehouse, one or two markets, up to three attacks."""
    draw = _Draw(seed)
    of = draw.of
    suppliers, plants = [f"s{k}" for k in range(of(2, 2, 3))], [f"p{k}" for k in range(of(0, 0, 1, 2))]
    markets, hub = ["m0", "m1"][: of(1, 2)], of(True, False, False)
    usage = of(1.0, 2.0) if plants else 0.0
    demand = {n: float(of(20, 40, 60)) for n in markets}
    sources = draw.sources(suppliers, plants, sum(demand.values()), usage)
    ways = draw.ways(suppliers, plants, markets, hub=hub)
    hubs = ["hub"] if hub else []
    places = [*(("x", n) for n in markets), *(("c", n) for n in plants), *(("x", n) for n in hubs)]
    existing = [(s.item, s.site) for s in sources if not s.potential]
    stock = {node: of(0.01, 0.05, 0.2, 0.5) for node in [*places, *existing] if draw.rng.random() < 0.6}
    attacks = draw.attacks([*suppliers, *plants, *hubs, *(f"{w.origin} -> {w.destination}" for w in ways)])
    members = {"supplier": suppliers, "plant": plants, "warehouse": hubs, "market": markets}
    role = {n: role for role, sites in members.items() for n in sites}
    return Tiny(
        sources, ways, stock, demand, attacks, usage, of(0, 0, 1, 3), of(None, 60.0, 200.0), 52, role,
    )  # fmt: skip
