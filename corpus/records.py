"""The records of the corpus room: documents, their paragraphs, and who says what in them."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a paragraph is on its page. Only the first three are ever quoted."""

    BODY = "body"
    HEADING = "heading"
    CAPTION = "caption"
    BOILERPLATE = "boilerplate"


class Mode(StrEnum):
    """How words are given: in quotation marks, partly in them, or reported."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


class How(StrEnum):
    """How a speaker was found, surest first."""

    NAMED = "named"
    SURNAME = "surname"
    PRONOUN = "pronoun"
    CONTINUED = "continued"


@dataclass(frozen=True, slots=True)
class Document:
    """One article. `text` is canonical: every offset in the project counts characters of it.

    For .txt and .md it is the decoded file, unchanged; for saved web pages the extracted text.
    """

    id: str  # path relative to its corpus root, with forward slashes
    title: str
    text: str = field(repr=False)
    sha256: str  # of the file's bytes, hexadecimal
    source: str | None = None
    author: str | None = None
    published: date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A span of a document's canonical text; its own text is sliced, never stored."""

    document: Document
    ordinal: int  # counts all paragraphs of the document, of every kind, from 0
    start: int
    end: int
    kind: Kind

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.document.text):
            raise ValueError(f"no span {self.start}:{self.end} in {self.document.id}")

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.document.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Article:
    """A document with all its paragraphs in order, and what a reader should be told about the file."""

    document: Document
    paragraphs: tuple[Paragraph, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody's words within one paragraph; `start:end` are offsets into the paragraph's text."""

    speaker: str  # full name as the article introduces it
    mode: Mode
    how: How
    start: int
    end: int
    channel: str | None = None  # a second-hand reporter: "according to Xinhua"


@dataclass(frozen=True, slots=True)
class Introduction:
    """How one paragraph calls somebody, and what it says the person is; role and organisation are its words."""

    speaker: str  # as in an attribution of the same article
    ordinal: int  # the paragraph's
    form: str  # surname, full name, with titles or without
    role: str | None = None
    organisation: str | None = None
    nouns: tuple[str, ...] = ()  # what the person is in one word, in lower case: minister, dean


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody whom the corpus quotes, joined across its articles."""

    name: str
    passages: int
    aliases: tuple[str, ...] = ()  # other forms that articles use
    role: str | None = None  # as first described, verbatim
    organisation: str | None = None
    introduced: str | None = None  # id of the document that describes the speaker so
