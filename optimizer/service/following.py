"""Routes on which jobs are followed and called off."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from optimizer.service.asking import ID_PATTERN, Meant, Ours, job_called
from optimizer.service.events import events_after
from optimizer.service.job import Job
from optimizer.service.refusals import Refusal, refuses
from optimizer.service.showing import address, shown
from optimizer.service.views import JobsView, JobView

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from optimizer.service.house import House

router = APIRouter(tags=["jobs"])

LOOK = 0.3
"""Seconds between two looks for events."""
ALIVE = 15.0
"""Seconds after which a silent stream says that it is still there."""
PATIENCE = 2000
"""Milliseconds after which a client that lost the stream asks again."""
LAST = 2**63 - 1
STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events as they happen: `state`, `progress`. The stream ends when the job does.",
        "content": {
            "text/event-stream": {
                "example": 'id: 3\nevent: progress\ndata: {"words": "planning", "best": 1252.0, "bound": 1240.0, '
                '"gap": 0.0096, "seconds": 4.2, "at": 1798880000.0}\n\n',
            }
        },
    },
    204: {"description": "The job is over, and the client has had every event: do not come back."},
}


@router.get("/jobs", summary="Jobs, the newest first", responses=refuses(404, 410, 422))
def get_jobs(
    house: Ours,
    limit: Annotated[int, Query(ge=1, le=100, description="How many.")] = 20,
    before: Annotated[str | None, Query(pattern=ID_PATTERN, description="Those that came before this job.")] = None,
) -> JobsView:
    """List jobs that are not gone."""
    number = None if before is None else job_called(before, house).number
    found = house.jobs.latest(limit, number)
    more = f"/v1/jobs?limit={limit}&before={found[-1].id}" if len(found) == limit else None
    return JobsView(jobs=[shown(job, house) for job in found], next=more)


@router.get("/jobs/{job}", summary="Where a job stands", responses=refuses(404, 410, 422))
def get_job(job: Meant, house: Ours) -> JobView:
    """Show a job."""
    return shown(job, house)


@router.get(
    "/jobs/{job}/events",
    summary="Follow a job live",
    response_class=StreamingResponse,
    responses={**STREAM, **refuses(404, 410, 422)},
)
async def get_events(
    job: Meant,
    house: Ours,
    last_event_id: Annotated[
        str | None, Header(description="Number of the last event that arrived: the stream goes on behind it.")
    ] = None,
) -> Response:
    """Stream events from the first one, or from where the client lost the stream."""
    seen = _number(last_event_id)
    if job.state.is_over and not await run_in_threadpool(events_after, house.database, job.number, seen):
        return Response(status_code=204)
    headers = {"X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(job, house, seen), media_type="text/event-stream", headers=headers)


@router.post(
    "/jobs/{job}/cancel",
    status_code=202,
    summary="Call a job off, and keep its best plan so far",
    responses=refuses(404, 409, 410, 422),
)
def cancel_job(response: Response, job: Meant, house: Ours) -> JobView:
    """Let a job end: a waiting one at once, one that is being planned with the best plan so far."""
    if job.state.is_over:
        raise Refusal(409, "over", "The job is over already.")
    response.headers["Location"] = address(job)
    return shown(house.jobs.cancel(job.number), house)


def _number(last: str | None) -> int:
    """Return the number of the last event that arrived; 0 when the client had none, or says something else."""
    return min(int(last), LAST) if last and last.isascii() and last.isdecimal() else 0


async def _stream(job: Job, house: House, seen: int) -> AsyncIterator[str]:
    yield f"retry: {PATIENCE}\n\n"
    told = time.monotonic()
    while not house.closing.is_set():
        # The state is read first: events that are written with it are then sure to be found.
        now = await run_in_threadpool(house.jobs.find, job.id)
        found = await run_in_threadpool(events_after, house.database, job.number, seen)
        for event in found:
            seen, told = event.seq, time.monotonic()
            yield event.as_stream()
        if now is None or now.state.is_over:
            return
        if time.monotonic() - told > ALIVE:
            told = time.monotonic()
            yield ": still there\n\n"
        await asyncio.sleep(LOOK)
