"""Uploading the commands to Discord: once after an upgrade that changes them, never at every start."""

import asyncio
from dataclasses import dataclass

import discord

from bot.config import DiscordSettings
from bot.discord.failures import checked_token, explained
from bot.discord.run import Connector
from bot.discord.tree import command_tree
from corpus.errors import DiscordError


@dataclass(frozen=True, slots=True)
class Synced:
    """What Discord now offers."""

    commands: tuple[str, ...]
    guilds: tuple[int, ...]  # the servers that have the commands; none means everywhere

    def __str__(self) -> str:
        commands = ", ".join(f"/{command}" for command in self.commands)
        place = f"in these servers alone: {', '.join(map(str, self.guilds))}" if self.guilds else "everywhere"
        return f"Discord now offers {commands} {place}"


def sync(token: str | None, settings: DiscordSettings, *, connector: Connector | None = None) -> Synced:
    """Offer the commands everywhere, or in the servers of the settings and nowhere else.

    Raises DiscordError without a usable token or connection, or for a server that the bot was not invited to.
    """
    return asyncio.run(upload(checked_token(token), settings.guilds, connector=connector))


async def upload(token: str, guilds: tuple[int, ...], *, connector: Connector | None = None) -> Synced:
    """As `sync`, inside an event loop."""
    client = discord.Client(intents=discord.Intents.none(), connector=connector() if connector else None)
    async with client:
        with explained():
            await client.login(token)
            return Synced(await _upload(client, guilds), guilds)


async def _upload(client: discord.Client, guilds: tuple[int, ...]) -> tuple[str, ...]:
    tree = command_tree(client)
    names = tuple(command.name for command in tree.get_commands())
    if guilds:
        for guild in guilds:
            tree.copy_global_to(guild=discord.Object(guild))
        tree.clear_commands(guild=None)  # else these servers would show each command twice
    for guild in guilds:
        await _upload_to(tree, guild)
    await tree.sync()
    return names


async def _upload_to(tree: discord.app_commands.CommandTree[discord.Client], guild: int) -> None:
    try:
        await tree.sync(guild=discord.Object(guild))
    except discord.Forbidden as error:
        raise DiscordError(
            f"Discord does not let the bot offer commands in the server {guild}; "
            "check the number, or invite the bot again with the scope applications.commands"
        ) from error
