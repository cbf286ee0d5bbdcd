"""What a card showed, kept as it was: its buttons work on this after a restart and after a rebuild."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from corpus.records import Attribution


class CardKind(StrEnum):
    """What a card is for."""

    ANSWER = "answer"
    TIMELINE = "timeline"  # what somebody said, oldest first
    SOURCES = "sources"  # passages near to a message
    VERDICT = "verdict"  # what became of a quotation


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A paragraph beside a quoted one."""

    ordinal: int
    text: str


@dataclass(frozen=True, slots=True)
class KeptPassage:
    """A passage as it was quoted, with all that its citation says."""

    document: str  # its id
    sha256: str  # of the document's file then
    ordinal: int  # of the paragraph
    start: int  # offsets into the document's canonical text then
    end: int
    text: str
    title: str
    source: str | None = None
    author: str | None = None
    published: date | None = None
    url: str | None = None
    speakers: tuple[Attribution, ...] = ()
    bold: tuple[tuple[int, int], ...] = ()  # offsets into the text of what answers
    also: tuple[str, ...] = ()  # titles of documents with the same words
    before: Neighbour | None = None
    after: Neighbour | None = None


@dataclass(frozen=True, slots=True)
class KeptCard:
    """What was asked, by whom and when, and all passages that were found for it."""

    key: str  # short and random; the buttons carry it. Empty where the card could not be kept
    kind: CardKind
    question: str
    asker: int  # Discord's number of a person
    asked: datetime
    generation: str  # of the index that answered
    built: datetime
    passages: tuple[KeptPassage, ...] = ()  # best first; where there is a reason, the closest ones
    reason: str | None = None  # why there is no answer
    history: tuple[str, ...] = ()  # earlier questions of the conversation, oldest first
    speaker: str | None = None
    source: str | None = None
    since: date | None = None
    until: date | None = None
    carried: str | None = None  # the subject that came from earlier questions
    people: tuple[str, ...] = ()  # whom the asked-for name may mean, where it is more than one
    found: int = 0  # how many passages there were, where not all are kept
    private: bool = False  # for the asker alone

    @property
    def refused(self) -> bool:
        """Whether there is no answer; near misses to a message and a verdict on a quotation are ones."""
        return self.reason is not None and self.kind in (CardKind.ANSWER, CardKind.TIMELINE)


class Verdict(StrEnum):
    """What a reader says of a card."""

    UP = "up"
    DOWN = "down"


class Complaint(StrEnum):
    """Why a card is no good."""

    QUOTATION = "wrong quotation"
    SPEAKER = "wrong speaker"
    RELEVANCE = "not relevant"
    AGE = "out of date"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One person's verdict on one card."""

    card: str  # its key
    person: int
    verdict: Verdict
    given: datetime
    complaint: Complaint | None = None
