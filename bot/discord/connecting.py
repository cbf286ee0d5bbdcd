"""How the bot's connections are made and read."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp
from discord.gateway import DiscordWebSocket

Connector = Callable[[], aiohttp.BaseConnector]  # called inside the event loop, which a connector belongs to

MOST_CONNECTIONS = 32  # in a burst, further handshakes would cost more time than waiting for a free connection
KEPT_SECONDS = 60.0  # that an idle connection stays open, to be used again


def connector(**options: Any) -> aiohttp.BaseConnector:
    """Few connections that are kept open; `options` are further ones of aiohttp's."""
    return aiohttp.TCPConnector(limit=MOST_CONNECTIONS, keepalive_timeout=KEPT_SECONDS, **options)


def read_in_turn(gateway: DiscordWebSocket) -> None:
    """Let the event loop get to everything else between two events, however many have arrived together."""
    poll = gateway.poll_event

    async def poll_event() -> None:
        await poll()
        await asyncio.sleep(0)

    gateway.poll_event = poll_event  # type: ignore[method-assign]
