"""Saved web pages: the article is extracted, and the extracted text is canonical."""

import copy
import re
from collections.abc import Iterator
from typing import Any

from corpus.decoding import well_formed
from corpus.errors import UnreadableFile
from corpus.kinds import marked_kinds
from corpus.layout import Span
from corpus.metadata import Metadata, parse_date
from corpus.records import Kind

_SPACE = re.compile(r"\s+")
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{20000,}")
_MOST_ATTRIBUTES = 10_000  # libxml2 compares each with all before it
_BETWEEN = "\n\n"
_TOP = 6  # lines in which the day of publication may stand alone


def read_webpage(page: str) -> tuple[str, list[Span], list[Kind], Metadata]:
    """The article's text with its paragraphs joined by blank lines, their kinds, and the page's metadata.

    Raises UnreadableFile where no article is found in the page.
    """
    if any(tag.group().count("=") > _MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(page)):
        raise UnreadableFile("it has a tag of thousands of attributes, which no article has; save the page again")
    found = _extracted(page)
    pieces = [] if found is None or found.body is None else list(_pieces(found.body))
    if found is None or not pieces:
        raise UnreadableFile("no article was found in this page; save the page itself, not an index or a frame")
    text, spans = _joined(pieces)
    title = found.title or next((piece for piece, kind in pieces if kind is Kind.HEADING), None)
    dates = ([found.date] if found.date else []) + [piece for piece, _ in pieces[:_TOP]]
    published = next((day for line in dates if (day := parse_date(line))), None)
    return (
        text,
        spans,
        marked_kinds(text, spans),
        Metadata(title, found.sitename, found.author, published, found.url),
    )


def _extracted(page: str) -> Any:
    import trafilatura  # half a second, and only a build needs it
    from trafilatura.settings import DEFAULT_CONFIG

    config = copy.deepcopy(DEFAULT_CONFIG)
    for setting in ("MIN_EXTRACTED_SIZE", "MIN_OUTPUT_SIZE"):
        config.set("DEFAULT", setting, "1")  # a short article keeps its paragraphs
    # else a day in the middle of the text would be taken for it, and 200 languages loaded to find one: seconds
    config.set("DEFAULT", "EXTENSIVE_DATE_SEARCH", "off")
    return trafilatura.bare_extraction(page, with_metadata=True, include_comments=False, config=config, fast=True)


def _pieces(body: Any) -> Iterator[tuple[str, Kind | None]]:
    """Each leaf block of the extracted tree, as one line of text with its kind where the tag tells it."""
    for element in body:
        if element.tag in {"list", "quote", "div", "table", "row"} and any(
            child.tag in {"p", "item", "row", "cell", "list", "quote", "head"} for child in element
        ):
            yield from _pieces(element)
            continue
        kind = {"head": Kind.HEADING, "code": Kind.BOILERPLATE}.get(element.tag)
        for line in _lines(element):
            yield line, kind


def _lines(element: Any) -> Iterator[str]:
    for line_break in element.iter("lb"):
        line_break.text = "\n"
    for line in "".join(element.itertext()).split("\n"):
        if squeezed := _SPACE.sub(" ", line).strip():
            yield squeezed


def _joined(pieces: list[tuple[str, Kind | None]]) -> tuple[str, list[Span]]:
    spans, start = [], 0
    for piece, kind in pieces:
        spans.append(Span(start, start + len(piece), kind=kind))
        start += len(piece) + len(_BETWEEN)
    return well_formed(_BETWEEN.join(piece for piece, _ in pieces)) + "\n", spans
