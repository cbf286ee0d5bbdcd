"""What the Discord front end needs of the engine."""

from datetime import datetime
from typing import Protocol

from bot.records import Answer, Question
from bot.timeline import Timeline
from bot.verdicts import Verdict
from corpus.records import Article


class Status(Protocol):
    """The index that answers come from."""

    @property
    def documents(self) -> int:
        """How many documents it holds."""

    @property
    def passages(self) -> int:
        """How many paragraphs it can quote."""

    @property
    def generation(self) -> str:
        """The name of the generation that is open."""

    @property
    def built(self) -> datetime:
        """When that generation was built."""


class Engine(Protocol):
    """Answers questions; safe to call from several threads at once."""

    def answer(self, question: Question, *, limit: int) -> Answer:
        """At most `limit` passages, best first, or a reason. Raises PullquoteError."""

    def article(self, identifier: str) -> Article | None:
        """A whole article, or None where the index does not hold it."""

    def verify(self, quotation: str, *, speaker: str | None = None) -> Verdict:
        """Whether the articles print these words, and whether this speaker said them. Raises QuestionError."""

    def quotes(self, speaker: str, about: str | None, *, limit: int) -> Timeline:
        """What somebody said, oldest first, about a subject or at all. Raises QuestionError."""

    def refresh(self) -> bool:
        """Pick up a newer generation of the index; True when there was one."""

    def status(self) -> Status:
        """What is in the index now."""

    def sources(self) -> list[tuple[str, int]]:
        """The sources with their numbers of documents, most first."""

    def speakers(self) -> list[tuple[str, int]]:
        """The speakers with their numbers of passages, most first."""
