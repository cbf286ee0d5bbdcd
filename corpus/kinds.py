"""What each paragraph is: body text, a heading, a caption, or the furniture of the page."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import regex

from corpus.layout import SENTENCE_END, Span
from corpus.records import Kind

_LONGEST_FURNITURE = 500  # characters; longer lines are news
_LONGEST_MARKED = 5_000  # characters of markup around furniture
_LONGEST_HEADING = 25  # words
_LONGEST_WITH_STOP = 12  # words
_SPEECH = ("“", '"', "„", "«")
_LINK = re.compile(r"\[([^\]\n]{0,300})\]\([^)\s]{0,1000}\)")
_BULLET = re.compile(r"[•*‣▪◦·–-]\s+")


@dataclass(frozen=True, slots=True)
class Furniture:
    """The patterns of furniture.toml, compiled as one, and those of them that tell a source."""

    boilerplate: regex.Pattern[str]
    caption: regex.Pattern[str]
    publishers: tuple[regex.Pattern[str], ...]

    def kind(self, line: str) -> Kind | None:
        """Captions first: a credit line may also look like a control."""
        if len(line) > _LONGEST_FURNITURE:
            return None
        if self.caption.fullmatch(line):
            return Kind.CAPTION
        return Kind.BOILERPLATE if self.boilerplate.fullmatch(line) else None

    def sources(self, line: str) -> Iterator[str]:
        """Who published the page, as its furniture says."""
        if len(line) <= _LONGEST_FURNITURE:
            for pattern in self.publishers:
                if (found := pattern.fullmatch(line)) and found["source"]:
                    yield found["source"].strip()


@cache
def furniture() -> Furniture:
    """The patterns that come with the project."""
    table = tomllib.loads(files("corpus").joinpath("furniture.toml").read_text(encoding="utf-8"))
    boilerplate, caption = table["boilerplate"], table["caption"]
    publishers = (pattern for pattern in boilerplate if "(?P<source>" in pattern)
    return Furniture(_any(boilerplate), _any(caption), tuple(_any([pattern]) for pattern in publishers))


def _any(patterns: Iterable[str]) -> regex.Pattern[str]:
    return regex.compile("|".join(f"(?:{pattern})" for pattern in patterns), regex.IGNORECASE)


def marked_kinds(text: str, spans: Sequence[Span]) -> list[Kind]:
    """Kinds where markup tells headings from paragraphs: only the furniture is left to find."""
    known = furniture()
    kinds = [known.kind(_bare(text[span.start : span.end])) or span.kind or Kind.BODY for span in spans]
    for i, span in enumerate(spans):
        if span.kind is Kind.HEADING and kinds[i] is Kind.CAPTION:
            kinds[i] = Kind.HEADING
    return kinds


def _bare(line: str) -> str:
    """A line without the marks of emphasis and of links, behind which furniture hides; long ones as they are."""
    if len(line) > _LONGEST_MARKED:
        return line
    return _LINK.sub(r"\1", line).strip("*_ ")


def guessed_kinds(text: str, spans: Sequence[Span]) -> list[Kind]:
    """Kinds in plain text, from wording, length, repetition and place.

    The first stand-alone heading is the headline; what looks like a heading before it or after the last
    paragraph of body is furniture; a video's title follows its length or stands there twice.
    """
    lines = [text[span.start : span.end] for span in spans]
    known = furniture()
    kinds = [known.kind(line) or (Kind.HEADING if _like_heading(line) else Kind.BODY) for line in lines]
    _mark_videos(lines, kinds)
    headline = _headline(lines, spans, kinds)
    body = [i for i, kind in enumerate(kinds) if kind is Kind.BODY and i != headline]
    for i, kind in enumerate(kinds):
        before = headline is not None and i < headline
        if kind is Kind.HEADING and (before or (body and i > body[-1])):
            kinds[i] = Kind.BOILERPLATE
    if headline is not None:
        kinds[headline] = Kind.HEADING
    return kinds


def _like_heading(line: str) -> bool:
    words = len(line.split())
    bare = _BULLET.sub("", line)
    return words <= _LONGEST_HEADING and not SENTENCE_END.search(line) and not bare.startswith(_SPEECH)


def _mark_videos(lines: Sequence[str], kinds: list[Kind]) -> None:
    count = Counter(lines)
    for i, line in enumerate(lines):
        if kinds[i] is not Kind.HEADING:
            continue
        after_length = i > 0 and kinds[i - 1] is Kind.CAPTION and _is_length(lines[i - 1])
        neighbours = (*lines[max(i - 1, 0) : i], *lines[i + 1 : i + 2])
        if after_length or (count[line] > 1 and line in neighbours):
            kinds[i] = Kind.CAPTION


def _is_length(line: str) -> bool:
    return re.fullmatch(r"\d{1,2}:\d\d(:\d\d)?", line) is not None


def _headline(lines: Sequence[str], spans: Sequence[Span], kinds: Sequence[Kind]) -> int | None:
    """The headline's place: the best heading before the first body, or a lone question at the very top."""
    first_body = next((i for i, kind in enumerate(kinds) if kind is Kind.BODY), len(kinds))
    rivals = [i for i in range(first_body) if kinds[i] is Kind.HEADING]
    if not rivals:
        return _headline_with_stop(lines, spans, kinds, first_body)
    # stand-alone lines of four words or more, then stand-alone lines, then long lines, then any; the earliest
    return min(rivals, key=lambda i: (not spans[i].alone, len(lines[i].split()) < 4, i))


def _headline_with_stop(lines: Sequence[str], spans: Sequence[Span], kinds: Sequence[Kind], first: int) -> int | None:
    """Some headlines end like a sentence: a short line alone at the top, with more text below."""
    if not spans or Kind.BODY not in kinds[first + 1 :] or not spans[first].alone:
        return None
    line = lines[first]
    asks = line.rstrip("”\"'’").endswith(("?", "!"))
    longest = _LONGEST_HEADING if asks else _LONGEST_WITH_STOP
    return None if line.startswith(_SPEECH) or len(line.split()) > longest else first
