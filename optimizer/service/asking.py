"""What routes have in common: the house they speak for, the job that is meant, the form that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Path, Request, Security
from fastapi.security import HTTPBearer

from optimizer.service.house import House
from optimizer.service.job import Job
from optimizer.service.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

BEARER = Security(HTTPBearer(auto_error=False, description="The key that the service prints, or that was set for it."))
"""For the documentation; the gate has looked at the key before any route is reached."""
ID_PATTERN = "^[0-9a-f]{32}$"
ID = Path(pattern=ID_PATTERN, description="Id of the job.", examples=["6f1c0e6c8f5b4f0e9a3d2b1c0a9f8e7d"])


def house_of(request: Request) -> House:
    """Return the house behind the app."""
    house: House = request.app.state.house
    return house


Ours = Annotated[House, Depends(house_of)]


def job_called(name: str, house: House) -> Job:
    """Return the job of an id; refuse when there is none, or none any more."""
    job = house.jobs.find(name)
    if job is None:
        raise Refusal(404, "no-such-job", "There is no such job.")
    if job.gone:
        raise gone()
    return job


def gone() -> Refusal:
    """Refuse what was removed."""
    return Refusal(410, "gone", "The files of this job have been removed. Post the workbook again.")


def job_of(job: Annotated[str, ID], house: Ours) -> Job:
    """Return the job of a path."""
    return job_called(job, house)


Meant = Annotated[Job, Depends(job_of)]


def wanted(accept: str, offered: Sequence[str]) -> str:
    """Choose what a client likes best of what is offered; the first one when it does not mind.

    >>> wanted("text/html, application/json;q=0.9, */*;q=0.1", ["application/pdf", "application/json"])
    'application/json'

    Raises
    ------
    Refusal
        When it takes none of it.

    """
    likes = dict(_like(part) for part in accept.split(","))

    def liking(media: str) -> float:
        kind = media.partition("/")[0]
        return next((likes[name] for name in (media, f"{kind}/*", "*/*") if name in likes), 0.0)

    best = max(offered, key=liking)
    if liking(best) <= 0:
        raise Refusal(406, "no-such-form", f"This is to be had as {' or '.join(offered)}.")
    return best


def _like(part: str) -> tuple[str, float]:
    media, *options = (word.strip().lower() for word in part.split(";"))
    weight = next((option[2:] for option in options if option.startswith("q=")), "1")
    try:
        return media, float(weight)
    except ValueError:
        return media, 0.0
