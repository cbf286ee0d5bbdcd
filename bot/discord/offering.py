"""Offering the commands in Discord: everywhere, or in some servers alone."""

from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands

from bot.config import DiscordSettings
from corpus.errors import DiscordError

Tree = app_commands.CommandTree[Any]


@dataclass(frozen=True, slots=True)
class Synced:
    """What Discord now offers."""

    commands: tuple[str, ...]  # as a person sees them
    guilds: tuple[int, ...]  # the servers that have the commands; none means everywhere

    def __str__(self) -> str:
        place = f"in these servers alone: {', '.join(map(str, self.guilds))}" if self.guilds else "everywhere"
        return f"Discord now offers {', '.join(self.commands)} {place}"


async def offer(tree: Tree, settings: DiscordSettings) -> Synced:
    """Upload a tree's commands; the tree is afterwards as it was."""
    everywhere = tree.get_commands()
    for guild in settings.guilds:
        tree.copy_global_to(guild=discord.Object(guild))
    for guild in dict.fromkeys((*settings.guilds, *filter(None, [settings.admin_guild]))):
        await _offer_in(tree, guild)
    if settings.guilds:
        tree.clear_commands(guild=None)  # else these servers would show each command twice
    try:
        await tree.sync()
    finally:
        tree.clear_commands(guild=None)
        for command in everywhere:
            tree.add_command(command)
    return Synced(tuple(map(_shown, everywhere)), settings.guilds)


def _shown(command: app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu) -> str:
    return f"“{command.name}”" if isinstance(command, app_commands.ContextMenu) else f"/{command.name}"


async def _offer_in(tree: Tree, guild: int) -> None:
    try:
        await tree.sync(guild=discord.Object(guild))
    except discord.Forbidden as error:
        raise DiscordError(
            f"Discord does not let the bot offer commands in the server {guild}; "
            "check the number, or invite the bot again with the scope applications.commands"
        ) from error
