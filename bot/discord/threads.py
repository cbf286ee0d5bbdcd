"""A thread for the conversation that a card began."""

import asyncio
from typing import TYPE_CHECKING

from discord import Forbidden, HTTPException, Interaction

from bot.discord.card import Card, notice
from bot.discord.excerpt import shortened
from bot.discord.kept import KeptCard
from bot.discord.markdown import one_line
from bot.discord.replies import can_begin_thread, promise, whisper
from bot.discord.view import layout

if TYPE_CHECKING:
    from bot.discord.client import Client

LONGEST_NAME = 100
WELCOME = "The conversation goes on here. Ask with /ask, reply to a card, or mention me: what was asked is remembered."
NO_THREADS = "No thread can be begun here. A follow-up goes on just as well."
NOT_ALLOWED = (
    "I may not begin threads here; somebody who keeps this server can allow it. A follow-up works without one."
)
_ALREADY = 160004  # Discord's code: the message has a thread, whose number is the message's


async def begin(interaction: "Interaction[Client]", card: KeptCard) -> None:
    """Open a thread on the card's message, or say where it is, or why there can be none."""
    message = interaction.message
    if message is None or not can_begin_thread(interaction):
        await whisper(interaction, layout(notice(NO_THREADS)))
        return
    await promise(interaction, private=True)
    try:
        thread = await message.create_thread(name=shortened(one_line(card.question), LONGEST_NAME - 1) or "Questions")
    except Forbidden:
        await whisper(interaction, layout(notice(NOT_ALLOWED)))
        return
    except HTTPException as error:
        if error.code != _ALREADY:
            raise
    else:
        await asyncio.to_thread(interaction.client.archive.carry_on, thread.id, card.key)
        await thread.send(view=layout(notice(WELCOME)))
    await whisper(interaction, layout(Card((f"The conversation goes on in <#{message.id}>.",))))
