"""The connection to Discord: what it listens to, what it may mention, what runs beside it."""

import asyncio
import logging

import aiohttp
import discord

from bot.config import DiscordSettings
from bot.discord.desk import Desk
from bot.discord.engine import Engine
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
        refresh_seconds: float = 30.0,
        connector: aiohttp.BaseConnector | None = None,
    ) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            connector=connector,
        )
        self.desk = Desk(engine, passages=settings.passages)
        self.tree = command_tree(self)
        self._engine = engine
        self._refresh_seconds = refresh_seconds
        self._refreshing: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Begin to look for newer indexes."""
        self._refreshing = asyncio.create_task(keep_fresh(self._engine, every=self._refresh_seconds))

    async def on_ready(self) -> None:
        """Say so in the log."""
        _log.info("ready", extra={"servers": len(self.guilds)})

    async def close(self) -> None:
        """Stop everything that runs beside the connection, then the connection."""
        self.desk.close()
        if self._refreshing:
            self._refreshing.cancel()
        await super().close()
