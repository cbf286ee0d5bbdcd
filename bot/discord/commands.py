"""The slash commands."""

import logging
from typing import TYPE_CHECKING, Any

from discord import Interaction, app_commands

from bot.discord.card import notice
from bot.discord.view import layout

if TYPE_CHECKING:
    from bot.discord.client import Client

LONGEST_OPTION = 6_000  # Discord's own limit; the engine says which questions are too long

_log = logging.getLogger(__name__)


def ask_command() -> app_commands.Command[Any, ..., None]:
    """`/ask question`: the passages that answer it."""

    @app_commands.command(name="ask", description="Find what the articles say, quoted word for word with its source")
    @app_commands.describe(question="For example: what did Zhu Feng say about an alliance?")
    async def ask(interaction: "Interaction[Client]", question: app_commands.Range[str, 1, LONGEST_OPTION]) -> None:
        await answer(interaction, question)

    return ask


async def answer(interaction: "Interaction[Client]", question: str) -> None:
    """Acknowledge within Discord's 3 seconds, answer in a thread, show the card; or say why not now."""
    desk = interaction.client.desk
    refusal = desk.refusal
    with desk.seat():
        if refusal:
            await interaction.response.send_message(view=layout(notice(refusal)), ephemeral=True)
            return
        await interaction.response.defer(thinking=True)
        card = await desk.answer(question)
        await interaction.edit_original_response(view=layout(card))
        _log.info("delivered", extra={"interaction": interaction.id, "characters": card.length})
