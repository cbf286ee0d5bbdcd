"""Writing the row store: documents come and go, and whatever was committed is there when a build goes on."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.attribution.lexicon import read_lexicon
from corpus.records import Article, Attribution, Introduction
from embeddings.free_rows import FreeRows, runs
from embeddings.lookup_tables import write_lookups
from embeddings.records import QUOTABLE
from embeddings.row_terms import row_terms
from embeddings.schema import WORKING
from embeddings.seals import attribution_seal, document_digest, text_digest
from embeddings.speaker_names import WORKING as NAMES
from embeddings.speaker_names import note_names
from embeddings.speaker_tables import join_speakers
from embeddings.store import Known
from embeddings.store_file import lay_out

_OF_DOCUMENT = ("paragraphs", "attributions", "introductions", "spans")


class StoreWriter:
    """The row store of a generation that is being built: new, a copy of the one before, or left by a killed build."""

    def __init__(self, file: Path) -> None:
        new = not file.exists()
        self._connection = sqlite3.connect(file)
        self._connection.execute("PRAGMA journal_mode = WAL")  # a killed build leaves what it had committed
        self._connection.execute("PRAGMA synchronous = NORMAL")
        if new:
            lay_out(self._connection)
        self._connection.executescript(WORKING + NAMES)
        self._lexicon = read_lexicon()
        self._rows = FreeRows(self._connection)
        self._numbers: dict[str, int] = {}  # of the documents that were removed: the new version gets the old number
        ((self._next,),) = self._connection.execute("SELECT coalesce(max(number) + 1, 0) FROM documents")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def known(self) -> dict[str, Known]:
        """For each document's id what tells whether it must be read again."""
        found = self._connection.execute("SELECT id, sha256, pipeline, stamp FROM documents")
        return {identifier: Known(*facts) for identifier, *facts in found}

    def commit(self) -> None:
        """Keep what was written, whatever happens to the build."""
        self._connection.commit()

    def add(
        self,
        article: Article,
        attributions: Sequence[tuple[Attribution, ...]],
        introductions: Sequence[Introduction],
        *,
        pipeline: str,
        stamp: str,
    ) -> None:
        """Write an article with the attributions of each of its paragraphs, and who is introduced in it."""
        document, number = article.document, self._number(article.document.id)
        quotable = [paragraph for paragraph in article.paragraphs if paragraph.kind in QUOTABLE]
        rows = {paragraph.ordinal: self._rows.take() for paragraph in quotable}
        values = (
            number, document.id, document.title, document.source, document.author,
            None if document.published is None else document.published.isoformat(), document.url,
            document.sha256, pipeline, "\n".join(article.warnings), document.text, document_digest(document), stamp,
        )  # fmt: skip
        self._insert("documents", [values])
        self._insert("paragraphs", _paragraphs(number, article, rows))
        self._insert("spans", ((number, first, count) for first, count in runs(list(rows.values()))))
        self._insert("row_terms", ((rows[p.ordinal], row_terms(p).pack()) for p in quotable))
        self._insert("attributions", _attributions(number, article, attributions))
        self._insert("introductions", (_introduction(number, introduction) for introduction in introductions))
        note_names(self._connection, number)
        self._touch(rows.values(), encoded=False)

    def remove(self, identifier: str) -> None:
        """Forget a document."""
        query = "SELECT number FROM documents WHERE id = ?"
        ((number,),) = self._connection.execute(query, (identifier,)).fetchall()
        rows = self._column("SELECT row FROM paragraphs WHERE document = ? AND row IS NOT NULL", number)
        note_names(self._connection, number)
        self._connection.executemany("DELETE FROM row_terms WHERE row = ?", ((row,) for row in rows))
        for table in _OF_DOCUMENT:
            self._connection.execute(f"DELETE FROM {table} WHERE document = ?", (number,))  # noqa: S608
        self._connection.execute("DELETE FROM documents WHERE number = ?", (number,))
        self._rows.give_back(rows)
        self._numbers[identifier] = number

    def stamp(self, stamps: Iterable[tuple[str, str]]) -> None:
        """Note what the file system says now of unchanged documents: (stamp, id)."""
        self._connection.executemany("UPDATE documents SET stamp = ? WHERE id = ?", stamps)

    def settle(self) -> int:
        """Close the gaps that removed rows left, and join the speakers; how many rows there are."""
        count = self._rows.count
        moved = self._connection.execute("SELECT row, document FROM paragraphs WHERE row >= ? ORDER BY row", (count,))
        gaps = self._rows.close()
        documents = set()
        for (row, document), gap in zip(moved.fetchall(), gaps, strict=True):
            for table in ("paragraphs", "row_terms"):
                self._connection.execute(f"UPDATE {table} SET row = ? WHERE row = ?", (gap, row))  # noqa: S608
            documents.add(document)
        for document in documents:
            self._respan(document)
            self._connection.execute(
                "INSERT OR IGNORE INTO changed_speakers SELECT speaker FROM attributions WHERE document = ?",
                (document,),
            )
        self._touch(gaps, encoded=False)
        self._connection.execute("DELETE FROM touched WHERE row >= ?", (count,))
        self._touch(join_speakers(self._connection, self._lexicon), encoded=True)
        self.commit()
        return count

    def touch_all(self) -> None:
        """Have every row encoded again: for another model."""
        self._connection.execute("INSERT OR REPLACE INTO touched SELECT row, 0 FROM paragraphs WHERE row IS NOT NULL")

    def touched(self) -> list[int]:
        """The rows whose postings must be written, in order."""
        return self._column("SELECT row FROM touched ORDER BY row")

    def unencoded(self, limit: int) -> list[int]:
        """The first rows whose vectors must be written."""
        return self._column("SELECT row FROM touched WHERE encoded = 0 ORDER BY row LIMIT ?", limit)

    def count_unencoded(self) -> int:
        """How many rows' vectors must be written."""
        (count,) = self._column("SELECT count(*) FROM touched WHERE encoded = 0")
        return count

    def standing(self, rows: Iterable[int]) -> set[int]:
        """Those of some rows whose vectors stand."""
        query = "SELECT encoded FROM touched WHERE row = ?"
        return {row for row in rows if self._column(query, row) != [0]}

    def encoded(self, rows: Iterable[int]) -> None:
        """Note that the vectors of these rows stand."""
        self._connection.executemany("UPDATE touched SET encoded = 1 WHERE row = ?", ((row,) for row in rows))
        self.commit()

    def finish(self) -> None:
        """Leave one file that is only read from now on."""
        write_lookups(self._connection)
        for table in ("touched", "changed_names", "changed_speakers"):
            self._connection.execute(f"DROP TABLE {table}")
        self.commit()
        self._connection.execute("PRAGMA journal_mode = DELETE")
        self._connection.close()

    def _number(self, identifier: str) -> int:
        if identifier in self._numbers:
            return self._numbers.pop(identifier)
        number: int = self._next
        self._next += 1
        return number

    def _respan(self, document: int) -> None:
        rows = self._column("SELECT row FROM paragraphs WHERE document = ? AND row IS NOT NULL", document)
        self._connection.execute("DELETE FROM spans WHERE document = ?", (document,))
        self._insert("spans", ((document, first, count) for first, count in runs(rows)))

    def _touch(self, rows: Iterable[int], *, encoded: bool) -> None:
        change = "ON CONFLICT DO NOTHING" if encoded else "ON CONFLICT DO UPDATE SET encoded = 0"
        query = f"INSERT INTO touched VALUES (?, ?) {change}"  # noqa: S608
        self._connection.executemany(query, ((row, encoded) for row in rows))

    def _column(self, query: str, *values: object) -> list[int]:
        return [value for (value,) in self._connection.execute(query, values)]

    def _insert(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        rows = iter(rows)
        for first in rows:
            query = f"INSERT INTO {table} VALUES ({', '.join('?' * len(first))})"  # noqa: S608
            self._connection.executemany(query, chain((first,), rows))


def _paragraphs(number: int, article: Article, rows: Mapping[int, int]) -> Iterator[tuple[object, ...]]:
    for p in article.paragraphs:
        row = rows.get(p.ordinal)
        yield number, p.ordinal, p.start, p.end, p.kind, row, None if row is None else text_digest(p.text)


def _attributions(
    number: int, article: Article, attributions: Sequence[tuple[Attribution, ...]]
) -> Iterator[tuple[object, ...]]:
    for paragraph, found in zip(article.paragraphs, attributions, strict=True):
        for a in found:
            seal = attribution_seal(number, paragraph.ordinal, a)
            yield number, paragraph.ordinal, a.speaker, a.channel, a.mode, a.how, a.start, a.end, a.speaker, seal


def _introduction(number: int, i: Introduction) -> tuple[object, ...]:
    return number, i.ordinal, i.speaker, i.form, i.role, i.organisation, i.speaker, " ".join(i.nouns)
