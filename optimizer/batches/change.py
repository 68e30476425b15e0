"""What a run changes against the one before: the cost, why (input, options, version), and the decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.batches.record import has_plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optimizer.batches.record import LastPlan, Record
    from optimizer.tasks.finished import Run

MOST = 5
"""Changes of one kind that are named, the largest first."""
POINT = 0.005
"""Share of an item by which a source must change to be named."""
SHARE_OF_COST = 0.001
"""Share of the plan's cost by which a kind of cost must change to be named."""

Change = tuple[float | None, str]
"""Difference of cost [money], None where there is nothing to compare with; and what changed, in words."""


def change_of(run: Run, last: Record | None, options: Mapping[str, Any], versions: Mapping[str, str]) -> Change:
    """Compare a run with the last one of the same workbook and scenario.

    Parameters
    ----------
    last
        What was known about the workbook before; None: nothing.
    options, versions
        How and with what the run was made.

    """
    before = None if last is None else next((old for old in last.runs if old.scenario == run.scenario), None)
    if last is None or before is None:
        return None, "First run."
    plan = last.plans.get(run.scenario)
    sentences = list(_causes(run, before, last, options, versions))
    if before.fate is not run.fate:
        sentences.append(f"Was: {before.fate.value.partition(':')[0].lower()}.")
    if not has_plan(run) or run.cost is None:
        return None, " ".join(sentences)
    if plan is None:
        return None, " ".join([*sentences, "The first plan."])
    if not has_plan(before):
        sentences.append(f"Compared with the plan of {plan.at[:10]}.")
    return run.cost - plan.cost, " ".join([*sentences, *_decisions(run, plan)])


def _causes(
    run: Run, before: Run, last: Record, options: Mapping[str, Any], versions: Mapping[str, str]
) -> Iterator[str]:
    """Name what the run was made from that is not as it was."""
    if before.sheets and run.sheets:
        names = [*run.sheets, *(name for name in before.sheets if name not in run.sheets)]
        other = [name for name in names if run.sheets.get(name) != before.sheets.get(name)]
        if other:
            yield f"Input: {', '.join(other)}."
    told = [
        f"{name} {_told(last.options.get(name))} -> {_told(value)}"
        for name, value in options.items()
        if last.options.get(name) != value
    ]
    if told:
        yield f"Options: {', '.join(told)}."
    newer = [f"{name} {last.versions.get(name)} -> {v}" for name, v in versions.items() if last.versions.get(name) != v]
    if newer:
        yield f"Version: {', '.join(newer)}."


def _told(value: Any) -> str:
    if value is None:
        return "not given"
    return ("Yes" if value else "No") if isinstance(value, bool) else str(value)


def _decisions(run: Run, plan: LastPlan) -> Iterator[str]:
    """Name the shares, orders and kinds of cost that are not as they were."""
    shares = _flat(run.decisions.get("shares", {})), _flat(plan.decisions.get("shares", {}))
    moved = _largest(*shares, POINT)
    if moved:
        told = [f"{site} {before:.0%} -> {now:.0%} of {item}" for (item, site), before, now in moved]
        yield f"Sources: {_listed(told, len(_largest(*shares, POINT, None)))}."
    orders = run.decisions.get("orders", {}), plan.decisions.get("orders", {})
    built = _largest(*orders, POINT)
    if built:
        told = [f"{option} {before:g} -> {now:g}" for option, before, now in built]
        yield f"Orders: {_listed(told, len(_largest(*orders, POINT, None)))}."
    costs = run.decisions.get("costs", {}), plan.decisions.get("costs", {})
    least = SHARE_OF_COST * max(abs(plan.cost), 1.0)
    spent = _largest(*costs, least)
    if spent:
        told = [f"{driver.replace('_', ' ')} {now - before:+,.0f}" for driver, before, now in spent]
        yield f"Costs: {_listed(told, len(_largest(*costs, least, None)))}."


def _flat(shares: Mapping[str, Mapping[str, float]]) -> dict[tuple[str, str], float]:
    return {(item, site): share for item, sites in shares.items() for site, share in sites.items()}


def _largest(
    now: Mapping[Any, float], before: Mapping[Any, float], least: float, most: int | None = MOST
) -> list[tuple[Any, float, float]]:
    """Entries that changed by more than the least, the largest change first: what, before, now."""
    both = [(key, before.get(key, 0.0), now.get(key, 0.0)) for key in dict.fromkeys([*now, *before])]
    changed = [entry for entry in both if abs(entry[2] - entry[1]) > least]
    return sorted(changed, key=lambda entry: -abs(entry[2] - entry[1]))[:most]


def _listed(told: list[str], count: int) -> str:
    return ", ".join(told) + (f" and {count - len(told)} more" if count > len(told) else "")
