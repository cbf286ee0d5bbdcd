"""What happens when somebody presses a button of a card, chooses from its menu or sends its form."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from discord import Interaction

from bot.discord import drawing, threads
from bot.discord.actions import Action, Press
from bot.discord.asking import ask, hide, respond, shown
from bot.discord.buttons import WhyMenu
from bot.discord.card import Card, notice
from bot.discord.clerk import Asker, afresh, following
from bot.discord.kept import Complaint, Feedback, KeptCard, Verdict
from bot.discord.modals import follow_up_form
from bot.discord.replies import can_begin_thread, in_place, is_theirs, whisper
from bot.discord.view import layout

if TYPE_CHECKING:
    from bot.discord.client import Client

THANKS = "Noted, thank you."
COMPLAIN = "Noted. What is wrong with it?"


async def pressed(interaction: "Interaction[Client]", press: Press, text: str) -> None:
    """Do what the button says. Raises QuestionError for a card that is no longer kept."""
    card = await asyncio.to_thread(interaction.client.clerk.find, press.key)
    match press.action:
        case Action.MORE | Action.CLOSEST:
            await _turn(interaction, card, press.number)
        case Action.CONTEXT:
            await _whisper_drawn(interaction, partial(drawing.context, card, press.number))
        case Action.FOLLOW:
            await interaction.response.send_modal(follow_up_form(card.key, card.carried or card.question))
        case Action.DROP:
            await _drop(interaction, card)
        case Action.THREAD:
            await threads.begin(interaction, card)
        case Action.UP | Action.DOWN | Action.WHY:
            await _judge(interaction, card, press.action, text)


async def follow_up(interaction: "Interaction[Client]", press: Press, text: str) -> None:
    """Answer a further question. Raises QuestionError for a card that is no longer kept."""
    hide(interaction, text)
    card = await asyncio.to_thread(interaction.client.clerk.find, press.key)
    await ask(interaction, following(card, text), private=card.private)


async def _turn(interaction: "Interaction[Client]", card: KeptCard, first: int) -> None:
    size, can = interaction.client.settings.passages, can_begin_thread(interaction)
    page = await asyncio.to_thread(drawing.page, card, first, threads=can, size=size)
    await in_place(interaction, layout(page), card.asker)


async def _whisper_drawn(interaction: "Interaction[Client]", draw: Callable[[], Card]) -> None:
    await whisper(interaction, layout(await asyncio.to_thread(draw)))


async def _drop(interaction: "Interaction[Client]", card: KeptCard) -> None:
    """The same question without what was asked before: over the asker's card, a copy for others."""
    hide(interaction, card.question)
    theirs = is_theirs(interaction, card.asker)
    private = card.private or not theirs
    find = partial(interaction.client.clerk.answer, afresh(card), Asker(interaction.user.id, private=private))
    await respond(interaction, shown(interaction, find), private=private, over=theirs)


async def _judge(interaction: "Interaction[Client]", card: KeptCard, action: Action, chosen: str) -> None:
    complaint = Complaint(chosen) if action is Action.WHY else None
    verdict = Verdict.UP if action is Action.UP else Verdict.DOWN
    feedback = Feedback(card.key, interaction.user.id, verdict, datetime.now(UTC), complaint)
    await asyncio.to_thread(interaction.client.archive.judge, feedback)
    if action is Action.DOWN:
        await interaction.response.send_message(view=layout(notice(COMPLAIN), WhyMenu(card.key)), ephemeral=True)
    elif action is Action.WHY:
        await interaction.response.edit_message(view=layout(notice(f"{THANKS} {chosen.capitalize()}.")))
    else:
        await interaction.response.send_message(view=layout(notice(THANKS)), ephemeral=True)
