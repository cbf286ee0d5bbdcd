"""What a search is narrowed by."""

from dataclasses import dataclass
from datetime import date

from corpus.records import Kind

QUOTABLE = (Kind.BODY, Kind.HEADING, Kind.CAPTION)  # furniture of the page is kept but never searched


@dataclass(frozen=True, slots=True)
class Filter:
    """What a passage must satisfy. Names are exact, as the index knows them; days are inclusive.

    A document without a date satisfies no day.
    """

    speaker: str | None = None
    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    @property
    def empty(self) -> bool:
        """Whether everything satisfies it."""
        return self == Filter()
