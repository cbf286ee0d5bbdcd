"""Writing the row store: one document after the other, rows numbered in order."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.attribution.introducer import Introducer
from corpus.attribution.lexicon import read_lexicon
from corpus.records import Article, Attribution
from embeddings.records import QUOTABLE
from embeddings.row_terms import row_terms
from embeddings.speaker_tables import join_speakers
from embeddings.store import SCHEMA, attribution_seal, document_digest, text_digest


class StoreWriter:
    """A new row store; the file is complete once the writer is left without an error."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file)
        self._connection.execute("PRAGMA synchronous = OFF")  # the generation is flushed as a whole before it counts
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.executescript(SCHEMA)
        self._lexicon = read_lexicon()
        self._introducer = Introducer(self._lexicon)
        self._documents = 0
        self._rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            join_speakers(self._connection, self._lexicon)
            self._connection.commit()
        self._connection.close()

    def add(
        self,
        article: Article,
        attributions: Sequence[tuple[Attribution, ...]],
        terms: Sequence[bytes] | None = None,
        *,
        pipeline: str,
    ) -> None:
        """Write an article with the attributions of each of its paragraphs, and the terms of its rows if known."""
        document, number, first = article.document, self._documents, self._rows
        rows, said = [], []
        for paragraph, found in zip(article.paragraphs, attributions, strict=True):
            quotable = paragraph.kind in QUOTABLE
            row = self._rows if quotable else None
            digest = text_digest(paragraph.text) if quotable else None
            rows.append((number, paragraph.ordinal, paragraph.start, paragraph.end, paragraph.kind, row, digest))
            said += [
                (
                    number,
                    paragraph.ordinal,
                    a.speaker,
                    a.channel,
                    a.mode,
                    a.how,
                    a.start,
                    a.end,
                    a.speaker,
                    attribution_seal(number, paragraph.ordinal, a),
                )
                for a in found
            ]
            self._rows += quotable
        values = (
            number, document.id, document.title, document.source, document.author,
            None if document.published is None else document.published.isoformat(), document.url,
            document.sha256, pipeline, "\n".join(article.warnings), document.text, document_digest(document),
            first, self._rows - first,
        )  # fmt: skip
        self._insert("documents", [values])
        self._insert("paragraphs", rows)
        self._insert("attributions", said)
        terms = terms or [row_terms(paragraph).pack() for paragraph in article.paragraphs if paragraph.kind in QUOTABLE]
        self._insert("row_terms", list(zip(range(first, self._rows), terms, strict=True)))
        introduced = self._introducer.introductions(article.paragraphs, attributions)
        self._insert(
            "introductions", [(number, i.ordinal, i.speaker, i.form, i.role, i.organisation) for i in introduced]
        )
        self._documents += 1

    def _insert(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        if rows:
            places = ", ".join("?" * len(rows[0]))
            self._connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608
