"""What is refused, and why: problem+json (RFC 9457) for programs, a sentence for people."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI, Request, Response

TYPE = "application/problem+json"
PATH_IN_WORDS = re.compile(r"[^a-z0-9]+")
SCHEMA = {
    "type": "object",
    "description": "Why a request was refused (RFC 9457).",
    "properties": {
        "type": {"type": "string", "description": "Kind of refusal, e.g. urn:sourcemix:problem:queue-full."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong with this request, and what to do."},
        "errors": {"type": "array", "items": {"type": "object"}, "description": "What is wrong where."},
    },
    "required": ["type", "title", "status", "detail"],
}
PARAMETER = re.compile(r"\{\w+\}")
WHY = {
    400: "The request cannot be read.",
    401: "The key is missing or wrong.",
    403: "The request comes from another site.",
    404: "There is no such job, or it has no such file.",
    406: "It is to be had in other forms only.",
    408: "The upload took too long.",
    409: "The job is not where it would have to be for this.",
    410: "The job's files have been removed.",
    413: "The upload is too large.",
    415: "The upload is no workbook and no JSON.",
    421: "The service does not go by this name.",
    422: "A value is not allowed.",
    429: "The queue is full; come back after the time in Retry-After.",
    503: "The service cannot work at the moment.",
    507: "The disk is full.",
}


class Refusal(HTTPException):
    """A request that is refused.

    Parameters
    ----------
    status
        HTTP status.
    code
        Stable identifier of the kind of refusal.
    detail
        What is wrong and what to do, in a sentence or two.
    errors
        What is wrong where, if it is several things.
    headers
        Sent along.

    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: list[dict[str, Any]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, headers=headers)
        self.code, self.errors = code, errors


def answer(refusal: HTTPException) -> JSONResponse:
    """Return the answer to a request that is refused."""
    status = HTTPStatus(refusal.status_code)
    code = getattr(refusal, "code", "") or PATH_IN_WORDS.sub("-", status.phrase.lower())
    errors = getattr(refusal, "errors", None)
    body = {
        "type": f"urn:sourcemix:problem:{code}",
        "title": status.phrase,
        "status": status.value,
        "detail": refusal.detail,
        **({"errors": errors} if errors else {}),
    }
    return JSONResponse(body, status.value, refusal.headers, TYPE)


def refusing(app: FastAPI) -> None:
    """Let an app answer in this form, whatever goes wrong."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            published = _methods(app, request.url.path)
            error.headers = {"Allow": ", ".join(published)} if published else error.headers
        return answer(error)

    async def invalid(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
        errors = [
            {"where": ".".join(map(str, one["loc"])), "what": one["msg"]} for one in jsonable_encoder(error.errors())
        ]
        told = "; ".join(f"{one['where']}: {one['what']}" for one in errors)
        return answer(Refusal(422, "not-allowed", f"{told}.", errors=errors))

    async def failed(_: Request, __: Exception) -> Response:
        return answer(Refusal(500, "bug", "Sourcemix failed on this request: a bug of ours. Please report it."))

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, failed)


def _methods(app: FastAPI, path: str) -> list[str]:
    """Methods that a published path has, whichever routes they belong to."""
    for template, methods in app.openapi()["paths"].items():
        if re.fullmatch(PARAMETER.sub("[^/]+", template), path):
            return sorted(name.upper() for name in methods)
    return []


def refuses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Document the refusals of a route; those every route has are added."""
    return {
        status: {"description": WHY[status], "content": {TYPE: {"schema": SCHEMA}}}
        for status in sorted({401, 403, 421, *statuses})
    }
