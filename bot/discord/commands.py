"""The slash command that answers."""

from typing import TYPE_CHECKING, Any

from discord import Interaction, app_commands

from bot.discord import asking
from bot.discord.options import asked, day_choices, source_choices, speaker_choices

if TYPE_CHECKING:
    from bot.discord.client import Client

LONGEST_OPTION = 6_000  # Discord's own limit; the engine says which questions are too long


def ask_command() -> app_commands.Command[Any, ..., None]:
    """`/ask question`: the passages that answer it."""

    @app_commands.command(name="ask", description="Find what the articles say, quoted word for word with its source")
    @app_commands.describe(
        question="For example: what did Zhu Feng say about an alliance?",
        speaker="Only what this person or organisation said",
        source="Only from this source",
        since="From this day on: 2021, 2021-05, 2021-05-23, last 7 days",
        until="Up to this day: 2021, 2021-05, 2021-05-23, yesterday",
        private="Show the answer to you alone",
    )
    @app_commands.autocomplete(speaker=speaker_choices, source=source_choices, since=day_choices, until=day_choices)
    async def ask(
        interaction: "Interaction[Client]",
        question: app_commands.Range[str, 1, LONGEST_OPTION],
        speaker: str | None = None,
        source: str | None = None,
        since: str | None = None,
        until: str | None = None,
        private: bool = False,
    ) -> None:
        directory = interaction.client.directory
        wanted = asked(question, directory, speaker=speaker, source=source, since=since, until=until)
        await asking.ask(interaction, wanted, private=private)

    return ask
