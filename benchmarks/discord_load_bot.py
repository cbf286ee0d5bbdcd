"""The bot as it is run, led to the stand-in for Discord, with 50,000 further names to complete and a probe of its loop.

python -m benchmarks.discord_load_bot PORT AUTHORITY INDEX SETTINGS FOLDER
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp
from loopback_discord import Pinned, trusting

from benchmarks.vocabulary import read_vocabulary
from bot.config import load
from bot.discord import connecting
from bot.discord.archive import Archive
from bot.discord.run import run
from bot.engine import Engine

NAMES = 50_000
_EVERY = 0.005  # seconds between two looks at the event loop


class Crowded(Engine):
    """The engine, whose index seems to hold many more speakers."""

    def speakers(self) -> list[tuple[str, int]]:
        """The index's own, and made-up ones behind them."""
        return [*super().speakers(), *((name, 1) for name in made_up_names(NAMES))]


class Probe:
    """How late the event loop was, each time that it was to wake up."""

    def __init__(self) -> None:
        self.lags: list[float] = []

    async def look(self) -> None:
        """For ever."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(_EVERY)
            self.lags.append(time.monotonic() - before - _EVERY)


def made_up_names(count: int) -> Iterator[str]:
    """Names of a given name and a surname."""
    given, surnames = zip(*(name.split() for name in read_vocabulary().bags["person"].words), strict=True)
    for number in range(count):
        yield f"{given[7 * (number // len(surnames))]} {surnames[number % len(surnames)]}"


def main(port: str, authority: str, index: str, settings: str, folder: str) -> None:
    """Run until SIGTERM, then write down how late the event loop was."""
    probe, tasks = Probe(), []
    config = load(Path(settings), {})

    def connector() -> aiohttp.BaseConnector:
        tasks.append(asyncio.create_task(probe.look()))  # this is called inside the event loop
        return connecting.connector(resolver=Pinned(int(port)), ssl=trusting(Path(authority)), use_dns_cache=False)

    engine = Crowded(config, Path(index))
    with Archive(Path(folder) / "state.sqlite") as archive:
        run(engine, "a.good.token", config.discord, archive, log=sys.stderr, make_connector=connector)
    (Path(folder) / "lags.json").write_text(json.dumps(probe.lags), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
