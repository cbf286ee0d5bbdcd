"""Reading the row store: documents, paragraphs and attributions, in SQLite."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import index as whole  # SQLite may hold anything where a number should be
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article, Attribution, Document, How, Kind, Mode, Paragraph
from embeddings.name_lookups import NameLookups, places
from embeddings.records import Filter
from embeddings.row_terms import RowTerms, unpack
from embeddings.seals import attribution_seal, document_digest, text_digest

_AT_ONCE = 1000  # rows that one statement asks for
_DOCUMENT = "id, title, text, sha256, source, author, published, url, text_digest"


@dataclass(frozen=True, slots=True)
class Known:
    """A document as an earlier build read it: its file's hash, what read it, and what the file system said of it."""

    sha256: str
    pipeline: str
    stamp: str


class Store(NameLookups):
    """An opened row store, read only; safe to share by threads."""

    def sizes(self) -> tuple[int, int, int]:
        """The numbers of documents, of paragraphs, and of rows that are searched."""
        found: list[tuple[int, int, int]] = self._all("SELECT documents, paragraphs, rows FROM sizes")
        if len(found) != 1:
            raise self._damage()
        return found[0]

    def kinds(self) -> dict[str, int]:
        """How many paragraphs of each kind there are."""
        return dict(self._all("SELECT kind, count(*) FROM paragraphs GROUP BY kind ORDER BY kind"))

    def paragraphs(self, rows: Sequence[int]) -> list[Paragraph]:
        """The paragraphs of some rows, in the order asked for; each document is read once."""
        found: list[Paragraph] = []
        for first in range(0, len(rows), _AT_ONCE):
            found += self._paragraphs(rows[first : first + _AT_ONCE])
        return found

    def row_terms(self, rows: Sequence[int]) -> list[RowTerms]:
        """What weighing must know of some rows, at most 1,000, in the order asked for."""
        query = f"SELECT row, terms FROM row_terms WHERE row IN ({places(rows)})"  # noqa: S608
        packed = dict(self._all(query, *rows))
        try:
            return [unpack(packed[row]) for row in rows]
        except (KeyError, TypeError, ValueError) as error:
            raise self._damage() from error

    def attributions(self, paragraph: Paragraph, *, joined: bool = True) -> tuple[Attribution, ...]:
        """Who says what in a paragraph, in the order of the text, by the corpus's name for them or by the article's."""
        query = """SELECT document, speaker, said_as, mode, how, start, "end", channel, seal,
                   speaker = said_as OR EXISTS
                       (SELECT 1 FROM aliases WHERE aliases.speaker = attributions.speaker AND form = said_as)
                   FROM attributions
                   WHERE document = (SELECT number FROM documents WHERE id = ?) AND ordinal = ? ORDER BY start"""
        found = []
        for row in self._all(query, paragraph.document.id, paragraph.ordinal):
            number, name, *facts, seal, known = row
            try:
                said = _attribution(*facts)
            except ValueError as error:
                raise self._damage() from error
            if not known or attribution_seal(number, paragraph.ordinal, said) != seal:
                raise self._damage()  # words must never be given to somebody else
            found.append(replace(said, speaker=name) if joined else said)
        return tuple(found)

    def article(self, identifier: str) -> Article | None:
        """A whole document, or None where the index does not hold it."""
        found = self._all("SELECT number, warnings FROM documents WHERE id = ?", identifier)
        if not found:
            return None
        number, warnings = found[0]
        document = self._document(number)
        query = 'SELECT ordinal, start, "end", kind, digest FROM paragraphs WHERE document = ? ORDER BY ordinal'
        paragraphs = tuple(self._paragraph(document, *row) for row in self._all(query, number))
        return Article(document, paragraphs, tuple(warnings.split("\n")) if warnings else ())

    def around(self, paragraph: Paragraph, count: int) -> list[Paragraph]:
        """The paragraph with up to so many of its document before and after it."""
        query = """SELECT ordinal, start, "end", kind, digest FROM paragraphs WHERE document =
                   (SELECT number FROM documents WHERE id = ?) AND ordinal BETWEEN ? AND ? ORDER BY ordinal"""
        place = paragraph.ordinal
        found = self._all(query, paragraph.document.id, place - count, place + count)
        return [self._paragraph(paragraph.document, *row) for row in found]

    def rows_of(self, speakers: Sequence[str]) -> NDArray[np.int64]:
        """The rows in which any of these speakers speaks, in order."""
        query = f"SELECT rows FROM speaker_rows WHERE speaker IN ({places(speakers)})"  # noqa: S608
        try:
            lists = [np.frombuffer(rows, dtype="<u4") for (rows,) in self._all(query, *speakers)]
        except (TypeError, ValueError) as error:
            raise self._damage() from error
        found = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *lists]))
        if len(found) and found[-1] >= self.sizes()[2]:
            raise self._damage()
        return found

    def newest_rows_of(self, speaker: str, limit: int) -> list[int]:
        """The newest rows in which somebody speaks, at most `limit`, oldest first; those without a date are last."""
        query = """SELECT DISTINCT row, published FROM attributions JOIN paragraphs USING (document, ordinal)
                   JOIN documents ON number = document WHERE speaker = ? AND row IS NOT NULL
                   ORDER BY published DESC NULLS LAST, row DESC LIMIT ?"""
        newest = self._all(query, speaker, limit)
        return [row for row, _ in sorted(newest, key=lambda each: (each[1] is None, each[1] or "", each[0]))]

    def undated(self) -> int:
        """How many documents tell no date."""
        ((count,),) = self._all("SELECT count(*) FROM documents WHERE published IS NULL")
        return int(count)

    def of_kind(self, kind: Kind) -> Iterator[Paragraph]:
        """All paragraphs of one kind, by document and place."""
        for (identifier,) in self._all("SELECT id FROM documents ORDER BY number"):
            article = self.article(identifier)
            yield from (p for p in (article.paragraphs if article else ()) if p.kind is kind)

    def known(self) -> dict[str, Known]:
        """For each document's id what tells whether it must be read again."""
        return {i: Known(*found) for i, *found in self._all("SELECT id, sha256, pipeline, stamp FROM documents")}

    def warnings(self) -> dict[str, str]:
        """What a reader should be told about files, by document id."""
        found = self._all("SELECT id, warnings FROM documents WHERE warnings != '' ORDER BY number")
        return {identifier: "; ".join(warnings.split("\n")) for identifier, warnings in found}

    def digests(self, rows: Sequence[int]) -> list[bytes]:
        """What tells the text of each of some rows from others."""
        found = self._by_parts("SELECT row, digest FROM paragraphs WHERE row IN ({})", rows)
        return [found[row] for row in rows]

    def rows_with(self, digests: Sequence[bytes]) -> dict[bytes, int]:
        """The first row of each of these texts that the index holds."""
        return self._by_parts("SELECT digest, min(row) FROM paragraphs WHERE digest IN ({}) GROUP BY digest", digests)

    def rows(self) -> Iterator[tuple[int, Paragraph]]:
        """All rows in order."""
        for (number,) in self._all("SELECT number FROM documents ORDER BY number"):
            document = self._document(number)
            query = (
                'SELECT row, ordinal, start, "end", kind, digest FROM paragraphs WHERE document = ? ORDER BY ordinal'
            )
            for row, *place in self._all(query, number):
                if row is not None:
                    yield row, self._paragraph(document, *place)

    def mask(self, only: Filter, size: int) -> NDArray[np.bool_] | None:
        """Which rows satisfy a filter, shape (size,); None where all do."""
        if only.empty:
            return None
        where, values = _conditions(only)
        mask = np.full(size, not values, dtype=np.bool_)
        if values:
            query = f"SELECT first, count FROM spans JOIN documents ON document = number WHERE {where}"  # noqa: S608
            for first, count in self._all(query, *values):
                mask[first : first + count] = True
        if only.speaker is not None:
            spoken = np.zeros(size, dtype=np.bool_)
            spoken[self.rows_of([only.speaker])] = True
            mask &= spoken
        return mask

    def check(self) -> None:
        """Read the whole file and every text. Raises IndexDamaged."""
        if self._all("PRAGMA integrity_check") != [("ok",)]:
            raise self._damage()
        for (number,) in self._all("SELECT number FROM documents"):
            self._document(number)

    def _by_parts(self, query: str, values: Sequence[Any]) -> dict[Any, Any]:
        parts = (values[first : first + _AT_ONCE] for first in range(0, len(values), _AT_ONCE))
        return {key: value for part in parts for key, value in self._all(query.format(places(part)), *part)}

    def _paragraphs(self, rows: Sequence[int]) -> list[Paragraph]:
        query = f"""SELECT row, document, ordinal, start, "end", kind, digest FROM paragraphs
                    WHERE row IN ({places(rows)})"""  # noqa: S608
        placed = {row: place for row, *place in self._all(query, *rows)}
        if len(placed) < len(set(rows)):
            raise self._damage()
        numbers = list({number: None for number, *_ in placed.values()})
        query = f"SELECT number, {_DOCUMENT} FROM documents WHERE number IN ({places(numbers)})"  # noqa: S608
        documents = {number: self._as_document(*values) for number, *values in self._all(query, *numbers)}
        if len(documents) < len(numbers):
            raise self._damage()
        return [self._paragraph(documents[placed[row][0]], *placed[row][1:]) for row in rows]

    def _document(self, number: int) -> Document:
        return self._as_document(*self._one(f"SELECT {_DOCUMENT} FROM documents WHERE number = ?", number))  # noqa: S608

    def _as_document(
        self,
        identifier: str,
        title: str,
        text: str,
        sha256: str,
        source: str | None,
        author: str | None,
        published: str | None,
        url: str | None,
        digest: bytes,
    ) -> Document:
        try:
            day = None if published is None else date.fromisoformat(published)
            document = Document(identifier, title, text, sha256, source, author, day, url)
            whole = document_digest(document) == digest
        except (AttributeError, TypeError, ValueError) as error:
            raise self._damage() from error
        if not whole:
            raise self._damage()  # a changed word must never be quoted, nor cited with another name
        return document

    def _paragraph(
        self, document: Document, ordinal: int, start: int, end: int, kind: str, digest: bytes | None
    ) -> Paragraph:
        try:
            paragraph = Paragraph(document, whole(ordinal), whole(start), whole(end), Kind(kind))
            same = digest is None or text_digest(paragraph.text) == digest
        except (TypeError, ValueError) as error:
            raise self._damage() from error
        if not same:
            raise self._damage()  # other words of the same document
        return paragraph


def _attribution(said_as: str, mode: str, how: str, start: int, end: int, channel: str | None) -> Attribution:
    return Attribution(said_as, Mode(mode), How(how), start, end, channel)


def _conditions(only: Filter) -> tuple[str, list[str]]:
    where: list[str] = []
    values: list[str] = []
    if only.sources:
        where.append(f"source IN ({places(only.sources)})")
        values += only.sources
    if only.since is not None:
        where.append("published >= ?")
        values.append(only.since.isoformat())
    if only.until is not None:
        where.append("published <= ?")
        values.append(only.until.isoformat())
    return " AND ".join(where), values
