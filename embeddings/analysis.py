"""How text becomes the terms of the lexical index, at build and when asked."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

VERSION = 1
_INITIALS = re.compile(r"\b([A-Z])\.(?=[A-Z]\b)\.?|(?<=\b[A-Z])\.")
NAME = "english"


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a text and the stem it is searched by; `start:end` are character offsets into the text."""

    stem: str
    start: int
    end: int


@cache
def analyzer() -> Any:
    """Words without case and accents, reduced to their English stems (Porter2)."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for step in (Filter.remove_long(80), Filter.lowercase(), Filter.ascii_fold(), Filter.stemmer("english")):
        builder = builder.filter(step)
    return builder.build()


def fold(word: str) -> str:
    """A word without case and accents, not stemmed: for names."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


def terms(text: str) -> list[Term]:
    """The terms of a text in order."""
    tokens = analyzer().pre_tokenize(text).tokens
    return [Term(token.text, token.char_offset_from, token.char_offset_to) for token in tokens]


def described_stems(text: str) -> frozenset[str]:
    """The stems of words that describe somebody; initials with full stops are one word: U.S., US."""
    return frozenset(stems(_INITIALS.sub(r"\1", text)))


def stems(text: str) -> list[str]:
    """The stems of a text in order, which costs half as much as its terms."""
    found: list[str] = analyzer().analyze(text)
    return found
