"""The records of a conversation: a question, the spans that answer it, the answer."""

from dataclasses import dataclass, field
from datetime import date, datetime

from corpus.records import Attribution, Paragraph
from embeddings.timing import Timings


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, what they asked before in the same conversation, and the filters they set."""

    text: str
    history: tuple[str, ...] = ()  # earlier questions, oldest first
    speaker: str | None = None
    source: str | None = None
    since: date | None = None
    until: date | None = None  # inclusive


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim span of a paragraph. The text is sliced, never stored, so it cannot differ from its source."""

    paragraph: Paragraph
    start: int  # offsets into the paragraph's text
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.paragraph.text):
            raise ValueError(f"no span {self.start}:{self.end} in {len(self.paragraph.text)} characters")

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.paragraph.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph offered as an answer, with its speakers and the sentences in it that answer."""

    paragraph: Paragraph
    score: float
    speakers: tuple[Attribution, ...] = ()
    highlights: tuple[Quote, ...] = ()
    also: tuple[Paragraph, ...] = ()  # copies in other documents


@dataclass(frozen=True, slots=True)
class Answer:
    """Passages best first, or none with a reason and the closest near misses.

    No passages means that the corpus does not answer the question: absence is a value, not an error.
    """

    question: Question
    passages: tuple[Passage, ...]
    closest: tuple[Passage, ...] = ()
    reason: str | None = None
    stems: tuple[str, ...] = ()  # of the words that carry the question's subject, for marking them in the passages
    carried: str | None = None  # the subject that came from earlier questions, for a person to see
    people: tuple[str, ...] = ()  # whom the asked-for name may mean, where it is more than one
    timings: Timings | None = field(default=None, compare=False)  # how long each stage took

    def __post_init__(self) -> None:
        if bool(self.passages) == (self.reason is not None):
            raise ValueError("an answer has either passages or a reason why there are none")

    @property
    def answered(self) -> bool:
        """Whether the corpus answers the question."""
        return bool(self.passages)


@dataclass(frozen=True, slots=True)
class Status:
    """What is being asked: the index and its age."""

    documents: int
    passages: int  # paragraphs that may be quoted
    generation: str
    built: datetime
    model: str
    attributor: str
    folder: str
