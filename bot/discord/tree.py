"""The command tree: where commands may be used, and the one place that catches what goes wrong in them."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.config import DiscordSettings
from bot.discord.about import about_commands
from bot.discord.admin import Admin
from bot.discord.commands import ask_command
from bot.discord.explaining import explain
from bot.discord.lists import list_commands
from bot.discord.lookups import lookup_commands

if TYPE_CHECKING:
    from bot.discord.client import Client


def command_tree(client: discord.Client, settings: DiscordSettings) -> "Tree":
    """All commands, for servers and for users, in channels, direct messages and private channels."""
    tree = Tree(
        client,
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
    )
    for command in (ask_command(), *lookup_commands(), *list_commands(), *about_commands()):
        tree.add_command(command)
    if settings.admin_guild:
        tree.add_command(Admin(settings), guild=discord.Object(settings.admin_guild))
    return tree


class Tree(app_commands.CommandTree[Any]):
    """Explains failures in one calm sentence, and writes the rest to the log."""

    async def on_error(self, interaction: "discord.Interaction[Client]", error: Exception, /) -> None:
        """Called by discord.py with whatever a command raised, and by the client for buttons and forms."""
        await explain(interaction, error)
