"""One file to one article, whatever its format."""

import hashlib
from pathlib import Path

from corpus.decoding import decode, well_formed
from corpus.errors import UnreadableFile
from corpus.layout import Span
from corpus.markdown import read_markdown
from corpus.metadata import Metadata
from corpus.plaintext import read_text
from corpus.records import Article, Document, Kind, Paragraph
from corpus.webpage import read_webpage

TEXT = frozenset({".txt", ".text"})
MARKDOWN = frozenset({".md", ".markdown"})
WEBPAGE = frozenset({".html", ".htm", ".xhtml"})
FORMATS = TEXT | MARKDOWN | WEBPAGE
VERSION = 4  # raised with every change of what a file is read as
LARGEST_FILE = 32 * 2**20  # bytes; an article is some thousand


def read_article(file: Path, *, identifier: str, largest: int = LARGEST_FILE) -> Article:
    """Read a file of at most `largest` bytes as an article with this id. Raises UnreadableFile with the reason."""
    raw = _bytes(file, largest)
    suffix = file.suffix.lower()
    text, damage = decode(raw, markup=suffix in WEBPAGE)
    if suffix in WEBPAGE:
        text, spans, kinds, meta = read_webpage(text)
    else:
        spans, kinds, meta = read_markdown(text) if suffix in MARKDOWN else read_text(text)
    return _article(identifier, text, hashlib.sha256(raw).hexdigest(), spans, kinds, meta, damage)


def _bytes(file: Path, largest: int) -> bytes:
    try:
        if not file.is_file():
            raise UnreadableFile("not a regular file; name files and folders of articles")
        if (size := file.stat().st_size) > largest:
            raise UnreadableFile(
                f"{size / 2**20:.1f} MiB is larger than any article; split the file, or raise corpus.largest_file"
            )
        return file.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{error.strerror or error}; check the file and its permissions") from error


def _article(
    identifier: str,
    text: str,
    sha256: str,
    spans: list[Span],
    kinds: list[Kind],
    meta: Metadata,
    damage: str | None,
) -> Article:
    if not any(kind is not Kind.BOILERPLATE for kind in kinds):
        raise UnreadableFile("there is no article in it; remove it, or save the page again")
    warnings = [] if damage is None else [damage]
    if meta.title is None:
        warnings.append("no headline was found, so the file's name stands for it; put a headline on the first line")
    told = (meta.title or Path(identifier).stem, meta.source, meta.author, meta.url)
    title, source, author, url = (None if each is None else well_formed(each) for each in told)
    document = Document(identifier, title or "", text, sha256, source, author, meta.published, url)
    paragraphs = tuple(
        Paragraph(document, ordinal, span.start, span.end, kind)
        for ordinal, (span, kind) in enumerate(zip(spans, kinds, strict=True))
    )
    return Article(document, paragraphs, tuple(warnings))
