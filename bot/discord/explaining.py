"""What goes wrong is one calm sentence for the person who asked, and all the rest for the log."""

import logging
import traceback
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import app_commands

from bot.discord.card import notice
from bot.discord.replies import whisper
from bot.discord.view import layout
from corpus.errors import PullquoteError, QuestionError, StateError

if TYPE_CHECKING:
    from bot.discord.client import Client

FAILED = "Something went wrong here, and the operator's log says what. Please try again later."
UNAVAILABLE = "The articles cannot be searched at the moment. Please try again later."
UNREMEMBERED = "What this card showed cannot be read at the moment. Please try again later."
OUTDATED = "This command has changed. Please reload Discord and try again."

# Unknown interaction, unknown webhook, invalid webhook token, already acknowledged: nobody waits for a reply
# any more, and every further request would count towards a ban.
_GONE = frozenset({10062, 10015, 50027, 40060})

_REFUSALS = (QuestionError, app_commands.CheckFailure)  # what is asked is at fault, or who asks

_log = logging.getLogger(__name__)


async def explain(interaction: "discord.Interaction[Client]", error: BaseException) -> None:
    """Tell the person who asked, unless nobody waits any more, and write to the log what happened."""
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    metrics = interaction.client.metrics
    if is_gone(cause):
        metrics.late.inc()
        _log.warning("too late", extra={"interaction": interaction.id, "reason": str(cause)})
        return
    if not isinstance(cause, _REFUSALS):
        metrics.failures.inc()
    write_down({"interaction": interaction.id}, cause, _words(interaction))
    with interaction.client.desk.seat():
        await _tell(interaction, sentence(cause))


def is_gone(error: BaseException) -> bool:
    """Whether Discord no longer knows the interaction, so that no reply can reach anybody."""
    return isinstance(error, discord.HTTPException) and error.code in _GONE


def sentence(error: BaseException) -> str:
    """What the person who asked is told. Other errors' messages name files and commands of the operator's."""
    match error:
        case QuestionError() | app_commands.CheckFailure():
            text = str(error)
            return f"{text[:1].upper()}{text[1:].rstrip('.')}."
        case StateError():
            return UNREMEMBERED
        case PullquoteError():
            return UNAVAILABLE
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return OUTDATED
        case _:
            return FAILED


def write_down(place: Mapping[str, object], error: BaseException, words: Iterable[str]) -> None:
    """Log a failure with its stack, but without the words that were asked."""
    fields = {**place, "kind": type(error).__name__}
    if isinstance(error, _REFUSALS):
        _log.info("question refused", extra=fields)
    else:
        _log.error("command failed", extra=fields | {"stack": _stack(error, words)})


async def _tell(interaction: "discord.Interaction[Client]", text: str) -> None:
    try:
        await whisper(interaction, layout(notice(text)))
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        _log.warning("not explained", extra={"interaction": interaction.id, "reason": type(error).__name__})


def _words(interaction: "discord.Interaction[Client]") -> list[str]:
    options = [str(value) for value in vars(interaction.namespace).values()]
    return [*options, *interaction.extras.get("words", [])]


def _stack(error: BaseException, words: Iterable[str]) -> str:
    stack = "".join(traceback.format_exception(error))
    for word in words:
        for form in {word, repr(word)[1:-1]}:
            stack = stack.replace(form, "[question]") if form else stack
    return stack
