"""`/quotes`, `/verify` and, on a message, “Find sources”."""

from functools import partial
from typing import TYPE_CHECKING, Any

import discord
from discord import Interaction, app_commands

from bot.discord.asking import Shown, hide, respond, shown
from bot.discord.clerk import Asker, Clerk
from bot.discord.excerpt import shortened
from bot.discord.options import asked, speaker_choices
from bot.discord.verdict_card import verdict_card
from corpus.errors import QuestionError

if TYPE_CHECKING:
    from bot.discord.client import Client

LONGEST_SUBJECT = 300
LONGEST_NAME = 200
LONGEST_QUOTATION = 6_000  # Discord's own limit; the engine says which quotations are too long
LONGEST_MESSAGE = 1_000  # characters of a message that sources are found for
NO_TEXT = "there are no words in this message to find sources for"


def lookup_commands() -> list[app_commands.Command[Any, ..., None] | app_commands.ContextMenu]:
    """The commands that look up what was said."""

    @app_commands.command(name="quotes", description="What somebody said, oldest first")
    @app_commands.describe(
        speaker="Whose words", about="Only on this subject", private="Show the quotations to you alone"
    )
    @app_commands.autocomplete(speaker=speaker_choices)
    async def quotes(
        interaction: "Interaction[Client]",
        speaker: app_commands.Range[str, 1, LONGEST_NAME],
        about: app_commands.Range[str, 1, LONGEST_SUBJECT] | None = None,
        private: bool = False,
    ) -> None:
        client = interaction.client
        hide(interaction, speaker, about or "")
        subject = (about or "").strip() or None
        known = asked(subject or speaker, client.directory, speaker=speaker, source=None, since=None, until=None)
        asker = Asker(interaction.user.id, private=private)
        find = partial(client.clerk.quotes, known.speaker or speaker, subject, asker)
        await respond(interaction, shown(interaction, find), private=private)

    @app_commands.command(name="verify", description="Check whether the articles print these words, and whose they are")
    @app_commands.describe(
        text="The quotation; its speaker may follow: “…” — Name",
        speaker="Who is said to have said it",
        private="Show the result to you alone",
    )
    @app_commands.autocomplete(speaker=speaker_choices)
    async def verify(
        interaction: "Interaction[Client]",
        text: app_commands.Range[str, 1, LONGEST_QUOTATION],
        speaker: app_commands.Range[str, 1, LONGEST_NAME] | None = None,
        private: bool = False,
    ) -> None:
        hide(interaction, text, speaker or "")
        asker = Asker(interaction.user.id, private=private)
        judge = partial(_judged, interaction.client.clerk, text, speaker, asker)
        await respond(interaction, judge, private=private)

    @app_commands.context_menu(name="Find sources")
    async def find_sources(interaction: "Interaction[Client]", message: discord.Message) -> None:
        hide(interaction, message.content)
        if not message.content.strip():
            raise QuestionError(NO_TEXT)
        asker = Asker(interaction.user.id, private=True)
        find = partial(interaction.client.clerk.sources, shortened(message.content, LONGEST_MESSAGE), asker)
        await respond(interaction, shown(interaction, find), private=True)

    return [quotes, verify, find_sources]


def _judged(clerk: Clerk, text: str, speaker: str | None, asker: Asker) -> Shown:
    kept, verdict = clerk.verdict(text, speaker, asker)
    return kept, verdict_card(verdict, kept)
