"""The app: routes behind their gate, and the house that works while it lives."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

import optimizer
from optimizer.service import about, fetching, following, front, posting
from optimizer.service.asking import BEARER
from optimizer.service.gate import KEPT, Gate
from optimizer.service.house import House
from optimizer.service.refusals import refusing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from optimizer.service.terms import Terms

ABOUT = (
    "Post a workbook, follow its job, fetch the plan. Show the key with every request below /v1 "
    "('Authorization: Bearer KEY'). What is refused says why as application/problem+json."
)


def api_of(house: House) -> FastAPI:
    """Return the routes of a house, without their gate."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(house.open)
        try:
            yield
        finally:
            await run_in_threadpool(house.close)

    app = FastAPI(
        title="Sourcemix",
        version=optimizer.__version__,
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        lifespan=life,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.house = house
    refusing(app)
    for part in (posting, following, fetching, about):
        app.include_router(part.router, prefix=KEPT, dependencies=[BEARER])
    app.include_router(about.open_router)
    app.include_router(front.router)
    front.mount_page(app)
    return app


def create_app(terms: Terms) -> Gate:
    """Return the service on these terms, ready to be run by an ASGI server."""
    return Gate(api_of(House(terms)), terms)
