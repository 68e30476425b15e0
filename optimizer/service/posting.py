"""Routes on which work comes in: a workbook, or the one of an earlier job once more."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from optimizer.intake.override import wrong_settings
from optimizer.service.asking import Meant, Ours, gone
from optimizer.service.examples import INPUT
from optimizer.service.house import House
from optimizer.service.job import Job, Order
from optimizer.service.jobs import Arrival, FullError, OtherContentError
from optimizer.service.refusals import Refusal, refuses
from optimizer.service.showing import address, shown
from optimizer.service.upload import FORM, JSON, PART, XLSM, XLSX, mark_of, receive
from optimizer.service.views import JobView, Rerun

router = APIRouter(tags=["jobs"])

SPARE = 4
"""There must be room on the disk for so many of the largest workbooks."""
SOONEST, LATEST = 2, 600
"""Seconds after which a client that was sent away may come back."""
PRINTABLE = r'^("[ !#-~]{1,255}"|[!#-~]{1,255})$'
Once = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=PRINTABLE,
        description="Posting again with the same key gives the same job, so that a lost answer costs nothing.",
        examples=["8e03978e-40d5-43dd-bc93-6894a57f9324"],
    ),
]
BINARY = {"schema": {"type": "string", "format": "binary", "minLength": 1}}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The workbook itself, the same as JSON (see /v1/schemas/input), or a form.",
        "content": {
            XLSX: BINARY,
            XLSM: BINARY,
            JSON: {"schema": {"type": "object"}, "example": INPUT},
            FORM: {
                "schema": {
                    "type": "object",
                    "properties": {PART: {"type": "string", "format": "binary"}},
                    "required": [PART],
                    "additionalProperties": False,
                },
                "encoding": {PART: {"contentType": f"{XLSX}, {XLSM}, {JSON}"}},
            },
        },
    }
}
ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {
        "description": "It waits in the queue.",
        "headers": {"Location": {"description": "Where the job is.", "schema": {"type": "string"}}},
    }
}


@router.post(
    "/jobs",
    status_code=202,
    summary="Post a workbook to be planned",
    responses={**ACCEPTED, **refuses(400, 408, 413, 415, 422, 429, 507)},
    openapi_extra=BODY,
)
async def post_job(
    request: Request,
    response: Response,
    house: Ours,
    once: Once = None,
    time_limit: Annotated[
        float | None, Query(gt=0, le=1e6, allow_inf_nan=False, description="Longest time for the solver [s].")
    ] = None,
    gap: Annotated[
        float | None,
        Query(ge=0, le=1, allow_inf_nan=False, description="Stop within this share of the best, e.g. 0.01."),
    ] = None,
    strict: Annotated[bool, Query(description="Treat warnings as errors.")] = False,
    scenario: Annotated[
        str | None, Query(min_length=1, max_length=200, description="Plan one scenario of the sheet Scenarios.")
    ] = None,
    name: Annotated[
        str | None, Query(max_length=300, description="What the workbook is called; a label, never a path.")
    ] = None,
) -> JobView:
    """Take a workbook in."""
    key = once and once.strip('"')
    order = Order(time_limit=time_limit, gap=gap, strict=strict, scenario=scenario)
    await run_in_threadpool(_make_room, house, key)
    upload = await receive(request, house.folder, name, house.terms.upload_seconds)
    mark = mark_of("upload", upload.content, upload.kind, order.to_json(), name)
    arrival = Arrival(
        upload.id, upload.name, upload.kind, upload.content, upload.size, order, once_key=key, once_mark=mark
    )
    job = await run_in_threadpool(_add, house, arrival)
    response.headers["Location"] = address(job)
    return await run_in_threadpool(shown, job, house)


@router.post(
    "/jobs/{job}/reruns",
    status_code=202,
    summary="Plan the input of a job again, with other settings",
    responses={**ACCEPTED, **refuses(400, 404, 410, 413, 422, 429, 507)},
)
def post_rerun(response: Response, job: Meant, rerun: Rerun, house: Ours, once: Once = None) -> JobView:
    """Queue the same input again."""
    key, order = once and once.strip('"'), _order(job, rerun)
    _make_room(house, key)
    new = house.folder.begin()
    try:
        house.folder.share_input(job, new)
        house.folder.settle(new, job.kind)
    except FileNotFoundError as error:
        house.folder.remove(new)
        raise gone() from error
    mark = mark_of("rerun", job.id, order.to_json())
    arrival = Arrival(new, job.name, job.kind, job.content, job.size, order, job.id, once_key=key, once_mark=mark)
    queued = _add(house, arrival)
    response.headers["Location"] = address(queued)
    return shown(queued, house)


def _add(house: House, arrival: Arrival) -> Job:
    """Write the job down; what cannot become one leaves nothing behind."""
    try:
        job = house.jobs.add(arrival)
    except FullError as error:
        house.folder.remove(arrival.id)
        raise _full(house) from error
    except OtherContentError as error:
        house.folder.remove(arrival.id)
        raise Refusal(422, "key-used-before", str(error)) from error
    except BaseException:
        house.folder.remove(arrival.id)
        raise
    if job.id != arrival.id:  # it came before, with the same key
        house.folder.remove(arrival.id)
        if job.gone:
            raise gone()
    else:
        house.ring()
    return job


def _make_room(house: House, key: str | None) -> None:
    """Refuse before the body is read what would be refused after it; what came before needs no room."""
    if key is not None and house.jobs.has_key(key):
        return
    if house.jobs.waiting() >= house.terms.most_waiting:
        raise _full(house)
    if house.folder.free() < SPARE * house.terms.largest:
        raise Refusal(507, "disk-full", "There is no room for another workbook on the disk of the service.")


def _full(house: House) -> Refusal:
    seconds = house.jobs.usual_seconds() * house.terms.most_waiting / max(house.terms.at_once, 1) / 10
    wait = str(round(min(max(seconds, SOONEST), LATEST)))
    detail = f"{house.terms.most_waiting} jobs are waiting already. Come back in {wait} s."
    return Refusal(429, "queue-full", detail, headers={"Retry-After": wait})


def _order(parent: Job, rerun: Rerun) -> Order:
    """What is asked for, on top of what was asked for before."""
    given = {name: getattr(rerun, name) for name in rerun.model_fields_set - {"settings"}}
    merged = {**parent.order.settings, **rerun.settings}
    settings = {name: value for name, value in merged.items() if value is not None}
    wrong = wrong_settings(settings)
    if wrong:
        errors = [{"where": "settings", "what": f"{issue.found} {issue.remedy}"} for issue in wrong]
        raise Refusal(422, "wrong-setting", " ".join(error["what"] for error in errors), errors=errors)
    return Order(**{**parent.order.to_json(), **given, "settings": settings})
