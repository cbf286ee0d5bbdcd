"""Questions of every kind: acknowledged, answered in a thread, shown as a card; or why not now."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from discord import Interaction

from bot.discord.card import Card, notice
from bot.discord.clerk import Asker
from bot.discord.drawing import drawn
from bot.discord.kept import KeptCard
from bot.discord.replies import again, can_begin_thread, promise, whisper
from bot.discord.view import layout
from bot.records import Question

if TYPE_CHECKING:
    from bot.discord.client import Client

Shown = tuple[KeptCard, Card]  # what is kept, and how it is drawn

_log = logging.getLogger(__name__)


async def ask(interaction: "Interaction[Client]", question: Question, *, private: bool = False) -> None:
    """Answer a question; a refusal is for the asker alone."""
    hide(interaction, question.text)
    asker = Asker(interaction.user.id, interaction.channel_id, private)
    await respond(
        interaction, shown(interaction, partial(interaction.client.clerk.answer, question, asker)), private=private
    )


async def respond(
    interaction: "Interaction[Client]", find: Callable[[], Shown], *, private: bool, over: bool = False
) -> None:
    """Promise a card, find it in a thread, show it, perhaps over the one whose button was pressed; or say why not."""
    desk = interaction.client.desk
    refusal = desk.refusal(interaction.user.id)
    with desk.seat():
        if refusal:
            with desk.acknowledging():
                async with desk.door:
                    await whisper(interaction, layout(notice(refusal)))
            return
        with desk.metrics.answered.time():
            with desk.acknowledging():
                await promise(interaction, private=private, over=over)
            kept, card = await desk.answer(find)
            desk.metrics.abstentions.inc(1 if kept.refused else 0)
            await deliver(interaction, kept, card)


async def deliver(interaction: "Interaction[Client]", kept: KeptCard, card: Card) -> None:
    """Show the card where it was promised, and remember where that is, so that replies to it are understood."""
    view = layout(card)
    if kept.refused:
        await whisper(interaction, view)
    else:
        message = await again(lambda: interaction.edit_original_response(view=view))
        await asyncio.to_thread(interaction.client.clerk.remember, message.id, kept)
    _log.info("delivered", extra={"interaction": interaction.id, "characters": card.length})


def hide(interaction: "Interaction[Client]", *words: str) -> None:
    """Keep these words out of the log, should anything fail."""
    interaction.extras["words"] = [*interaction.extras.get("words", []), *words]


def shown(interaction: "Interaction[Client]", find: Callable[[], KeptCard]) -> Callable[[], Shown]:
    """What finds a card and draws it for the place where it is asked for."""
    return partial(found, find, interaction.client.settings.passages, can_begin_thread(interaction))


def found(find: Callable[[], KeptCard], size: int, threads: bool) -> Shown:
    """A card and how it is drawn: both take their time, so this is for a thread."""
    kept = find()
    return kept, drawn(kept, threads=threads, size=size)
