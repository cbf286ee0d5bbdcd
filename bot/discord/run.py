"""Running the bot until it is told to stop."""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from typing import Any, TextIO

from bot.config import DiscordSettings
from bot.discord.archive import Archive
from bot.discord.client import Client, ShardedClient
from bot.discord.connecting import Connector, connector
from bot.discord.engine import Engine
from bot.discord.failures import checked_token, explained
from bot.discord.logs import logging_to
from bot.discord.service_manager import ServiceManager
from bot.discord.watchdog import Watchdog

_SWITCH_SECONDS = 0.0005  # how long a thread that answers may keep the event loop from running

_log = logging.getLogger(__name__)


def run(
    engine: Engine,
    token: str | None,
    settings: DiscordSettings,
    archive: Archive | None = None,
    *,
    log: TextIO | None = None,
    make_connector: Connector | None = None,
    notify: str | None = None,
) -> None:
    """Answer questions in Discord until SIGTERM or SIGINT; a second signal ends the process at once.

    Events go to `log`, if one is given; `notify` is the service manager's address. Raises DiscordError without a
    usable token or connection.
    """
    token = checked_token(token)
    sys.setswitchinterval(_SWITCH_SECONDS)
    with logging_to(log, settings.log_format, secrets=[token]) if log else nullcontext():
        asyncio.run(_run(engine, token, settings, archive, make_connector, ServiceManager(notify)))


async def serve(
    client: Client, token: str, *, stop: asyncio.Event, drain_seconds: float, manager: ServiceManager | None = None
) -> None:
    """Be connected until `stop` is set; then take no more questions, deliver answers in flight, close.

    Raises DiscordError if the connection cannot be made or kept.
    """
    manager = manager or ServiceManager(None)
    watchdog = Watchdog(client.settings.watchdog_seconds, client.metrics, beaten=manager.alive)
    async with client, _together() as start:
        connection = start(client.start(token))
        beating = start(watchdog.beat(client.shard_latencies))
        stopping = start(stop.wait())
        start(_tell_when_ready(client, manager))
        with watchdog.looking(), explained():
            await asyncio.wait({connection, beating, stopping}, return_when=asyncio.FIRST_COMPLETED)
            ended = [task for task in (connection, beating) if task.done()]
            _log.info("stopping", extra={"seconds": drain_seconds})
            manager.stopping()
            left = await client.desk.drain(drain_seconds)
            _log.info("stopped", extra={"unanswered": left})
            for task in ended:
                task.result()


async def _run(
    engine: Engine,
    token: str,
    settings: DiscordSettings,
    archive: Archive | None,
    make: Connector | None,
    manager: ServiceManager,
) -> None:
    stop = asyncio.Event()
    kind = ShardedClient if settings.sharded else Client
    client = kind(engine, settings, archive, connector=(make or connector)())
    with client.metrics.served(settings.metrics_port), _signals(stop):
        await serve(client, token, stop=stop, drain_seconds=settings.drain_seconds, manager=manager)


async def _tell_when_ready(client: Client, manager: ServiceManager) -> None:
    await client.wait_until_ready()
    manager.ready()


@asynccontextmanager
async def _together() -> AsyncIterator[Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]]]:
    """Starts tasks, and leaves none of them behind."""
    tasks: list[asyncio.Task[Any]] = []

    def start(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        tasks.append(asyncio.create_task(work))
        return tasks[-1]

    try:
        yield start
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


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
