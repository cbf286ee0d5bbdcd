"""Neighbouring paragraphs as one folded text, with the way back to the words as they are printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from bot.records import Quote
from bot.verdicts import Mark
from bot.wording import Folded, Span, find, fold
from corpus.records import Paragraph

_BETWEEN = "\n"


@dataclass(frozen=True, slots=True)
class Printed:
    """Offsets into `text` lead back to quotes of the paragraphs."""

    paragraphs: tuple[Paragraph, ...]
    bases: tuple[int, ...]  # where each begins in all of them joined
    folded: Folded

    @classmethod
    def join(cls, paragraphs: Sequence[Paragraph]) -> Self:
        """The paragraphs one after the other."""
        bases, base = [], 0
        for paragraph in paragraphs:
            bases.append(base)
            base += len(paragraph.text) + len(_BETWEEN)
        return cls(tuple(paragraphs), tuple(bases), fold(_BETWEEN.join(p.text for p in paragraphs)))

    @property
    def text(self) -> str:
        """The folded text."""
        return self.folded.text

    def quotes(self, span: Span) -> tuple[Quote, ...]:
        """A stretch of the text, cut where paragraphs end."""
        start, end = self._raw(span)
        cut = [
            (paragraph, max(0, start - base), min(len(paragraph.text), end - base))
            for paragraph, base in zip(self.paragraphs, self.bases, strict=True)
        ]
        return tuple(Quote(paragraph, first, last) for paragraph, first, last in cut if first < last)

    def mark(self, span: Span, quotes: Sequence[Quote]) -> Mark:
        """Where a stretch stands within these quotes; what runs on into the next one is cut."""
        start, end = self._raw(span)
        begins = [self.bases[self.paragraphs.index(quote.paragraph)] + quote.start for quote in quotes]
        number = max((i for i, begin in enumerate(begins) if begin <= start), default=0)
        length = len(quotes[number].text)
        first = min(start - begins[number], length)
        return Mark(number, first, max(first, min(end - begins[number], length)))

    def _raw(self, span: Span) -> Span:
        start, end = span
        if start < end:
            return self.folded.span(start, end)
        place = (
            self.folded.starts[start] if start < len(self.text) else len(_BETWEEN.join(p.text for p in self.paragraphs))
        )
        return place, place


def in_order(text: str, parts: Sequence[str], *, apart: int) -> tuple[Span, list[Span]] | None:
    """Where the parts stand one after the other, at most `apart` characters between two, and the gaps."""
    start = find(text, parts[0])
    while start >= 0:
        end, gaps = start + len(parts[0]), []
        for part in parts[1:]:
            following = find(text, part, end)
            if following < 0 or following - end > apart:
                break
            gaps.append((end, following))
            end = following + len(part)
        else:
            return (start, end), gaps
        start = find(text, parts[0], start + 1)
    return None
