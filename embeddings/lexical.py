"""The lexical index: BM25 over stemmed words, by tantivy."""

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from corpus.errors import IndexDamaged
from corpus.records import Attribution, Paragraph
from embeddings.analysis import NAME, analyzer
from embeddings.records import Filter

_NO_DAY = 0  # for documents without a date: before every day that a filter can name
_HEAP = 128_000_000  # bytes


@dataclass(frozen=True, slots=True)
class LexicalRow:
    """A paragraph with the row it has in every store of the index."""

    row: int
    paragraph: Paragraph
    attributions: tuple[Attribution, ...]


def write_lexical(folder: Path, rows: Iterable[LexicalRow]) -> None:
    """Index the rows into an empty folder."""
    import tantivy

    folder.mkdir(parents=True)
    _write(tantivy.Index(_schema(), path=str(folder)), (), rows)


def edit_lexical(folder: Path, gone: Iterable[int], rows: Iterable[LexicalRow]) -> None:
    """Take rows out of an index that lies in the folder, and put rows in."""
    import tantivy

    _write(tantivy.Index.open(str(folder)), gone, rows)


def dead_share(folder: Path) -> float:
    """Which part of the postings is of rows that were taken out: they cost room, and count for rarity."""
    segments = msgspec.json.decode((folder / "meta.json").read_bytes(), type=_Meta).segments
    dead = sum(segment.deletes.num_deleted_docs for segment in segments if segment.deletes is not None)
    return dead / max(1, sum(segment.max_doc for segment in segments))


def _write(index: Any, gone: Iterable[int], rows: Iterable[LexicalRow]) -> None:
    import tantivy

    index.register_tokenizer(NAME, analyzer())
    writer = index.writer(heap_size=_HEAP, num_threads=1)  # one thread: rows keep their order in one segment
    schema = index.schema
    for number in gone:  # by a query: deletion by a number's term finds nothing in tantivy 0.27
        writer.delete_documents_by_query(tantivy.Query.term_query(schema, "row", number))
    for row in rows:
        writer.add_document(tantivy.Document.from_dict(_fields(row), schema))
    writer.commit()
    writer.wait_merging_threads()


class _Deletes(msgspec.Struct):
    num_deleted_docs: int


class _Segment(msgspec.Struct):
    max_doc: int
    deletes: _Deletes | None = None


class _Meta(msgspec.Struct):
    segments: list[_Segment]


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", fast=True, indexed=True)
    builder.add_unsigned_field("day", indexed=True)
    for name in ("text", "title"):
        builder.add_text_field(name, tokenizer_name=NAME, index_option="freq")
    for name in ("source", "speaker"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _fields(row: LexicalRow) -> dict[str, object]:
    document = row.paragraph.document
    fields: dict[str, object] = {
        "row": row.row,
        "day": _NO_DAY if document.published is None else document.published.toordinal(),
        "text": row.paragraph.text,
        "title": document.title,
    }
    if document.source is not None:
        fields["source"] = document.source
    if row.attributions:
        fields["speaker"] = sorted({attribution.speaker for attribution in row.attributions})
    return fields


class LexicalIndex:
    """An opened lexical index; searching is safe from several threads."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._folder = folder
        with self._reading():
            self._index = tantivy.Index.open(str(folder if os.access(folder, os.W_OK) else self._links()))
            self._index.register_tokenizer(NAME, analyzer())
            self._searcher = self._index.searcher()

    def _links(self) -> Path:
        """A folder of links to the files: even to read tantivy writes a lock beside them, which a disk may forbid."""
        links = Path(tempfile.mkdtemp(prefix="pullquote-"))
        weakref.finalize(self, shutil.rmtree, links, ignore_errors=True)
        for file in (file for file in self._folder.iterdir() if file.suffix != ".lock"):
            (links / file.name).symlink_to(file.resolve())
        return links

    @property
    def size(self) -> int:
        """How many rows it holds."""
        return int(self._searcher.num_docs)

    def search(
        self, stems: Iterable[str], limit: int, only: Filter, *, speakers: Sequence[str] = ()
    ) -> list[tuple[int, float]]:
        """Rows that hold any of the stems, with their BM25 scores, best first; ties by row.

        With `speakers` only rows in which one of them speaks.
        """
        import tantivy

        schema, occur = self._index.schema, tantivy.Occur
        wanted = [
            (occur.Should, tantivy.Query.term_query(schema, "text", stem, index_option="freq"))
            for stem in dict.fromkeys(stems)
        ]
        if not wanted:
            return []
        query = tantivy.Query.boolean_query(wanted)
        limits = [(occur.Must, tantivy.Query.const_score_query(q, 0.0)) for q in self._limits(only, speakers)]
        if limits:
            query = tantivy.Query.boolean_query([(occur.Must, query), *limits])
        with self._reading():
            found = self._searcher.search(query, limit, count=False).hits
            rows = self._rows_at([address for _, address in found])
        scored = zip(rows, (score for score, _ in found), strict=True)
        return sorted(((row, float(score)) for row, score in scored), key=lambda pair: (-pair[1], pair[0]))

    def holding(self, stems: Iterable[str], limit: int) -> list[int]:
        """Rows that hold all of the stems, at most `limit`; none for no stems."""
        import tantivy

        schema = self._index.schema
        wanted = [
            (tantivy.Occur.Must, tantivy.Query.term_query(schema, "text", stem, index_option="freq"))
            for stem in dict.fromkeys(stems)
        ]
        if not wanted:
            return []
        with self._reading():
            found = self._searcher.search(tantivy.Query.boolean_query(wanted), limit, count=False).hits
            return self._rows_at([address for _, address in found])

    def document_frequency(self, stem: str) -> int:
        """In how many rows a stem occurs."""
        with self._reading():
            return int(self._searcher.doc_freq("text", stem))

    def _rows_at(self, addresses: Sequence[Any]) -> list[int]:
        rows = [int(row) for row in self._searcher.fast_field_values("row", addresses)]
        if any(row >= self.size for row in rows):
            raise ValueError("it names rows that are not there")
        return rows

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            # what tantivy meets in damaged postings it raises as a panic, which Python counts among exits
            if isinstance(error, ValueError | OSError | TypeError) or type(error).__name__ == "PanicException":
                raise IndexDamaged(f"{self._folder} cannot be read ({error}); run `pullquote build --fresh`") from error
            raise

    def _limits(self, only: Filter, speakers: Sequence[str]) -> Iterator[Any]:
        import tantivy

        schema = self._index.schema
        if speakers:
            yield tantivy.Query.term_set_query(schema, "speaker", list(speakers))
        if only.sources:
            yield tantivy.Query.term_set_query(schema, "source", list(only.sources))
        if only.speaker is not None:
            yield tantivy.Query.term_query(schema, "speaker", only.speaker)
        if only.since is not None or only.until is not None:
            first = only.since or date.min
            last = only.until or date.max
            yield tantivy.Query.range_query(
                schema, "day", tantivy.FieldType.Unsigned, first.toordinal(), last.toordinal()
            )
