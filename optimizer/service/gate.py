"""The gate before the routes: who may come in, under which name, from which site, with how much.

A page of another site can make a browser send requests here, but it cannot make it show the key, which is in no
cookie: it is handed over behind the ``#`` of the address, which browsers send to nobody, and shown as a bearer token
from then on. The name under which we are called is checked as well, since a site may point its own name at this
machine.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders

from optimizer.service.refusals import Refusal, answer

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from optimizer.service.terms import Terms

KEPT = "/v1"
"""Beginning of paths for which the key must be shown."""
LARGEST_FORM = 1 << 16
"""Bytes that a multipart form may have beside the workbook, and that any other body may have."""
POLICY = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Gate:
    """The app behind its gate.

    Parameters
    ----------
    app
        Where requests go that may come in.

    """

    def __init__(self, app: ASGIApp, terms: Terms) -> None:
        self._app, self._terms = app, terms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in POLICY.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith(KEPT):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        try:
            self._check(scope["path"], Headers(scope=scope))
            counted = self._counted(scope, receive)
        except Refusal as refusal:
            await answer(refusal)(scope, receive, guarded)
            return
        await self._app(scope, counted, guarded)

    def _check(self, path: str, headers: Headers) -> None:
        host = headers.get("host", "")
        if _name(host) not in self._terms.hosts:
            detail = f"This service does not go by the name '{_name(host)}'. Its operator can allow it: --allow-host."
            raise Refusal(421, "unknown-host", detail)
        origin = headers.get("origin")
        if origin is not None and not _is_own(origin, host):
            raise Refusal(403, "other-origin", "Requests from pages of other sites are refused.")
        if (path == KEPT or path.startswith(f"{KEPT}/")) and not self._shows_key(headers.get("authorization", "")):
            detail = "Show the key: 'Authorization: Bearer KEY'. The service prints it, or its operator has set it."
            raise Refusal(401, "no-key", detail, headers={"WWW-Authenticate": 'Bearer realm="sourcemix"'})

    def _shows_key(self, shown: str) -> bool:
        scheme, _, key = shown.partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(key.strip().encode(), self._terms.key.encode())

    def _counted(self, scope: Scope, receive: Receive) -> Receive:
        """Return a body that is refused once it is larger than allowed, whatever its sender says about it."""
        is_upload = scope["path"] == f"{KEPT}/jobs"
        most = LARGEST_FORM + (self._terms.largest if is_upload else 0)
        megabytes = f"{(self._terms.largest if is_upload else LARGEST_FORM) / 1e6:,.1f} MB"
        refusal = Refusal(
            413, "too-large", f"More than {megabytes} are not taken. Remove sheets that are not planned with."
        )
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > most:
            raise refusal
        so_far = 0

        async def counted() -> Message:
            nonlocal so_far
            message = await receive()
            so_far += len(message.get("body", b""))
            if so_far > most:
                raise refusal
            return message

        return counted


def _name(host: str) -> str:
    """Name in a Host header, without its port.

    >>> _name("localhost:8000"), _name("[::1]:8000"), _name("Plans.Example"), _name("a/b@c")
    ('localhost', '::1', 'plans.example', '')
    """
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.netloc == host and "@" not in host else ""


def _is_own(origin: str, host: str) -> bool:
    scheme, _, place = origin.partition("://")
    return scheme in {"http", "https"} and place.lower() == host.lower()
