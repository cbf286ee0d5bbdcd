"""Plain text: a saved news page, headline first, with the page's furniture around and inside the article."""

import re
from collections.abc import Sequence
from datetime import date

from corpus.kinds import furniture, guessed_kinds
from corpus.layout import Span, text_spans
from corpus.metadata import Metadata, parse_date
from corpus.records import Kind

_BYLINE = re.compile(r"(?:[Bb]y|BY|[Bb]yline:|[Ww]ords:)\s+([^\d.!?,|]{3,60})")


def read_text(text: str) -> tuple[list[Span], list[Kind], Metadata]:
    """The paragraphs of a page saved as text, their kinds, and what its furniture tells about it."""
    spans = text_spans(text)
    kinds = guessed_kinds(text, spans)
    lines = [text[span.start : span.end] for span in spans]
    headline = next((line for line, kind in zip(lines, kinds, strict=True) if kind is Kind.HEADING), None)
    first_body = next((i for i, kind in enumerate(kinds) if kind is Kind.BODY), len(kinds))
    if headline is not None and lines.index(headline) > first_body:
        headline = None
    top = [lines[i] for i in range(first_body) if kinds[i] is Kind.BOILERPLATE]
    return spans, kinds, Metadata(headline, _source(lines, kinds), _author(top), _published(top))


def _source(lines: Sequence[str], kinds: Sequence[Kind]) -> str | None:
    known = furniture()
    told = (line for line, kind in zip(lines, kinds, strict=True) if kind is Kind.BOILERPLATE)
    return next((source for line in told for source in known.sources(line)), None)


def _author(top: Sequence[str]) -> str | None:
    found = (_BYLINE.match(line) for line in top)
    return next((match[1].strip() for match in found if match), None)


def _published(top: Sequence[str]) -> date | None:
    return next((day for line in top if (day := parse_date(line))), None)
