"""The composition root: settings become an engine that every front end asks."""

from pathlib import Path

from bot.answerer import Answerer
from bot.config import Config
from bot.records import Answer, Question, Status
from bot.verdicts import Verdict
from bot.verification import verify
from corpus.records import Article, Paragraph, Speaker
from embeddings import generations
from embeddings.drift import Drift, find_drift


class Engine:
    """Answers questions from the current generation of an index; safe to share by threads.

    A question uses the generation it began with, whatever is opened meanwhile.
    """

    def __init__(self, config: Config, home: Path) -> None:
        """Open the index in `home`. Raises IndexMissing, IndexDamaged or IndexMismatch."""
        self._config = config
        self._home = home
        self._answerer = Answerer.open(self._home, self._config)

    def answer(self, question: Question, *, limit: int | None = None) -> Answer:
        """The best passages, at most `limit` or as many as the settings say. Raises QuestionError."""
        return self._answerer.answer(question, limit=limit or self._config.ask.passages)

    def verify(self, quotation: str, *, speaker: str | None = None) -> Verdict:
        """Whether the articles print these words, and whether this speaker said them. Raises QuestionError."""
        return verify(self._answerer.index, quotation, speaker=speaker)

    def refresh(self) -> bool:
        """Open the generation that was built meanwhile, if there is one; whether there was."""
        if generations.current(self._home) == self._answerer.index.folder:
            return False
        self._answerer = Answerer.open(self._home, self._config)
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
        return self._answerer.index.store.article(identifier)

    def context(self, paragraph: Paragraph, around: int) -> tuple[Paragraph, ...]:
        """The paragraph with up to so many before and after it."""
        article = self.article(paragraph.document.id)
        if article is None:
            return (paragraph,)
        first = max(0, paragraph.ordinal - around)
        return article.paragraphs[first : paragraph.ordinal + around + 1]

    def drift(self) -> Drift:
        """What changed in the corpus since the index was built. Raises CorpusError where it is gone."""
        return find_drift(self._answerer.index)

    def check(self) -> None:
        """Read the whole index and compare it with what was written. Raises IndexDamaged."""
        self._answerer.index.check()
