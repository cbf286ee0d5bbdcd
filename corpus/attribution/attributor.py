"""What the rest of the project needs to know who says what."""

from collections.abc import Sequence
from typing import Protocol

from corpus.records import Attribution, Paragraph


class Attributor(Protocol):
    """Tells who says what in the paragraphs of one article."""

    @property
    def name(self) -> str:
        """What did the work, with its version: it goes into the index manifest and into the cache key."""

    @property
    def takes_long(self) -> bool:
        """Whether it has much to load before it can attribute."""

    def load(self) -> None:
        """Load that now. Raises ModelError where it cannot be loaded."""

    def attribute(self, paragraphs: Sequence[Paragraph]) -> list[tuple[Attribution, ...]]:
        """The attributions of each paragraph, in order; none where nobody is known to speak."""
