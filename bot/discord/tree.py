"""The command tree: where commands may be used, and the one place that catches what goes wrong in them."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.discord.commands import ask_command
from bot.discord.explaining import explain

if TYPE_CHECKING:
    from bot.discord.client import Client


def command_tree(client: discord.Client) -> "Tree":
    """All commands, for servers and for users, in channels, direct messages and private channels."""
    tree = Tree(
        client,
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
    )
    tree.add_command(ask_command())
    return tree


class Tree(app_commands.CommandTree[Any]):
    """Explains failures in one calm sentence, and writes the rest to the log."""

    async def on_error(self, interaction: "discord.Interaction[Client]", error: Exception, /) -> None:
        """Called by discord.py with whatever a command raised, and by the client for buttons and forms."""
        await explain(interaction, error)
