"""The connection to Discord: what it listens to, what it may mention, what runs beside it."""

import asyncio
import gc
import logging
import time

import aiohttp
import discord

from bot.config import DiscordSettings
from bot.discord.desk import Desk
from bot.discord.directory import Directory
from bot.discord.engine import Engine
from bot.discord.metrics import Metrics
from bot.discord.refresh import keep_fresh
from bot.discord.tree import command_tree

_log = logging.getLogger(__name__)


class Client(discord.Client):
    """Answers slash commands with the engine. Hears nothing but commands, and never mentions anybody."""

    def __init__(
        self,
        engine: Engine,
        settings: DiscordSettings,
        *,
        metrics: Metrics | None = None,
        connector: aiohttp.BaseConnector | None = None,
    ) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            connector=connector,
        )
        self.metrics = metrics or Metrics()
        self.desk = Desk(engine, settings, self.metrics)
        self.directory = Directory()
        self.started = time.monotonic()
        self.engine = engine
        self.settings = settings
        self.tree = command_tree(self)
        self._beside: list[asyncio.Task[None]] = []

    async def setup_hook(self) -> None:
        """Learn the names, and begin to look for newer indexes."""
        await self.read_directory()
        self._beside.append(asyncio.create_task(keep_fresh(self, every=self.settings.refresh_seconds)))

    async def read_directory(self) -> None:
        """Learn whom and which sources the index holds now."""
        self.directory = await asyncio.to_thread(Directory.read, self.engine)
        gc.freeze()  # what stays until the next index need not be walked through, which would stop the event loop

    def shard_latencies(self) -> list[tuple[int, float]]:
        """Of each connection, the time that the last heartbeat took."""
        return [(0, self.latency)]

    async def on_ready(self) -> None:
        """Say so in the log."""
        _log.info("ready", extra={"servers": len(self.guilds)})

    async def close(self) -> None:
        """Stop everything that runs beside the connection, then the connection."""
        self.desk.close()
        for task in self._beside:
            task.cancel()
        await super().close()


class ShardedClient(Client, discord.AutoShardedClient):
    """The same with several connections, which Discord demands of bots in many servers."""

    def shard_latencies(self) -> list[tuple[int, float]]:
        """Of each connection, the time that the last heartbeat took."""
        return self.latencies
