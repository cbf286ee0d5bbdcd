"""The attributors: one way from an article's paragraphs to attributions, whichever reader reads them."""

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from corpus.attribution.language import is_english
from corpus.attribution.lexicon import Lexicon
from corpus.attribution.readings import Reading
from corpus.attribution.voices import voices
from corpus.records import Attribution, Kind, Paragraph

RULES = 3  # raise it when the rules change what is attributed: indexes then read their articles again

LONGEST = 8_000  # characters of a paragraph that is read: tokenizing and parsing take quadratic time
_NO_WORD = re.compile(r"\S{1000}")


class Reader(Protocol):
    """Finds names and statements in texts."""

    @property
    def takes_long(self) -> bool:
        """Whether it has much to load before it can read."""

    def load(self) -> None:
        """Load that now. Raises ModelError where it cannot be loaded."""

    def read(self, texts: Sequence[str]) -> Iterable[Reading]:
        """One reading a text, in order."""


class ArticleAttributor:
    """Attributes the body paragraphs of an article; the other kinds neither speak nor break a run."""

    def __init__(self, name: str, reader: Reader, lexicon: Lexicon) -> None:
        self._name = name
        self._reader = reader
        self._lexicon = lexicon

    @property
    def name(self) -> str:
        """The reader and the version of the rules."""
        return self._name

    @property
    def takes_long(self) -> bool:
        """Whether the reader has much to load before it can read."""
        return self._reader.takes_long

    def load(self) -> None:
        """Load it now. Raises ModelError where it cannot be loaded."""
        self._reader.load()

    def attribute(self, paragraphs: Sequence[Paragraph]) -> list[tuple[Attribution, ...]]:
        """The attributions of each paragraph, in order; none where nobody is known to speak."""
        body = [p for p in paragraphs if p.kind is Kind.BODY and _is_readable(p)]
        if not is_english((p.text for p in body), self._lexicon):
            return [()] * len(paragraphs)
        readings = list(self._reader.read([p.text for p in body]))
        found = dict(zip((p.ordinal for p in body), voices(readings, self._lexicon), strict=True))
        return [found.get(p.ordinal, ()) for p in paragraphs]


def _is_readable(paragraph: Paragraph) -> bool:
    """Whether a paragraph is one of news, and not a table or a block of data in one line."""
    return paragraph.end - paragraph.start <= LONGEST and not _NO_WORD.search(paragraph.text)
