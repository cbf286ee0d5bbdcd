"""Questions that come as messages: replies to a card, and mentions in a thread that began with one.

Discord tells a bot the words of a message only where it is mentioned or written to directly; a reply mentions it.
"""

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

import discord

from bot.discord.asking import found
from bot.discord.card import Card, notice
from bot.discord.clerk import Asker, following
from bot.discord.explaining import is_gone, sentence, write_down
from bot.discord.kept import KeptCard
from bot.discord.view import layout

if TYPE_CHECKING:
    from bot.discord.client import Client

_log = logging.getLogger(__name__)


async def heard(client: "Client", message: discord.Message) -> None:
    """Answer a message that goes on with a conversation; leave all others alone."""
    text = _words(client, message)
    if message.author.bot or not text:
        return
    card = await asyncio.to_thread(_conversation, client, message)
    if card is None:
        return
    with client.desk.seat():
        try:
            await _answer(client, message, card, text)
        except Exception as error:
            if not is_gone(error):
                write_down({"reply_to": message.id}, error, [text])
                await _reply(message, notice(sentence(error)))


async def _answer(client: "Client", message: discord.Message, card: KeptCard, text: str) -> None:
    refusal = client.desk.refusal(message.author.id)
    if refusal:
        await _reply(message, notice(refusal))
        return
    asker = Asker(message.author.id, message.channel.id)
    find = partial(client.clerk.answer, following(card, text), asker)
    kept, drawn = await client.desk.answer(partial(found, find, client.settings.passages, _can_thread(message)))
    sent = await _reply(message, drawn)
    if sent is not None:
        await asyncio.to_thread(client.clerk.remember, sent.id, kept)


async def _reply(message: discord.Message, card: Card) -> discord.Message | None:
    try:
        return await message.reply(view=layout(card), mention_author=False)
    except (discord.Forbidden, discord.NotFound) as error:  # no right to speak there, or the question was deleted
        _log.warning("not replied", extra={"reply_to": message.id, "reason": error.code})
        return None


def _conversation(client: "Client", message: discord.Message) -> KeptCard | None:
    """The card that is replied to, or the one that the thread has come to."""
    reference = message.reference
    if reference is not None and reference.message_id is not None:
        return client.archive.shown(reference.message_id)
    return client.archive.latest(message.channel.id)


def _words(client: "Client", message: discord.Message) -> str:
    """What was written, without the mention of the bot; empty where it is not for the bot."""
    user = client.user
    if user is None or (message.guild is not None and user not in message.mentions):
        return ""
    return message.content.replace(f"<@{user.id}>", " ").replace(f"<@!{user.id}>", " ").strip()


def _can_thread(message: discord.Message) -> bool:
    return message.guild is not None and isinstance(message.channel, discord.TextChannel)
