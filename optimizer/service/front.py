"""The front of the service: its page, or the documentation where no page is installed; both work offline."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from starlette.staticfiles import StaticFiles

from optimizer.drawing.report import STYLE as STORY_STYLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

PAGE = Path(__file__).with_name("page")
"""Files of the page; ``index.html`` is shown at ``/``, everything beside it is at ``/page/``."""
STYLE = Path(__file__).with_name("docs.css")
METHODS = ("get", "post", "delete")

router = APIRouter(include_in_schema=False)


@router.get("/")
def get_front() -> Response:
    """Show the page."""
    index = PAGE / "index.html"
    return FileResponse(index, media_type="text/html") if index.is_file() else RedirectResponse("/docs")


@router.get("/docs")
def get_docs(request: Request) -> HTMLResponse:
    """Show the documentation."""
    return HTMLResponse(as_html(request.app.openapi()))


@router.get("/docs.css")
def get_style() -> FileResponse:
    """Return how the documentation looks."""
    return FileResponse(STYLE, media_type="text/css")


@router.get("/story.css")
def get_story_style() -> FileResponse:
    """Return how a plan looks, on the page as in its report."""
    return FileResponse(STORY_STYLE, media_type="text/css")


def mount_page(app: FastAPI) -> None:
    """Serve the files of the page, if there is one."""
    if PAGE.is_dir():
        app.mount("/page", StaticFiles(directory=PAGE), name="page")


def as_html(openapi: dict[str, Any]) -> str:
    """Return the description of the routes as a page that needs no script."""
    information = openapi["info"]
    body = "".join(
        _operation(method, path, operation)
        for path, methods in openapi["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    )
    title = escape(information["title"])
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/docs.css"></head>'
        f"<body><main><h1>{title} {escape(information['version'])}</h1><p>{escape(information['description'])}</p>"
        f'<p>For programs: <a href="/openapi.json">openapi.json</a></p>{body}</main></body></html>'
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    parts = "".join(_parts(operation))
    name = f"<code>{method.upper()} {escape(path)}</code>"
    return f"<section><h2>{escape(operation['summary'])}</h2><p>{name}</p>{parts}</section>"


def _parts(operation: dict[str, Any]) -> Iterator[str]:
    wanted = [
        (f"{p['name']} ({p['in']})", p.get("description", ""))
        for p in operation.get("parameters", ())
        if p["in"] != "path"
    ]
    if wanted:
        yield _list("Takes", wanted)
    body = operation.get("requestBody", {}).get("content", {})
    if body:
        yield _list("Body", [(media, "") for media in body])
    yield _list("Answers", [(status, one["description"]) for status, one in sorted(operation["responses"].items())])


def _list(title: str, entries: list[tuple[str, str]]) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(words)}</dd>" for name, words in entries)
    return f"<h3>{title}</h3><dl>{rows}</dl>"
