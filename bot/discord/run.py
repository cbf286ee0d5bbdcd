"""Running the bot until it is told to stop."""

import asyncio
import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import TextIO

import aiohttp

from bot.config import DiscordSettings
from bot.discord.client import Client, ShardedClient
from bot.discord.engine import Engine
from bot.discord.failures import checked_token, explained
from bot.discord.logs import logging_to

Connector = Callable[[], aiohttp.BaseConnector]  # called inside the event loop, which a connector belongs to

_log = logging.getLogger(__name__)


def run(
    engine: Engine,
    token: str | None,
    settings: DiscordSettings,
    *,
    log: TextIO | None = None,
    connector: Connector | None = None,
) -> None:
    """Answer questions in Discord until SIGTERM or SIGINT; a second signal ends the process at once.

    Events go to `log`, if one is given. Raises DiscordError without a usable token or connection.
    """
    token = checked_token(token)
    with logging_to(log, secrets=[token]) if log else nullcontext():
        asyncio.run(_run(engine, token, settings, connector))


async def serve(client: Client, token: str, *, stop: asyncio.Event, drain_seconds: float) -> None:
    """Be connected until `stop` is set; then take no more questions, deliver answers in flight, close."""
    async with client:
        connection = asyncio.create_task(client.start(token))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({connection, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if connection.done():
            stopping.cancel()
            with explained():
                connection.result()
        _log.info("stopping", extra={"seconds": drain_seconds})
        left = await client.desk.drain(drain_seconds)
        await client.close()
        connection.cancel()  # it ends by itself, unless it was only being made
        await asyncio.gather(connection, return_exceptions=True)
        _log.info("stopped", extra={"unanswered": left})


async def _run(engine: Engine, token: str, settings: DiscordSettings, connector: Connector | None) -> None:
    stop = asyncio.Event()
    kind = ShardedClient if settings.sharded else Client
    client = kind(engine, settings, connector=connector() if connector else None)
    with client.metrics.served(settings.metrics_port), _signals(stop):
        await serve(client, token, stop=stop, drain_seconds=settings.drain_seconds)


@contextmanager
def _signals(stop: asyncio.Event) -> Iterator[None]:
    """Set `stop` on the first signal; the second one then has its usual effect."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGTERM, signal.SIGINT)

    def release() -> None:
        for number in numbers:
            with suppress(NotImplementedError):  # Windows
                loop.remove_signal_handler(number)

    def first() -> None:
        release()
        stop.set()

    for number in numbers:
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, first)
    try:
        yield
    finally:
        release()
