"""How the bot's connections are made: few, kept open, and read in small portions."""

import socket
from collections.abc import Callable
from typing import Any

import aiohttp

Connector = Callable[[], aiohttp.BaseConnector]  # called inside the event loop, which a connector belongs to

MOST_CONNECTIONS = 32  # in a burst, further handshakes would cost more time than waiting for a free connection
KEPT_SECONDS = 60.0  # that an idle connection stays open, to be used again
PORTION = 8_192  # bytes; all events of a portion are taken in before the event loop gets to anything else


def connector(**options: Any) -> aiohttp.BaseConnector:
    """A connector like that; `options` are further ones of aiohttp's."""
    return aiohttp.TCPConnector(
        limit=MOST_CONNECTIONS, keepalive_timeout=KEPT_SECONDS, socket_factory=_socket, **options
    )


def _socket(address: aiohttp.AddrInfoType) -> socket.socket:
    family, kind, protocol, _, _ = address
    made = socket.socket(family, kind, protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, PORTION)
    return made
