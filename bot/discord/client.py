"""The connection to Discord: what it listens to, what it may mention, what runs beside it."""

import asyncio
import gc
import logging
import time
from collections.abc import Coroutine

import aiohttp
import discord
from discord.gateway import DiscordWebSocket

from bot.config import DiscordSettings
from bot.discord import listening, modals, presses
from bot.discord.actions import Press
from bot.discord.archive import Archive
from bot.discord.buttons import CardButton, WhyMenu
from bot.discord.clerk import Clerk
from bot.discord.connecting import read_in_turn
from bot.discord.desk import Desk
from bot.discord.directory import Directory
from bot.discord.engine import Engine
from bot.discord.lists import PageButton
from bot.discord.metrics import Metrics
from bot.discord.refresh import keep_fresh
from bot.discord.retention import keep_pruned
from bot.discord.translations import Translations
from bot.discord.tree import command_tree

_log = logging.getLogger(__name__)


class Client(discord.Client):
    """Answers commands, buttons, and replies to its cards; never mentions anybody.

    Without an archive, cards are kept in memory, and their buttons work until the process ends.
    """

    def __init__(
        self,
        engine: Engine,
        settings: DiscordSettings,
        archive: Archive | None = None,
        *,
        metrics: Metrics | None = None,
        connector: aiohttp.BaseConnector | None = None,
    ) -> None:
        super().__init__(
            intents=_intents(settings),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            connector=connector,
        )
        self.metrics = metrics or Metrics()
        self.archive = archive or Archive(None)
        self.clerk = Clerk(engine, self.archive, settings, self.metrics)
        self.desk = Desk(settings, self.metrics)
        self.directory = Directory()
        self.engine = engine
        self.settings = settings
        self.tree = command_tree(self, settings)
        self._beside: list[asyncio.Task[None]] = []

    async def setup_hook(self) -> None:
        """Know the buttons of all cards ever sent, learn the names, begin to look for what is newer or too old."""
        self.started = time.monotonic()
        await self.tree.set_translator(Translations())
        self.add_dynamic_items(CardButton, WhyMenu, PageButton)
        await self.read_directory()
        self._beside.append(asyncio.create_task(keep_fresh(self, every=self.settings.refresh_seconds)))
        self._beside.append(asyncio.create_task(keep_pruned(self.archive, days=self.settings.retention_days)))

    async def read_directory(self) -> None:
        """Learn whom and which sources the index holds now."""
        self.directory = await asyncio.to_thread(Directory.read, self.engine)
        gc.freeze()  # what stays until the next index need not be walked through, which would stop the event loop

    def shard_latencies(self) -> list[tuple[int, float]]:
        """Of each connection, the time that the last heartbeat took."""
        return [(0, self.latency)]

    async def on_connect(self) -> None:
        """Called by discord.py when there is a new connection."""
        self._read_in_turn()

    async def on_resumed(self) -> None:
        """Called by discord.py when a broken connection goes on as another one."""
        self._read_in_turn()

    async def on_ready(self) -> None:
        """Say so in the log."""
        _log.info("ready", extra={"servers": len(self.guilds)})

    async def on_message(self, message: discord.Message) -> None:
        """Called by discord.py with every message that the bot may see."""
        await listening.heard(self, message)

    async def on_interaction(self, interaction: "discord.Interaction[Client]") -> None:
        """Called by discord.py for everything; only forms are dealt with here."""
        form = modals.sent(interaction)
        if form is not None:
            await self._explained(interaction, presses.follow_up(interaction, *form))

    async def pressed(self, interaction: "discord.Interaction[Client]", press: Press, chosen: str = "") -> None:
        """Do what a button or a menu says; what goes wrong is explained to whoever pressed it."""
        await self._explained(interaction, presses.pressed(interaction, press, chosen))

    async def close(self) -> None:
        """Stop everything that runs beside the connection, then the connection."""
        self.desk.close()
        for task in self._beside:
            task.cancel()
        await super().close()

    def _read_in_turn(self) -> None:
        if isinstance(self.ws, DiscordWebSocket):  # a client of several connections keeps them elsewhere
            read_in_turn(self.ws)

    async def _explained(self, interaction: "discord.Interaction[Client]", work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except Exception as error:
            await self.tree.on_error(interaction, error)


class ShardedClient(Client, discord.AutoShardedClient):
    """The same with several connections, which Discord demands of bots in many servers."""

    def shard_latencies(self) -> list[tuple[int, float]]:
        """Of each connection, the time that the last heartbeat took."""
        return self.latencies


def _intents(settings: DiscordSettings) -> discord.Intents:
    """Servers, and, for replies to cards, messages: without their words, unless they are for the bot."""
    replies = settings.replies
    return discord.Intents(guilds=True, guild_messages=replies, dm_messages=replies)
