"""What the Discord front end needs of the engine."""

from datetime import datetime
from typing import Protocol

from bot.records import Answer, Question
from corpus.records import Paragraph


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

    def context(self, paragraph: Paragraph, around: int) -> tuple[Paragraph, ...]:
        """The paragraph with up to so many before and after it."""

    def refresh(self) -> bool:
        """Pick up a newer generation of the index; True when there was one."""

    def status(self) -> Status:
        """What is in the index now."""

    def sources(self) -> list[tuple[str, int]]:
        """The sources with their numbers of documents, most first."""

    def speakers(self) -> list[tuple[str, int]]:
        """The speakers with their numbers of passages, most first."""
