"""The records of a verification: how the words of a quotation compare with what the articles print."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.records import Quote
from bot.wording import Span, Tolerance, fold, pieces
from corpus.records import Attribution


class Finding(StrEnum):
    """What became of a quotation."""

    EXACT = "exact"
    NEARLY = "nearly"
    SOMEONE_ELSE = "someone_else"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of one of the quotes of a `Found`; empty where something is missing there."""

    quote: int  # which of them, from 0
    start: int  # offsets into its text
    end: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of the quotation and the words that are printed instead; either side may be empty."""

    quoted: Span  # offsets into the verdict's quotation
    printed: Mark


@dataclass(frozen=True, slots=True)
class Found:
    """A place where the words stand, or nearly: one quote, or several where they run over paragraphs."""

    quotes: tuple[Quote, ...]
    said: tuple[Attribution, ...] = ()  # who says them, as far as that is known
    differences: tuple[Difference, ...] = ()
    omitted: tuple[Mark, ...] = ()  # what the quotation leaves out and says so
    tolerated: tuple[Tolerance, ...] = ()
    likeness: float = 1.0  # share of the words that agree, 0 to 1

    def marks(self, quote: int) -> list[Span]:
        """The differing words of one of the quotes, as offsets into its text."""
        return [(d.printed.start, d.printed.end) for d in self.differences if d.printed.quote == quote]

    @property
    def wording(self) -> str:
        """The words without what is omitted, folded: what an exact quotation must be equal to."""
        pieces = []
        for number, quote in enumerate(self.quotes):
            kept, last = [], 0
            for mark in (mark for mark in self.omitted if mark.quote == number):
                kept.append(quote.text[last : mark.start])
                last = mark.end
            pieces.append(" ".join([*kept, quote.text[last:]]))
        return fold(" ".join(pieces)).text.strip()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of a quotation; `found` is best first, and empty where nothing like it stands anywhere."""

    quotation: str  # the words alone, without the marks around them and the name after them
    speaker: str | None  # who is said to have said it
    finding: Finding
    reason: str  # a sentence for a person
    found: tuple[Found, ...] = ()
    places: int = 0  # in how many passages the words stand exactly
    counted_all: bool = True  # False: there may be more places than were looked at
    confirmed: bool = False  # exact, and the speaker is the one that was named, if one was

    def __post_init__(self) -> None:
        if (self.finding is Finding.NOT_FOUND) == bool(self.found):
            raise ValueError("only a quotation that was found has a place")
        if (self.finding is Finding.EXACT or self.confirmed) and not all(map(self._is_exact, self.found)):
            raise ValueError("these words are not what is printed")

    def _is_exact(self, found: Found) -> bool:
        return not found.differences and found.wording == as_quoted(self.quotation, found.tolerated)


def as_quoted(quotation: str, overlooked: Iterable[Tolerance]) -> str:
    """The words of a quotation, folded; without its signs of omission where they were taken as such."""
    if Tolerance.OMISSION in overlooked:
        return " ".join(pieces(quotation))
    return fold(quotation).text.strip()
