"""Least cost of a random plan without the model: its rows are written as one small program that scipy solves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from brute import Program
from brute_reading import Reading

if TYPE_CHECKING:
    from tiny import Book

MOST = 3000.0
"""Units a week that no plan of these makes, moves or keeps."""


def least_cost(plan: Book) -> float:
    """Least cost of a plain plan, inf when its hard rules leave none."""
    return _Writing(plan).written().least()


class _Writing(Reading):
    """The program of one plan while it is written."""

    def __init__(self, plan: Book) -> None:
        super().__init__(plan)
        self.program, self.known = Program(), 0.0

    def written(self) -> Program:
        for t in self.periods:
            for key in self.sources:
                self._make(*key, t)
            for lane in self.lanes:
                self._ship(*lane, t)
            self._keep(t)
            self._balance(t)
        self._serve()
        self._build()
        self._open()
        for row in self.plan.get("Sourcing_rules", []):
            self._share(row)
        self.program.add("known", self.known, 1.0)
        self.program.equal.append(({"known": 1.0}, 1.0))
        return self.program

    def _switch(self, name: Any, cost: float = 0.0, most: float = 1.0) -> Any:
        """A whole number."""
        if name not in self.program.cost:
            self.program.add(name, cost, most)
            self.program.whole.add(name)
        return name

    def _only_if(self, what: Any, switch: Any, most: float = MOST) -> None:
        self.program.at_most.append(({what: 1.0, switch: -most}, 0.0))

    def _used(self, i: str, n: str, t: int) -> Any:
        if ("use", i, n, t) not in self.program.cost:
            self._only_if(("make", i, n, t), self._switch(("use", i, n, t)))
            if n in self.free:
                self._only_if(("use", i, n, t), ("open", n, t), 1.0)
        return "use", i, n, t

    def _make(self, i: str, n: str, t: int) -> None:
        """What is made, at its cost, within capacity and surge, in its price bracket, and as much as is asked."""
        row, paid, make = self.sources[i, n], self.df[t] * self.weeks[t], ("make", i, n, t)
        good = float(row["yield"] or 1)
        self.program.add(make, 0.0, self.needed(i, t))
        unit = row["material_cost"] + (row.get("conversion_cost") or 0) + (row.get("licence_cost") or 0)
        grid = next(
            (r.get("electricity_carbon") or 0 for r in self.plan["Regions"] if r["region"] == self.region[n]), 0
        )
        kg = (row.get("carbon") or 0) + (row.get("electricity") or 0) * grid
        unit += (row.get("labour_hours") or 0) * self.wage(n, t) + kg / 1000 * (self.setting.get("carbon_price") or 0)
        self.program.cost[make] = unit / good * paid
        if row["capacity"] is not None:
            extra = row["capacity"] * (row.get("surge_capacity") or 0)
            dear = (row.get("surge_premium") or 0) * (row["material_cost"] + (row.get("conversion_cost") or 0))
            self.program.add(("surge", i, n, t), dear * paid, extra)
            added = {("added", k, i, t): -1.0 for k in self.options(i, n)}
            self.program.at_most.append(({make: 1 / good, ("surge", i, n, t): -1.0, **added}, row["capacity"]))
        if row.get("min_order_if_used"):
            self.program.at_most.append(({self._used(i, n, t): row["min_order_if_used"], make: -1.0}, 0.0))
        self._brackets(i, n, t, row["material_cost"], paid / good)

    def _brackets(self, i: str, n: str, t: int, listed: float, paid: float) -> None:
        """Exactly one price bracket, that costs the difference to the listed price."""
        rows = [row for row in self.plan.get("Price_breaks", []) if (row["item"], row["site"]) == (i, n)]
        if not rows:
            return
        points = [0.0, *(float(row["from_quantity"]) for row in rows)]
        prices = [listed, *(float(row["unit_cost"]) for row in rows)]
        spent = 0.0
        for j, (point, price) in enumerate(zip(points, prices, strict=True)):
            step = 0.0
            if rows[0]["behaviour"] == "incremental":
                spent += prices[j - 1] * (point - points[j - 1]) if j else 0.0
                step = spent - price * point
            switch = self._switch(("bracket", i, n, t, j), step * paid)
            self.program.add(("bought", i, n, t, j), (price - listed) * paid)
            self._only_if(("bought", i, n, t, j), switch, points[j + 1] if j + 1 < len(points) else MOST)
            self.program.at_most.append(({switch: point, ("bought", i, n, t, j): -1.0}, 0.0))
        every = range(len(points))
        self.program.equal.append(({("bracket", i, n, t, j): 1.0 for j in every}, 1.0))
        self.program.equal.append(({("make", i, n, t): -1.0, **{("bought", i, n, t, j): 1.0 for j in every}}, 0.0))

    def _ship(self, i: str, o: str, d: str, k: int, t: int) -> None:
        """What travels, with the stock it ties up, within the lane's capacity and least lot."""
        row, paid, ship = self.plan["Lead_times"][k], self.df[t] * self.weeks[t], ("ship", i, o, d, k, t)
        if self.arrives(k, t) is None:
            return
        days = row["lead_time"] + (row.get("shipment_interval") or 0) / 2
        unit = row["freight_cost"] + self.setting["holding_rate"] * self.item[i]["value"] / 52 * days / 7
        factor = next((mode["carbon"] for mode in self.plan.get("Modes", []) if mode["mode"] == row["mode"]), 0)
        kg = (row.get("distance") or 0) * (self.item[i].get("weight") or 0) / 1000 * factor
        kg = kg if row.get("carbon") is None else row["carbon"]
        unit += kg / 1000 * (self.setting.get("carbon_price") or 0) + self.duty(i, o, d)
        self.program.add(ship, unit * paid, math.inf if row.get("capacity") is None else row["capacity"])
        if row.get("min_shipment"):
            least = row["min_shipment"] / ((row.get("shipment_interval") or 7) / 7)
            runs = self._switch(("runs", i, o, d, k, t))
            self._only_if(ship, runs, min(self.needed(i, t, d), MOST))
            self.program.at_most.append(({runs: least, ship: -1.0}, 0.0))

    def _keep(self, t: int) -> None:
        """Stock: half its cost in its own period and half in the next, cover, and room."""
        for (i, n), row in self.stock.items():
            stock, weekly = ("stock", i, n, t), self.setting["holding_rate"] * self.item[i]["value"] / 52
            weekly += row.get("storage_cost") or 0
            half = [self.df[s] * self.weeks[s] / 2 * weekly for s in (t, t + 1) if s in self.periods]
            self.program.add(stock, sum(half))
            self.known += 0 if t else (row.get("on_hand") or 0) * half[0]
            leaves, wanted = self.outflow(i, n, t)
            for sign, cover in ((1, row.get("min_cover") or 0), (-1, row.get("max_cover"))):
                if cover is not None and (cover or sign < 0):
                    rows = {name: sign * cover * part for name, part in leaves.items()}
                    self.program.at_most.append(({**rows, stock: -float(sign)}, -sign * cover * wanted))
        for site in self.plan["Sites"]:
            if site.get("storage_capacity") is not None:
                kept = {("stock", i, n, t): 1.0 for i, n in self.stock if n == site["site"]}
                self.program.at_most.append((kept, site["storage_capacity"]))

    def _balance(self, t: int) -> None:
        for i in self.item:
            for n in self.region:
                leaves, wanted = self.outflow(i, n, t)
                row = {name: -part * self.weeks[t] for name, part in leaves.items()}
                if (i, n) in self.sources:
                    row["make", i, n, t] = self.weeks[t]
                for lane in self.lanes:
                    if lane[0] == i and lane[2] == n:
                        row |= {
                            ("ship", *lane, s): self.weeks[s] for s in self.periods if self.arrives(lane[3], s) == t
                        }
                start = 0.0
                if (i, n) in self.stock:
                    row["stock", i, n, t] = -1.0
                    row |= {("stock", i, n, t - 1): 1.0} if t else {}
                    start = 0.0 if t else float(self.stock[i, n].get("on_hand") or 0)
                if row or wanted:
                    self.program.equal.append((row, wanted * self.weeks[t] - start))

    def _serve(self) -> None:
        for i in self.item:
            for n in self.region:
                for t in self.periods:
                    if wanted := self.wanted(i, n, t):
                        self.program.add(("unmet", i, n, t), wanted[1] * self.df[t] * self.weeks[t], wanted[0])

    def _build(self) -> None:
        """Orders, in a period each, and the capacity they share out while they last."""
        rate = self.setting["discount_rate"]
        for k, row in enumerate(self.plan.get("Capex", [])):
            wait, life = (row["permit_time"] or 0) + (row["build_time"] or 0), row["life"] or math.inf
            share = {
                s: [self.after(self.begin[s] + wait, self.begin[s] + wait + 52 * life, t) for t in self.periods]
                for s in self.periods
            }
            per_year = row["fixed_cost"] or 0
            if row["life"]:
                recovery = math.log1p(rate) / (1 - (1 + rate) ** -life) if rate else 1 / life
                per_year += row["capex"] * (1 + rate) ** (wait / 52) * recovery
            for s in self.periods:
                once = 0 if row["life"] else row["capex"] * self.df[s]
                running = sum(per_year * share[s][t] * self.weeks[t] / 52 * self.df[t] for t in self.periods)
                self._switch(("order", k, s), once + running, row["max_count"] or 1)
            self.program.at_most.append(({("order", k, s): 1.0 for s in self.periods}, row["max_count"] or 1))
            items = [i for i, n in self.sources if n == row["site"] and row["item"] in {i, "ALL"}]
            for t in self.periods:
                for i in items:
                    self.program.add(("added", k, i, t), 0.0)
                there = {("order", k, s): -row["capacity"] * share[s][t] for s in self.periods}
                self.program.at_most.append(({**{("added", k, i, t): 1.0 for i in items}, **there}, 0.0))

    def _open(self) -> None:
        """Sites that open or close once and for all; a closed one makes, sends and keeps nothing."""
        for site in self.plan["Sites"]:
            n, opens = site["site"], site.get("status") == "potential"
            for t in self.periods:
                yearly = (site.get("fixed_cost") or 0) * self.weeks[t] / 52 * self.df[t]
                if n not in self.free:
                    self.known += yearly
                    continue
                self._switch(("open", n, t), yearly)
                once = (site.get("opening_cost") if opens else site["closing_cost"]) or 0
                self._switch(("change", n, t), once * self.df[t])
                sign = 1.0 if opens else -1.0
                before = {("open", n, t - 1): -sign} if t else {}
                self.program.equal.append(
                    ({("open", n, t): sign, **before, ("change", n, t): -1.0}, 0.0 if opens or t else -1.0)
                )
                for name in list(self.program.cost):
                    if name[0] in {"make", "stock"} and name[2] == n and name[3] == t:
                        self._only_if(name, ("open", n, t))
                    if name[0] == "ship" and name[2] == n and name[5] == t:
                        self._only_if(name, ("open", n, t))
        for k, row in enumerate(self.plan.get("Site_rules", [])):
            self._count(k, row)

    def _count(self, k: int, row: dict[str, Any]) -> None:
        """A number of open sites, each missing or surplus one at a price a week."""
        sites = [site["site"] for site in self.plan["Sites"] if site["role"] == row["role"]]
        always = len([n for n in sites if n not in self.free])
        for t in self.periods:
            self.program.add(("count", k, t), row["penalty"] * self.weeks[t] * self.df[t])
            sign, limit = (-1.0, row["min_open"]) if row.get("min_open") else (1.0, row["max_open"])
            count = {("open", n, t): sign for n in sites if n in self.free}
            self.program.at_most.append(({**count, ("count", k, t): -1.0}, sign * (limit - always)))

    def _share(self, row: dict[str, Any]) -> None:
        """Number and shares of the sources of each item, period by period."""
        for i in self.item if row["item"] == "ALL" else [row["item"]]:
            makers = [n for item, n in self.sources if item == i]
            for t in range(self.name.get(row["from_period"], 0), len(self.weeks)):
                floor = row.get("min_share") or (0.01 if row.get("min_sources") else 0.0)
                total = {("make", i, n, t): 1.0 for n in makers}
                for n in makers:
                    least = {name: floor * part for name, part in total.items()}
                    least["make", i, n, t] -= 1.0
                    self.program.at_most.append(({**least, self._used(i, n, t): MOST}, MOST))
                    if row.get("max_share"):
                        most = {name: -row["max_share"] * part for name, part in total.items()}
                        most["make", i, n, t] += 1.0
                        self.program.at_most.append((most, 0.0))
                used = {("use", i, n, t): 1.0 for n in makers}
                if row.get("max_sources"):
                    self.program.at_most.append((used, row["max_sources"]))
                if row.get("min_sources"):
                    self.program.at_most.append((dict.fromkeys(used, -1.0), -row["min_sources"]))
