"""Where an answer goes: for everybody, or for the asker alone."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import aiohttp
from discord import ChannelType, Interaction, InteractionResponseType
from discord.ui import LayoutView

from bot.discord.card import notice
from bot.discord.view import layout

T = TypeVar("T")

TO_ASKER = "What came of this is told to the asker alone."


async def whisper(interaction: Interaction[Any], view: LayoutView) -> None:
    """Show something to the asker alone, whatever was promised before.

    Whether an answer is for everybody is fixed when it is promised, and until the promise is kept Discord takes every
    further message for it. So what was promised to everybody becomes one line, and goes once the asker has been told.
    """
    response = interaction.response
    if not response.is_done():
        await response.send_message(view=view, ephemeral=True)
    elif not _promised(interaction):
        await interaction.followup.send(view=view, ephemeral=True)
    elif is_private(interaction):
        await interaction.edit_original_response(view=view)
    else:
        await interaction.edit_original_response(view=layout(notice(TO_ASKER)))
        await interaction.followup.send(view=view, ephemeral=True)
        await interaction.delete_original_response()


async def promise(interaction: Interaction[Any], *, private: bool, over: bool = False) -> None:
    """Acknowledge within Discord's 3 seconds; the answer follows, `over` the card whose button was pressed or anew."""
    interaction.extras["private"] = private
    await again(lambda: interaction.response.defer(thinking=not over, ephemeral=private))


async def again(send: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Send, and once more where the line broke: an idle connection may be closed just when it is used again."""
    try:
        return await send()
    except aiohttp.ClientConnectionError:
        return await send()


def is_private(interaction: Interaction[Any]) -> bool:
    """Whether the answer was promised to the asker alone."""
    return bool(interaction.extras.get("private"))


async def in_place(interaction: Interaction[Any], view: LayoutView, asker: int) -> None:
    """Turn over the message whose button was pressed; for somebody else than the asker, a copy of their own."""
    if is_theirs(interaction, asker):
        await interaction.response.edit_message(view=view)
    else:
        await interaction.response.send_message(view=view, ephemeral=True)


def is_theirs(interaction: Interaction[Any], asker: int) -> bool:
    """Whether the message whose button was pressed may change under it: it is the asker's, or nobody else sees it."""
    message = interaction.message
    return interaction.user.id == asker or (message is not None and message.flags.ephemeral)


def can_begin_thread(interaction: Interaction[Any]) -> bool:
    """Whether the bot is a member here and the channel can have threads."""
    channel = interaction.channel
    here = interaction.guild_id is not None and interaction.client.get_guild(interaction.guild_id) is not None
    return here and channel is not None and channel.type in (ChannelType.text, ChannelType.news)


def _promised(interaction: Interaction[Any]) -> bool:
    return interaction.response.type is InteractionResponseType.deferred_channel_message
