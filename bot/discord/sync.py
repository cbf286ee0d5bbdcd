"""Uploading the commands to Discord: once after an upgrade that changes them, never at every start."""

import asyncio

import discord

from bot.config import DiscordSettings
from bot.discord.connecting import Connector
from bot.discord.failures import checked_token, explained
from bot.discord.offering import Synced, offer
from bot.discord.translations import Translations
from bot.discord.tree import command_tree


def sync(token: str | None, settings: DiscordSettings, *, connector: Connector | None = None) -> Synced:
    """Offer the commands everywhere, or in the servers of the settings and nowhere else.

    Raises DiscordError without a usable token or connection, or for a server that the bot was not invited to.
    """
    return asyncio.run(upload(checked_token(token), settings, connector=connector))


async def upload(token: str, settings: DiscordSettings, *, connector: Connector | None = None) -> Synced:
    """As `sync`, inside an event loop."""
    client = discord.Client(intents=discord.Intents.none(), connector=connector() if connector else None)
    async with client:
        with explained():
            await client.login(token)
            tree = command_tree(client, settings)
            await tree.set_translator(Translations())
            return await offer(tree, settings)
