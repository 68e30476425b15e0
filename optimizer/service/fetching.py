"""Routes on which results are fetched: plans, problems, comparisons."""

from __future__ import annotations

from pathlib import PurePath
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse

from optimizer.json_schema import json_schema
from optimizer.service.asking import ID_PATTERN, Meant, Ours, gone, job_called, wanted
from optimizer.service.folder import PLAN, PLAN_HTML, PLAN_JSON, PROBLEMS, PROBLEMS_JSON
from optimizer.service.house import House
from optimizer.service.job import Job, State
from optimizer.service.refusals import Refusal, refuses
from optimizer.service.showing import compared
from optimizer.service.upload import JSON, XLSX
from optimizer.service.views import ComparisonView
from optimizer.tasks.finished import Fate

router = APIRouter(tags=["results"])

Id = Annotated[str, Query(pattern=ID_PATTERN, description="Id of a job.")]
BINARY = {"schema": {"type": "string", "format": "binary"}}
PLAN_FORM = {"schema": {"type": "object", "description": "See /v1/schemas/plan."}}
PROBLEMS_FORM = {"schema": {"type": "array", "items": json_schema("problems")["items"]}}
HTML = "text/html"
PLANS = {XLSX: PLAN, JSON: PLAN_JSON, HTML: PLAN_HTML}
"""The file of each form that a plan is to be had in."""
RETRY = "2"
"""Seconds after which a result that is not there yet may be asked for again."""


def _files(content: dict[str, Any], *statuses: int) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": "The file.", "content": content}, **refuses(404, 409, 410, 422, *statuses)}


@router.get(
    "/jobs/{job}/plan",
    summary="The plan, as a workbook or as JSON",
    response_class=FileResponse,
    responses=_files({XLSX: BINARY, JSON: PLAN_FORM}, 406),
)
def get_plan(request: Request, job: Meant, house: Ours) -> Response:
    """Fetch the plan in the form the client likes best."""
    return _plan(job, house, wanted(_accept(request), [XLSX, JSON]))


@router.get(
    "/jobs/{job}/plan.xlsx",
    summary="The plan as a workbook",
    response_class=FileResponse,
    responses=_files({XLSX: BINARY}),
)
def get_plan_workbook(job: Meant, house: Ours) -> Response:
    """Fetch the workbook."""
    return _plan(job, house, XLSX)


@router.get(
    "/jobs/{job}/plan.json",
    summary="The plan as JSON",
    response_class=FileResponse,
    responses=_files({JSON: PLAN_FORM}),
)
def get_plan_json(job: Meant, house: Ours) -> Response:
    """Fetch the JSON."""
    return _plan(job, house, JSON)


@router.get(
    "/jobs/{job}/plan.html",
    summary="The plan as one HTML file with its charts",
    response_class=FileResponse,
    responses=_files({HTML: {"schema": {"type": "string"}}}),
)
def get_plan_report(job: Meant, house: Ours) -> Response:
    """Fetch the report."""
    return _plan(job, house, HTML)


@router.get(
    "/jobs/{job}/problems",
    summary="Problems of the input, as JSON or as a workbook",
    response_class=FileResponse,
    responses=_files({JSON: PROBLEMS_FORM, XLSX: BINARY}, 406),
)
def get_problems(request: Request, job: Meant, house: Ours) -> Response:
    """Fetch the problems in the form the client likes best."""
    return _problems(job, house, wanted(_accept(request), [JSON, XLSX]))


@router.get(
    "/jobs/{job}/problems.json",
    summary="Problems of the input as JSON",
    response_class=FileResponse,
    responses=_files({JSON: PROBLEMS_FORM}),
)
def get_problems_json(job: Meant, house: Ours) -> Response:
    """Fetch the list."""
    return _problems(job, house, JSON)


@router.get(
    "/jobs/{job}/problems.xlsx",
    summary="Problems of the input as a workbook, with the cells marked",
    response_class=FileResponse,
    responses=_files({XLSX: BINARY}),
)
def get_problems_workbook(job: Meant, house: Ours) -> Response:
    """Fetch the workbook."""
    return _problems(job, house, XLSX)


@router.delete(
    "/jobs/{job}",
    status_code=204,
    summary="Remove a job that is over, with what was posted and what came of it",
    responses=refuses(404, 409, 410, 422),
)
def delete_job(job: Meant, house: Ours) -> None:
    """Remove a job; one that is not over has to be called off first, which keeps its best plan."""
    _must_be_over(job)
    house.remove(job)


@router.get("/comparison", summary="Two jobs beside each other", responses=refuses(404, 409, 410, 422))
def get_comparison(first: Id, second: Id, house: Ours) -> ComparisonView:
    """Compare settings, costs, shares and key figures."""
    one, other = job_called(first, house), job_called(second, house)
    for job in (one, other):
        _must_be_over(job)
    return compared(one, other, house)


def _accept(request: Request) -> str:
    return ", ".join(request.headers.getlist("accept")) or "*/*"


def _must_be_over(job: Job) -> None:
    if not job.state.is_over:
        detail = f"The job is {job.state}. Follow it on /v1/jobs/{job.id}/events."
        raise Refusal(409, "not-over", detail, headers={"Retry-After": RETRY})


def _plan(job: Job, house: House, media: str) -> Response:
    _must_be_over(job)
    if job.state is not State.FINISHED:
        result = job.result or {}
        why = " ".join([f"{Fate[result['fate']].value}.", *result.get("words", [])]) if result else ""
        raise Refusal(404, "no-plan", f"There is no plan. {why}".strip())
    return _file(job, house, PLANS[media], media, "plan")


def _problems(job: Job, house: House, media: str) -> Response:
    _must_be_over(job)
    return _file(job, house, PROBLEMS if media == XLSX else PROBLEMS_JSON, media, "problems")


def _file(job: Job, house: House, file: str, media: str, word: str) -> Response:
    """Send a file of the result, called after the workbook it is about."""
    path = house.folder.result(job, file)
    if not path.is_file():
        fresh = house.jobs.find(job.id)
        if fresh is None or fresh.gone:
            raise gone()
        raise Refusal(404, "no-such-form", f"This job has no {word} in this form.")
    name = f"{PurePath(job.name).stem}.{word}{path.suffix}"
    return FileResponse(path, media_type=media, filename=name, headers={"Vary": "Accept"})
