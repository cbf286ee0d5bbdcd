"""The composition root: settings become an engine that every front end asks."""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.answerer import Answerer
from bot.config import Config, largest_file
from bot.records import Answer, Question, Status
from corpus.errors import IndexDamaged
from corpus.records import Article, Paragraph, Speaker
from embeddings import generations
from embeddings.upkeep import open_before, open_usable

if TYPE_CHECKING:
    from bot.timeline import Timeline
    from bot.verdicts import Verdict
    from embeddings.drift import Drift

Warn = Callable[[str], None]
Told = TypeVar("Told")


class Engine:
    """Answers questions from the current generation of an index; safe to share by threads.

    A question uses the generation it began with, whatever is opened meanwhile. Where the current generation is
    damaged, the one before answers, and `warn` is told a sentence.
    """

    def __init__(self, config: Config, home: Path, *, warn: Warn = lambda _: None, inspect: bool = False) -> None:
        """Open the index in `home`; `inspect` compares every byte of it beside the asking, for those who stay long.

        Raises IndexMissing, IndexDamaged or IndexMismatch.
        """
        self._config = config
        self._home = home
        self._warn = warn
        self._inspect = inspect
        self._changing = threading.Lock()
        self._open()

    def answer(self, question: Question, *, limit: int | None = None) -> Answer:
        """The best passages, at most `limit` or as many as the settings say. Raises QuestionError."""
        most = limit or self._config.ask.passages
        return self._from_whole(lambda answerer: answerer.answer(question, limit=most))

    def verify(self, quotation: str, *, speaker: str | None = None) -> "Verdict":
        """Whether the articles print these words, and whether this speaker said them. Raises QuestionError."""
        from bot.verification import verify  # asking does without, and must not wait for it

        return self._from_whole(lambda answerer: verify(answerer.index, quotation, speaker=speaker))

    def quotes(self, speaker: str, about: str | None = None, *, limit: int) -> "Timeline":
        """What somebody said, oldest first, about a subject or at all: the newest `limit`. Raises QuestionError."""
        from bot.timeline import timeline

        return timeline(self._answerer, speaker, about, limit=limit)

    def refresh(self) -> bool:
        """Open the generation that was built meanwhile, if there is one; whether there was."""
        if generations.pointed(self._home) == self._pointed:
            return False
        self._open()
        return True

    def status(self) -> Status:
        """What is being asked."""
        manifest = self._answerer.index.manifest
        return Status(
            manifest.documents,
            manifest.rows,
            manifest.generation,
            manifest.built,
            manifest.model.name,
            manifest.attributor,
            str(self._answerer.index.folder),
        )

    def sources(self) -> list[tuple[str, int]]:
        """The sources with their numbers of documents, most first."""
        return self._answerer.index.store.sources()

    def speakers(self) -> list[tuple[str, int]]:
        """The speakers with their numbers of passages, most first."""
        return self._answerer.index.store.speakers()

    def speaker_records(self) -> list[Speaker]:
        """The speakers with their other names, role and organisation, most passages first."""
        return self._answerer.index.store.speaker_records()

    def article(self, identifier: str) -> Article | None:
        """A whole article, or None where the index does not hold it."""
        return self._from_whole(lambda answerer: answerer.index.store.article(identifier))

    def context(self, paragraph: Paragraph, around: int) -> tuple[Paragraph, ...]:
        """The paragraph with up to so many before and after it."""
        article = self.article(paragraph.document.id)
        if article is None:
            return (paragraph,)
        first = max(0, paragraph.ordinal - around)
        return article.paragraphs[first : paragraph.ordinal + around + 1]

    def drift(self) -> "Drift":
        """What changed in the corpus since the index was built. Raises CorpusError where it is gone."""
        from embeddings.drift import find_drift  # reads articles, and that imports much

        return find_drift(self._answerer.index, largest=largest_file(self._config))

    def check(self) -> None:
        """Read the whole index and compare it with what was written. Raises IndexDamaged."""
        self._answerer.index.check()

    def _open(self) -> None:
        pointed = generations.pointed(self._home)
        index, warning = open_usable(self._home)
        self._answerer = Answerer.over(index, self._config)
        self._pointed = pointed
        if warning is not None:
            self._warn(warning)
        if self._inspect:
            threading.Thread(target=self._read_whole, args=(self._answerer,), name="inspect", daemon=True).start()

    def _from_whole(self, ask: Callable[[Answerer], Told]) -> Told:
        """What the index tells, or the one before it where damage is met on the way."""
        answerer = self._answerer
        try:
            return ask(answerer)
        except IndexDamaged as error:
            return ask(self._before(answerer, error))

    def _read_whole(self, answerer: Answerer) -> None:
        try:
            answerer.index.check_bytes()
        except IndexDamaged as error:
            with suppress(IndexDamaged):  # then it is met where it is quoted
                self._before(answerer, error)

    def _before(self, damaged: Answerer, error: IndexDamaged) -> Answerer:
        with self._changing:
            if self._answerer is damaged:  # no other thread met it first
                index, warning = open_before(damaged.index, error)
                self._answerer = Answerer.over(index, self._config)
                self._warn(warning)
            return self._answerer
