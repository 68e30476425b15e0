"""Routes about the service itself: whether it is well, what it takes, how its JSON looks."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

import optimizer
from models.catalogue import catalogue
from models.schema import Column, Kind
from models.sheets import Settings
from optimizer.service.asking import Ours
from optimizer.service.refusals import refuses
from optimizer.service.views import HealthView, ServiceView, SettingView

router = APIRouter(tags=["service"])
open_router = APIRouter(tags=["service"])


FOR_ALL = {status: words for status, words in refuses().items() if status != HTTPStatus.UNAUTHORIZED}
"""Refusals of a route that needs no key."""


class Form(StrEnum):
    """JSON forms that have a schema."""

    INPUT = "input"
    PLAN = "plan"
    PROBLEMS = "problems"


@open_router.get(
    "/health",
    summary="Whether the service works",
    responses={503: {"model": HealthView, "description": "It does not."}, **FOR_ALL},
)
async def get_health(response: Response, house: Ours) -> HealthView:
    """Tell whoever looks after the service; no key is needed."""
    well = await run_in_threadpool(lambda: house.is_well)
    response.status_code = 200 if well else 503
    return HealthView(status="ok" if well else "failing")


@router.get("/service", summary="What the service takes, and how busy it is", responses=refuses())
def get_service(house: Ours) -> ServiceView:
    """Describe the service."""
    terms = house.terms
    return ServiceView(
        version=optimizer.__version__,
        largest_upload=terms.largest,
        most_waiting=terms.most_waiting,
        waiting=house.jobs.waiting(),
        running=house.jobs.running(),
        at_once=terms.at_once,
        kept_seconds=terms.keep,
        settings=[_setting(column) for column in catalogue()[Settings.sheet].columns],
    )


@router.get(
    "/schemas/{form}",
    summary="JSON Schema of inputs, plans or problems",
    responses=refuses(422),
    response_class=JSONResponse,
)
def get_schema(form: Form) -> dict[str, Any]:
    """Return the schema (draft 2020-12)."""
    from optimizer.json_schema import json_schema

    return json_schema(form.value)


def _setting(column: Column) -> SettingView:
    default = column.default if isinstance(column.default, (str, float, int)) else None
    is_number = column.kind is Kind.NUMBER
    return SettingView(
        name=column.name,
        help=column.help,
        unit=column.unit or "",
        kind="number" if is_number else "text",
        choices=list(column.choices),
        default=_finite(default) if is_number else default,
        lower=_finite(column.lower) if is_number else None,
        upper=_finite(column.upper) if is_number else None,
    )


def _finite(value: Any) -> Any:
    return value if isinstance(value, (int, float)) and abs(value) < float("inf") else None
