"""The command tree: where commands may be used, and the one place that catches what goes wrong in them."""

import logging
import traceback
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord import app_commands

from bot.discord.card import notice
from bot.discord.commands import ask_command
from bot.discord.view import layout
from corpus.errors import PullquoteError, QuestionError

if TYPE_CHECKING:
    from bot.discord.client import Client

FAILED = "Something went wrong here, and the operator's log says what. Please try again later."
UNAVAILABLE = "The articles cannot be searched at the moment. Please try again later."
OUTDATED = "This command has changed. Please reload Discord and try again."

# Unknown interaction, unknown webhook, invalid webhook token, already acknowledged: nobody waits for a reply
# any more, and every further request would count towards a ban.
_GONE = frozenset({10062, 10015, 50027, 40060})

_log = logging.getLogger(__name__)


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

    async def on_error(
        self, interaction: "discord.Interaction[Client]", error: app_commands.AppCommandError, /
    ) -> None:
        """Called by discord.py with whatever a command raised."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        metrics = interaction.client.metrics
        if is_gone(cause):
            metrics.late.inc()
            _log.warning("too late", extra={"interaction": interaction.id, "reason": str(cause)})
            return
        if not isinstance(cause, QuestionError):
            metrics.failures.inc()
        _write_down(interaction, cause)
        with interaction.client.desk.seat():
            await _explain(interaction, sentence(cause))


def is_gone(error: BaseException) -> bool:
    """Whether Discord no longer knows the interaction, so that no reply can reach anybody."""
    return isinstance(error, discord.HTTPException) and error.code in _GONE


def sentence(error: BaseException) -> str:
    """What the person who asked is told. Other errors' messages name files and commands of the operator's."""
    match error:
        case QuestionError():
            text = str(error)
            return f"{text[:1].upper()}{text[1:].rstrip('.')}."
        case PullquoteError():
            return UNAVAILABLE
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return OUTDATED
        case _:
            return FAILED


async def _explain(interaction: discord.Interaction[Any], text: str) -> None:
    """Where the answer would have been, if it was promised; else for the asker alone."""
    view = layout(notice(text))
    try:
        if interaction.response.is_done():
            await interaction.edit_original_response(view=view)
        else:
            await interaction.response.send_message(view=view, ephemeral=True)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        _log.warning("not explained", extra={"interaction": interaction.id, "reason": type(error).__name__})


def _write_down(interaction: discord.Interaction[Any], error: BaseException) -> None:
    fields = {"interaction": interaction.id, "kind": type(error).__name__}
    if isinstance(error, QuestionError):
        _log.info("question refused", extra=fields)
    else:
        _log.error("command failed", extra=fields | {"stack": _stack(interaction, error)})


def _stack(interaction: discord.Interaction[Any], error: BaseException) -> str:
    """The stack with its messages, but without the words that were asked."""
    stack = "".join(traceback.format_exception(error))
    for value in vars(interaction.namespace).values():
        for form in {str(value), repr(value)[1:-1]}:
            stack = stack.replace(form, "[question]") if form else stack
    return stack
