"""Asks the engine, keeps what was found, and finds it again. Knows nothing of discord.py."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import TypeVar

from bot.config import DiscordSettings
from bot.discord.archive import Archive, new_key
from bot.discord.engine import Engine, Status
from bot.discord.keeping import kept_passage
from bot.discord.kept import CardKind, KeptCard
from bot.discord.metrics import Metrics
from bot.records import Answer, Passage, Question
from bot.verdicts import Verdict
from corpus.errors import QuestionError, StateError

FORGOTTEN = "This card is too old: what it showed is no longer kept. Please ask again."
NEWEST = 60  # passages of a timeline
PLACES = 3  # where a quotation stands
PAGES = 4  # how many cards' worth of passages are looked for and kept
_LONGEST_HISTORY = 20  # questions

Found = TypeVar("Found")

_log = logging.getLogger(__name__)


class Forgotten(QuestionError):
    """The card that a button stands on is no longer kept."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and where: a conversation goes on in its thread."""

    person: int
    thread: int | None = None  # Discord's number of the place, which may be a thread of ours
    private: bool = False


@dataclass(frozen=True, slots=True)
class Clerk:
    """Every call reads the index or the disk: for threads, not for an event loop."""

    engine: Engine
    archive: Archive
    settings: DiscordSettings
    metrics: Metrics

    def answer(self, question: Question, asker: Asker) -> KeptCard:
        """The card that answers, kept. In a thread of ours it goes on where the last card there ended."""
        before = self._latest(asker.thread)
        asked = continued(before, question) if before and not question.history else question
        started = time.monotonic()
        answer, status = self._answered(asked)
        seconds = round(time.monotonic() - started, 4)
        self._log_answer(answer, seconds)
        if answer.timings is not None:
            self.metrics.timed(answer.timings)
        card = self._kept(self._card(CardKind.ANSWER, answer, status, asker))
        if before and asker.thread is not None and not asker.private:
            self._carry_on(asker.thread, card)
        return card

    def sources(self, text: str, asker: Asker) -> KeptCard:
        """The passages nearest to a text, whether or not they would answer it as a question."""
        answer, status = self._answered(Question(text))
        return self._kept(self._card(CardKind.SOURCES, answer, status, asker))

    def quotes(self, speaker: str, about: str | None, asker: Asker) -> KeptCard:
        """What somebody said, oldest first; a reason where nothing was said about the subject."""
        line, status = self._steadily(lambda: self.engine.quotes(speaker, about, limit=NEWEST))
        title = f"{line.speaker} on {about}" if about else line.speaker
        reason = None if line.passages else f"No passage here quotes {line.speaker} about {about}."
        answer = Answer(Question(title, speaker=line.speaker), line.passages, reason=reason)
        return self._kept(replace(self._card(CardKind.TIMELINE, answer, status, asker), found=line.found))

    def verdict(self, text: str, speaker: str | None, asker: Asker) -> tuple[KeptCard, Verdict]:
        """What becomes of a quotation, and the card that keeps the places where its words stand."""
        verdict, status = self._steadily(lambda: self.engine.verify(text, speaker=speaker))
        passages = tuple(Passage(found.quotes[0].paragraph, 1.0, found.said) for found in verdict.found[:PLACES])
        answer = Answer(Question(verdict.quotation), passages, reason=None if passages else verdict.reason)
        return self._kept(self._card(CardKind.VERDICT, answer, status, asker)), verdict

    def remember(self, message: int, card: KeptCard) -> None:
        """Note which message shows a card, so that replies to it are understood."""
        try:
            if card.key:
                self.archive.show(message, card.key)
        except StateError:  # the answer stands there; that is what counts
            _log.exception("message not remembered")

    def find(self, key: str) -> KeptCard:
        """The kept card. Raises Forgotten."""
        card = self.archive.find(key)
        if card is None:
            raise Forgotten(FORGOTTEN)
        return card

    def _latest(self, thread: int | None) -> KeptCard | None:
        try:
            return self.archive.latest(thread) if thread is not None else None
        except StateError:  # a question is answered even where nothing can be remembered
            _log.exception("conversation not found")
            return None

    def _carry_on(self, thread: int, card: KeptCard) -> None:
        if card.key:
            with suppress(StateError):  # then the next question goes on from the card before
                self.archive.carry_on(thread, card.key)

    def _answered(self, question: Question) -> tuple[Answer, Status]:
        return self._steadily(lambda: self.engine.answer(question, limit=PAGES * self.settings.passages))

    def _steadily(self, find: Callable[[], Found]) -> tuple[Found, Status]:
        """What is found and the state of the index that it was found in, which may be exchanged at any moment."""
        while True:
            status = self.engine.status()
            found = find()
            if self.engine.status().generation == status.generation:
                return found, status

    def _card(self, kind: CardKind, answer: Answer, status: Status, asker: Asker) -> KeptCard:
        asked, article = answer.question, cache(self.engine.article)
        return KeptCard(
            key=new_key(),
            kind=kind,
            question=asked.text,
            asker=asker.person,
            asked=datetime.now(UTC),
            generation=status.generation,
            built=status.built,
            passages=tuple(kept_passage(passage, article) for passage in answer.passages or answer.closest),
            reason=answer.reason,
            history=asked.history,
            speaker=asked.speaker,
            source=asked.source,
            since=asked.since,
            until=asked.until,
            carried=answer.carried,
            people=answer.people,
            private=asker.private,
        )

    def _log_answer(self, answer: Answer, seconds: float) -> None:
        fields: dict[str, object] = {"passages": len(answer.passages), "seconds": seconds}
        if self.settings.log_questions:
            fields["question"] = answer.question.text
        _log.info("answered", extra=fields)

    def _kept(self, card: KeptCard) -> KeptCard:
        """The card once it is on the disk; where that fails, without a key: it is shown without buttons."""
        try:
            self.archive.keep(card)
        except StateError:
            _log.exception("card not kept")
            return replace(card, key="")
        return card


def following(card: KeptCard, text: str) -> Question:
    """A further question in the conversation of a card, under the same filters."""
    return Question(text, _history(card), card.speaker, card.source, card.since, card.until)


def continued(card: KeptCard, question: Question) -> Question:
    """A question with filters of its own in the conversation of a card."""
    return replace(question, history=_history(card))


def afresh(card: KeptCard) -> Question:
    """The question of a card without what was asked before it."""
    return Question(card.question, (), card.speaker, card.source, card.since, card.until)


def _history(card: KeptCard) -> tuple[str, ...]:
    return (*card.history, card.question)[-_LONGEST_HISTORY:]
