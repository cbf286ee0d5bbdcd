"""The options of a question in Discord: what is offered while somebody types, and what it becomes."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from discord import Interaction
from discord.app_commands import Choice

from bot.discord.directory import Directory, Listing
from bot.discord.excerpt import shortened
from bot.discord.markdown import one_line
from bot.discord.periods import Period, period, suggestions
from bot.records import Question
from corpus.errors import QuestionError

if TYPE_CHECKING:
    from bot.discord.client import Client

MOST_CHOICES = 25
LONGEST_CHOICE = 100


async def speaker_choices(interaction: "Interaction[Client]", typed: str) -> list[Choice[str]]:
    """Speakers that the index holds."""
    return choices(interaction.client.directory.speakers.names.matching(typed, limit=MOST_CHOICES))


async def source_choices(interaction: "Interaction[Client]", typed: str) -> list[Choice[str]]:
    """Sources that the index holds."""
    return choices(interaction.client.directory.sources.names.matching(typed, limit=MOST_CHOICES))


async def day_choices(_interaction: "Interaction[Client]", typed: str) -> list[Choice[str]]:
    """Days, months, years and stretches that end today."""
    return choices(suggestions(typed, today()))


def choices(texts: Iterable[str]) -> list[Choice[str]]:
    """As many as Discord takes, each as long as it takes; a value that is cut is found again by its beginning."""
    shown = [(shortened(one_line(text), LONGEST_CHOICE), text) for text in texts if text.strip()]
    return [Choice(name=name, value=_value(text)) for name, text in shown[:MOST_CHOICES]]


def asked(
    text: str, directory: Directory, *, speaker: str | None, source: str | None, since: str | None, until: str | None
) -> Question:
    """The question with its filters, checked: what is offered while typing binds nobody. Raises QuestionError."""
    first, last = _period(since), _period(until)
    return Question(
        text,
        (),
        _known(speaker, directory.speakers, "speaker"),
        _known(source, directory.sources, "source"),
        first.first if first else None,
        last.last if last else None,
    )


def today() -> date:
    """Today in UTC, by which articles are dated."""
    return datetime.now(UTC).date()


def _value(text: str) -> str:
    return text if len(text.encode("utf-16-le")) <= 2 * LONGEST_CHOICE else _cut(text)


def _cut(text: str) -> str:
    return text.encode("utf-16-le")[: 2 * LONGEST_CHOICE].decode("utf-16-le", errors="ignore")


def _known(name: str | None, listing: Listing, what: str) -> str | None:
    if name is None:
        return None
    found = listing.names.exact(name) or next(iter(listing.names.matching(name, limit=1) if name.strip() else ()), None)
    if found is None:
        shown = shortened(one_line(name), LONGEST_CHOICE)
        raise QuestionError(f"the articles know no {what} “{shown}”; /{what}s lists those that they know")
    return found


def _period(text: str | None) -> Period | None:
    if text is None:
        return None
    try:
        return period(shortened(one_line(text), LONGEST_CHOICE), today())
    except ValueError as error:
        raise QuestionError(str(error)) from error
