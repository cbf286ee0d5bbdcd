"""`/status` and `/help`: what the bot holds, how it fares and what it can do; for the asker alone."""

import math
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from discord import Interaction, app_commands

from bot.discord.card import Card
from bot.discord.markdown import escape
from bot.discord.view import layout

if TYPE_CHECKING:
    from bot.discord.client import Client

HOW = (
    "Ask about what the articles say, and you get their own words, with who said them and where. Nothing is made up: "
    "where the articles do not answer, the answer is no. The options narrow a question down by speaker, source and day."
)


def about_commands() -> list[app_commands.Command[Any, ..., None]]:
    """The commands that tell about the bot."""

    @app_commands.command(name="status", description="Say what is indexed and how the bot fares")
    async def status(interaction: "Interaction[Client]") -> None:
        await interaction.response.send_message(view=layout(status_card(interaction.client)), ephemeral=True)

    @app_commands.command(name="help", description="Say what there is to ask")
    async def help_(interaction: "Interaction[Client]") -> None:
        view = layout(help_card(interaction.client.tree.get_commands()))
        await interaction.response.send_message(view=view, ephemeral=True)

    return [status, help_]


def status_card(client: "Client") -> Card:
    """The index, and the bot's health."""
    index, desk = client.engine.status(), client.desk
    connection = "not known yet" if not math.isfinite(client.latency) else f"{client.latency * 1e3:.0f} ms"
    lines = (
        f"{index.documents:,} articles, {index.passages:,} passages",
        f"generation {escape(index.generation)}, built <t:{index.built.timestamp():.0f}:f>",
        f"up for {duration(time.monotonic() - client.started)}, servers: {len(client.guilds):,}",
        f"connection: {connection}",
        f"answers: {_latencies(desk.latencies)}",
        f"waiting: {desk.taken:,} of {client.settings.seats:,} seats",
    )
    return Card(("### Status", "\n".join(lines)))


def help_card(
    commands: Iterable[app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu],
) -> Card:
    """What each command is for, as it is registered."""
    lines = [
        f"Apps › **{escape(command.name)}** — on a message"
        if isinstance(command, app_commands.ContextMenu)
        else f"**/{escape(command.name)}** — {escape(command.description)}"
        for command in commands
    ]
    return Card(("### Pullquote", HOW, "\n".join(lines)))


def duration(seconds: float) -> str:
    """The two largest units of a time: 3 d 4 h, 5 min 6 s."""
    rest, parts = int(seconds), list[str]()
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        count, rest = divmod(rest, size)
        if count or parts or unit == "s":
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2])


def _latencies(seconds: Sequence[float]) -> str:
    if not seconds:
        return "none yet"
    ordered = sorted(seconds)
    median, slow = (ordered[int(share * (len(ordered) - 1))] * 1e3 for share in (0.5, 0.95))
    return f"half within {median:.0f} ms, 95 % within {slow:.0f} ms, of the latest {len(ordered):,}"
