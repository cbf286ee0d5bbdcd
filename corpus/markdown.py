"""Markdown with front matter: paragraphs are slices of the file, markup and all."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from corpus.errors import UnreadableFile
from corpus.kinds import marked_kinds
from corpus.layout import Span, stripped
from corpus.metadata import Metadata, parse_date
from corpus.records import Kind

if TYPE_CHECKING:
    import yaml

_FRONT = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\r?\n(.*?)^\1[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_LONGEST_FRONT = 50_000  # characters; a thousand lines take a tenth of a second
_MARKER = re.compile(r"(?:\s*(?:#{1,6}|[-*+]|\d{1,9}[.)]|>)(?:[ \t]+|$))+")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)|!\[[^\]]*\]\[[^\]]*\]")
_UNSPOKEN = {"fence": Kind.BOILERPLATE, "code_block": Kind.BOILERPLATE, "html_block": Kind.BOILERPLATE}


def read_markdown(text: str) -> tuple[list[Span], list[Kind], Metadata]:
    """The paragraphs of a Markdown file, their kinds, and its front matter."""
    front = _FRONT.match(text)
    if front is not None and len(front[2]) > _LONGEST_FRONT:
        raise UnreadableFile(
            "the front matter is longer than an article; keep title, source, author, date and url in it"
        )
    body_start = front.end() if front else 0
    spans = list(_spans(text, body_start))
    kinds = marked_kinds(text, spans)
    meta = _metadata(_table(front[1], front[2])) if front else Metadata()
    if meta.title is None:
        first = next((text[s.start : s.end] for s, k in zip(spans, kinds, strict=True) if k is Kind.HEADING), None)
        meta = Metadata(first, meta.source, meta.author, meta.published, meta.url)
    return spans, kinds, meta


def _spans(text: str, start: int) -> Iterator[Span]:
    from markdown_it import MarkdownIt

    # the parser must see the same line breaks as the offsets: only \n, \r\n and \r end a line for both
    starts = [start] + [start + found.end() for found in re.finditer(r"\r\n|\n|\r", text[start:])] + [len(text)]
    previous: Span | None = None
    # what stands inside a line is quoted as it is: parsing it takes most of the time, and bombs are made of it
    tokens = MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"]).parse(text[start:])
    for i, token in enumerate(tokens):
        block = token.map if token.type in {"inline", *_UNSPOKEN} else None
        if block is None:
            continue
        begin, end = starts[block[0]], starts[min(block[1], len(starts) - 1)]
        opener = tokens[i - 1].type if token.type == "inline" else token.type
        span = _span(text, begin, end, opener, previous)
        if span is not None and (previous is None or span.start >= previous.end):
            previous = span
            yield span


def _span(text: str, start: int, end: int, opener: str, previous: Span | None) -> Span | None:
    start, end = stripped(text, start, end)
    if opener != "fence" and (marker := _MARKER.match(text, start, end)):
        start = marker.end()
    if opener == "heading_open":
        end = start + len(re.sub(r"\s*\n?[ \t]*(?:#+|=+|-+)[ \t]*$", "", text[start:end]))
    start, end = stripped(text, start, end)
    if start >= end:
        return None
    return Span(start, end, kind=_kind(text[start:end], opener, previous))


def _kind(piece: str, opener: str, previous: Span | None) -> Kind | None:
    if opener == "heading_open":
        return Kind.HEADING
    if opener in _UNSPOKEN:
        return _UNSPOKEN[opener]
    if _IMAGE.match(piece):
        return Kind.CAPTION
    italic = re.fullmatch(r"([*_])(?!\1).+\1", piece, re.DOTALL) is not None
    return Kind.CAPTION if italic and previous is not None and previous.kind is Kind.CAPTION else None


def _table(fence: str, block: str) -> Mapping[str, object]:
    import tomllib

    import yaml

    try:
        if fence == "+++":
            return tomllib.loads(block)
        table = yaml.load(block, Loader=_plain_loader())  # noqa: S506  a safe loader
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        reason = str(error).split("\n")[0]
        raise UnreadableFile(f"the front matter is not valid ({reason}); mend the lines between {fence}") from error
    return table if isinstance(table, dict) else {}


def _plain_loader() -> type["yaml.SafeLoader"]:
    """YAML without references: a few lines of them can stand for gigabytes."""
    import yaml

    class Plain(yaml.SafeLoader):
        def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
            """Refuse a reference to another value."""
            if self.check_event(yaml.AliasEvent):
                raise yaml.YAMLError("it refers to other values by *")
            node: yaml.Node | None = super().compose_node(parent, index)
            return node

    return Plain


def _metadata(table: Mapping[str, object]) -> Metadata:
    keys = {str(key).lower(): value for key, value in table.items()}

    def told(*names: str) -> str | None:
        value = next((keys[name] for name in names if keys.get(name)), None)
        value = ", ".join(map(str, value)) if isinstance(value, list) else value
        return None if value is None else str(value).strip() or None

    published = next((keys[name] for name in ("date", "published", "pubdate") if keys.get(name)), None)
    return Metadata(
        told("title", "headline"),
        told("source", "publisher", "site", "sitename"),
        told("author", "authors", "byline"),
        _day(published),
        told("url", "link", "canonical", "canonical_url"),
    )


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) or value is None else parse_date(str(value))
