"""The texts of an answer card, laid out within Discord's limits. Knows nothing of discord.py."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.discord.citation import Cut, citation, day
from bot.discord.engine import Status
from bot.discord.excerpt import excerpt, length, shortened
from bot.discord.markdown import Span, escape, marked, one_line, quoted
from bot.records import Answer, Passage

LONGEST_CARD = 3_900  # Discord refuses more than 4,000 characters over all texts of a message
LONGEST_QUESTION = 200
LONGEST_PASSAGE = 650  # after escaping
LONGEST_REASON = 400
NEAR_MISSES = "**Near misses.** These passages come closest, but do not answer the question."


@dataclass(frozen=True, slots=True)
class CitedQuotation:
    """A block quotation and its citation: two texts, so that no parser takes one for a part of the other."""

    quotation: str
    citation: str


@dataclass(frozen=True, slots=True)
class Card:
    """The texts of a message, top to bottom, each in Discord's markdown."""

    head: tuple[str, ...]
    passages: tuple[CitedQuotation, ...] = ()
    footer: str = ""

    @property
    def length(self) -> int:
        """Characters over all texts, as Discord counts them."""
        passages = sum(length(passage.quotation) + length(passage.citation) for passage in self.passages)
        return sum(map(length, self.head)) + passages + length(self.footer)


def answer_card(answer: Answer, status: Status) -> Card:
    """The answer, or why there is none; the last passages are dropped if the card would be too long."""
    head = _head(answer)
    offered = answer.passages or answer.closest
    passages = tuple(cited(number, passage) for number, passage in enumerate(offered, start=1))
    for count in range(len(passages), 0, -1):
        card = Card(head, passages[:count], _footer(answer, offered[:count], status))
        if card.length <= LONGEST_CARD:
            return card
    return Card(head, (), _footer(answer, (), status))


def notice(sentence: str) -> Card:
    """One calm sentence, for what could not be done."""
    return Card((escape(shortened(one_line(sentence), LONGEST_REASON)),))


def cited(number: int, passage: Passage) -> CitedQuotation:
    """As much of the paragraph as fits, with what answers in bold; the citation says what was left out."""
    text = passage.paragraph.text
    bold = [(quote.start, quote.end) for quote in passage.highlights]
    start, end = excerpt(text, min(bold, default=None), partial(_fits, text, bold))
    cut = Cut(beginning=bool(text[:start].strip()), end=bool(text[end:].strip()))
    return CitedQuotation(_quotation(text, bold, start, end), citation(number, passage, cut))


def _head(answer: Answer) -> tuple[str, ...]:
    question = f"### {escape(shortened(one_line(answer.question.text), LONGEST_QUESTION))}"
    reason = escape(shortened(one_line(answer.reason or ""), LONGEST_REASON))
    near_misses = NEAR_MISSES if answer.closest else ""
    return tuple(text for text in (question, reason, near_misses) if text)


def _fits(text: str, bold: Sequence[Span], start: int, end: int) -> bool:
    return end - start <= LONGEST_PASSAGE and length(_quotation(text, bold, start, end)) <= LONGEST_PASSAGE


def _quotation(text: str, bold: Iterable[Span], start: int, end: int) -> str:
    clipped = ((max(first, start) - start, min(last, end) - start) for first, last in bold)
    return quoted(marked(text[start:end], [span for span in clipped if span[0] < span[1]]))


def _footer(answer: Answer, shown: Sequence[Passage], status: Status) -> str:
    index = f"index of {day(status.built)}, {_count(status.documents, 'article')}"
    if not answer.answered:
        return f"-# {index}"
    of_all = "" if len(shown) == len(answer.passages) else f"{len(shown)} of "
    passages = _count(len(answer.passages), "passage")
    articles = _count(len({passage.paragraph.document.id for passage in shown}), "article")
    return f"-# {of_all}{passages} from {articles} · {index}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
