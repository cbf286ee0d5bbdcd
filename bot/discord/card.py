"""What a message says and which buttons it has, within Discord's limits. Knows nothing of discord.py."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.discord.actions import Button
from bot.discord.citation import Cut, citation
from bot.discord.excerpt import excerpt, length, shortened
from bot.discord.kept import KeptPassage
from bot.discord.markdown import Span, escape, marked, one_line, quoted

LONGEST_CARD = 3_900  # Discord refuses more than 4,000 characters over all texts of a message
LONGEST_PASSAGE = 650  # after escaping
LONGEST_SENTENCE = 400


@dataclass(frozen=True, slots=True)
class CitedQuotation:
    """A block quotation and its citation: two texts, so that no parser takes one for a part of the other."""

    quotation: str
    citation: str
    button: Button | None = None
    beside: str = ""  # what the quotation is compared with, above it


@dataclass(frozen=True, slots=True)
class Card:
    """The texts of a message, top to bottom, each in Discord's markdown, and its buttons."""

    head: tuple[str, ...]
    passages: tuple[CitedQuotation, ...] = ()
    footer: str = ""
    subject: str = ""  # what was carried along, with the button that drops it
    drop: Button | None = None
    buttons: tuple[Button, ...] = ()  # at most five

    @property
    def length(self) -> int:
        """Characters over all texts, as Discord counts them."""
        passages = (length(p.beside) + length(p.quotation) + length(p.citation) for p in self.passages)
        return sum(map(length, self.head)) + sum(passages) + length(self.footer) + length(self.subject)


def notice(sentence: str) -> Card:
    """One calm sentence, for what could not be done."""
    return Card((plain(sentence, LONGEST_SENTENCE),))


def plain(text: str, longest: int) -> str:
    """Text that is not a quotation, on one line, shortened and escaped."""
    return escape(shortened(one_line(text), longest))


def cited(number: int, passage: KeptPassage, button: Button | None = None, *, heading: str = "") -> CitedQuotation:
    """As much of the paragraph as fits, with what answers in bold; the citation says what was left out."""
    quotation, cut = fitting(passage.text, passage.bold, LONGEST_PASSAGE)
    return CitedQuotation(f"{heading}\n{quotation}" if heading else quotation, citation(number, passage, cut), button)


def fitting(text: str, bold: Sequence[Span], longest: int, *, keep: Span | None = None) -> tuple[str, Cut]:
    """The block quotation of as much of a text as fits, and what of it had to be left out: not what is to be kept."""
    start, end = excerpt(text, keep or min(bold, default=None), partial(_fits, text, bold, longest))
    cut = Cut(beginning=bool(text[:start].strip()), end=bool(text[end:].strip()))
    return _quotation(text, bold, start, end), cut


def _fits(text: str, bold: Sequence[Span], longest: int, start: int, end: int) -> bool:
    return end - start <= longest and length(_quotation(text, bold, start, end)) <= longest


def _quotation(text: str, bold: Iterable[Span], start: int, end: int) -> str:
    clipped = ((max(first, start) - start, min(last, end) - start) for first, last in bold)
    return quoted(marked(text[start:end], [span for span in clipped if span[0] < span[1]]))
