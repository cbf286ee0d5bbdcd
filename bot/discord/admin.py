"""`/admin`: for the operator's server, and there for the users whom the settings name."""

import logging
from typing import TYPE_CHECKING, Any

import discord
from discord import Interaction, app_commands

from bot.config import DiscordSettings
from bot.discord.card import notice
from bot.discord.offering import offer
from bot.discord.refresh import refresh
from bot.discord.view import layout

if TYPE_CHECKING:
    from bot.discord.client import Client

NOT_YOURS = "Only the operators whom the settings name may use this."

_log = logging.getLogger(__name__)


class Admin(app_commands.Group):
    """Checked for every use: a server's owner can change who sees a command, but not who may use this one."""

    def __init__(self, settings: DiscordSettings) -> None:
        super().__init__(
            name="admin",
            description="For the operator of this bot",
            default_permissions=discord.Permissions(administrator=True),
        )
        self._settings = settings

    async def interaction_check(self, interaction: Interaction[Any], /) -> bool:
        """True for an operator in the operator's server. Raises CheckFailure for anybody else."""
        here = interaction.guild_id == self._settings.admin_guild
        if here and interaction.user.id in self._settings.admins:
            return True
        _log.warning("admin refused", extra={"interaction": interaction.id, "user": interaction.user.id})
        raise app_commands.CheckFailure(NOT_YOURS)

    @app_commands.command(name="reload", description="Open the newest index now")
    async def reload(self, interaction: "Interaction[Client]") -> None:
        """Rather than within the next seconds."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        newer = await refresh(interaction.client)
        generation = interaction.client.engine.status().generation
        told = f"Generation {generation} is open now." if newer else f"Generation {generation} is the newest."
        await _tell(interaction, told)

    @app_commands.command(name="sync", description="Upload the commands to Discord, after an upgrade")
    async def sync(self, interaction: "Interaction[Client]") -> None:
        """As `pullquote discord sync` does."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        offered = await offer(interaction.client.tree, self._settings)
        await _tell(interaction, f"{offered}.")


async def _tell(interaction: "Interaction[Client]", sentence: str) -> None:
    await interaction.edit_original_response(view=layout(notice(sentence)))
