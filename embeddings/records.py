"""What a search returns."""

from dataclasses import dataclass

from corpus.records import Paragraph


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph that matched; a higher score is a better match, everywhere."""

    paragraph: Paragraph
    score: float
