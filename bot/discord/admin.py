"""`/admin`: for the operator's server, and there for the users whom the settings name."""

import asyncio
import io
import logging
from typing import TYPE_CHECKING, Any

import discord
from discord import Interaction, app_commands

from bot.config import DiscordSettings
from bot.discord.archive import Archive
from bot.discord.card import notice
from bot.discord.feedback import question_lines
from bot.discord.offering import offer
from bot.discord.refresh import refresh
from bot.discord.view import layout

if TYPE_CHECKING:
    from bot.discord.client import Client

NOTHING_SAID = "Nobody has said anything about an answer yet."
TOO_LONG = "There is more than Discord takes in one file. Run `pullquote discord feedback` where the bot runs."
FILE_NAME = "feedback.jsonl"
LONGEST_FILE = 8_000_000  # bytes

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

    @app_commands.command(
        name="feedback", description="Get what readers said of answers, as questions for an evaluation"
    )
    async def feedback(self, interaction: "Interaction[Client]") -> None:
        """As `pullquote discord feedback` does."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        content = await asyncio.to_thread(_written, interaction.client.archive, self._settings.passages)
        if not content or len(content) > LONGEST_FILE:
            await _tell(interaction, TOO_LONG if content else NOTHING_SAID)
            return
        verdicts = content.count(b"\n")
        told = f"{verdicts:,} {'verdict' if verdicts == 1 else 'verdicts'}, for `pullquote eval`"
        file = discord.File(io.BytesIO(content), FILE_NAME)
        await interaction.edit_original_response(content=told, attachments=[file])


def _written(archive: Archive, passages: int) -> bytes:
    return "".join(question_lines(archive.judged(), passages=passages)).encode()


async def _tell(interaction: "Interaction[Client]", sentence: str) -> None:
    await interaction.edit_original_response(view=layout(notice(sentence)))
