"""Jobs and comparisons as clients see them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from optimizer.service.views import (
    ComparisonView,
    JobView,
    Links,
    OrderView,
    Pair,
    ProgressView,
    ResultView,
    SettingPair,
)
from optimizer.tasks.finished import Fate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.service.house import House
    from optimizer.service.job import Job

Figures = dict[tuple[str, str, str], float | None]


def shown(job: Job, house: House) -> JobView:
    """A job as its planner sees it."""
    waits = job.state == "queued"
    return JobView(
        id=job.id,
        name=job.name,
        state=job.state,
        position=house.jobs.waiting(job.number) + 1 if waits else None,
        size=job.size,
        created=_time(job.created),
        started=None if job.started is None else _time(job.started),
        ended=None if job.ended is None else _time(job.ended),
        kept_until=None if job.ended is None else _time(job.ended + house.terms.keep),
        cancel_requested=job.cancel,
        order=OrderView(**job.order.to_json()),
        based_on=job.parent or None,
        progress=None if job.progress is None else ProgressView(**_known(job.progress, ProgressView)),
        result=None if job.result is None else _result(job.result),
        links=_links(job, house),
    )


def compared(first: Job, second: Job, house: House) -> ComparisonView:
    """Two jobs that are over, beside each other."""
    one, other = dict(first.result or {}), dict(second.result or {})
    settings = one.get("settings", {}), other.get("settings", {})
    sheets = one.get("sheets", {}), other.get("sheets", {})
    decided = one.get("decisions", {}), other.get("decisions", {})
    currency = str(one.get("currency") or other.get("currency") or "")
    kinds = [{("", name, currency): value for name, value in part.get("costs", {}).items()} for part in decided]
    orders = [{("", name, ""): value for name, value in part.get("orders", {}).items()} for part in decided]
    (cost,) = _pairs({("", "cost", currency): one.get("cost")}, {("", "cost", currency): other.get("cost")})
    both = first.has_plan and second.has_plan
    return ComparisonView(
        first=shown(first, house),
        second=shown(second, house),
        cost=cost,
        settings=[
            SettingPair(name=name, first=settings[0].get(name), second=settings[1].get(name))
            for name in _names(*settings)
            if settings[0].get(name) != settings[1].get(name)
        ],
        sheets=[name for name in _names(*sheets) if sheets[0].get(name) != sheets[1].get(name)],
        costs=_pairs(kinds[0], kinds[1], 0.0 if both else None),
        shares=_pairs(_shares(decided[0]), _shares(decided[1]), 0.0 if both else None),
        orders=_pairs(orders[0], orders[1], 0.0 if both else None),
        figures=_pairs(_figures(one), _figures(other)),
    )


def _time(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def _known(found: Mapping[str, Any], view: type[ProgressView]) -> dict[str, Any]:
    return {name: found.get(name) for name in view.model_fields}


def _result(found: Mapping[str, Any]) -> ResultView:
    return ResultView(
        status=found["fate"],
        words=Fate[found["fate"]].value,
        explanation=found.get("words", []),
        cost=found.get("cost"),
        bound=found.get("bound"),
        gap=found.get("gap"),
        currency=found.get("currency", ""),
        seconds=found.get("seconds", 0.0),
        errors=found.get("errors", 0),
        warnings=found.get("warnings", 0),
        settings=found.get("settings", {}),
    )


def _links(job: Job, house: House) -> Links:
    own = address(job)
    return Links(
        self=own,
        events=f"{own}/events",
        cancel=None if job.state.is_over else f"{own}/cancel",
        plan=f"{own}/plan" if job.has_plan else None,
        problems=f"{own}/problems" if job.state.is_over and house.folder.has_problems(job) else None,
    )


def address(job: Job) -> str:
    """Where a job is."""
    return f"/v1/jobs/{job.id}"


def _names(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys([*first, *second]))


def _shares(decisions: Mapping[str, Any]) -> Figures:
    return {
        (item, site, "fraction"): share
        for item, sites in decisions.get("shares", {}).items()
        for site, share in sites.items()
    }


def _figures(result: Mapping[str, Any]) -> Figures:
    return {(f["item"], f["figure"], f["unit"]): f["value"] for f in result.get("figures", [])}


def _pairs(first: Figures, second: Figures, absent: float | None = None) -> list[Pair]:
    """Figures of both, in the order of the first; `absent` stands for one that is not there."""
    found = []
    for item, name, unit in dict.fromkeys([*first, *second]):
        one, other = first.get((item, name, unit), absent), second.get((item, name, unit), absent)
        difference = None if one is None or other is None else other - one
        found.append(Pair(name=name, item=item, unit=unit, first=one, second=other, difference=difference))
    return found
