"""Running a service: an address of its own, its key on the terminal, an orderly end."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING, Any

import uvicorn

from optimizer.errors import ServiceError
from optimizer.service.app import api_of
from optimizer.service.gate import Gate
from optimizer.service.house import House

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from optimizer.service.terms import Terms

BACKLOG = 512
LAST_WORDS = 5
"""Seconds that answers under way have when the service ends."""
MOST_CONNECTIONS = 1000


def run(terms: Terms, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve until asked to end.

    Parameters
    ----------
    host, port
        Where to listen; port 0: any that is free.
    say
        Called with the address once somebody listens there.

    Raises
    ------
    ServiceError
        When the address cannot be had.

    """
    with _bound(host, port) as listening:
        house = House(terms)
        config = uvicorn.Config(
            Gate(api_of(house), terms),
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=MOST_CONNECTIONS,
            timeout_graceful_shutdown=LAST_WORDS,
        )
        server = _Server(config, house)
        shown = f"[{host}]" if ":" in host else host
        say(f"http://{shown}:{listening.getsockname()[1]}")
        # What uvicorn caught is raised again at its end; an orderly end is no error.
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: None)
        server.run(sockets=[listening])


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(place)
            listening.listen(BACKLOG)
        except BaseException:
            listening.close()
            raise
    except OSError as error:
        raise ServiceError(f"{host}:{port} cannot be listened on ({error.strerror}). Choose another --port.") from error
    return listening


class _Server(uvicorn.Server):
    """A server whose streams end when it does."""

    def __init__(self, config: uvicorn.Config, house: House) -> None:
        super().__init__(config)
        self._house = house

    def handle_exit(self, sig: int, frame: FrameType | Any) -> None:
        """Take the word to end."""
        self._house.closing.set()
        super().handle_exit(sig, frame)
