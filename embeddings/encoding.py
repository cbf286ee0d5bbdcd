"""The second part of a build: rows get their vectors, parcel by parcel, so that a killed build goes on."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder, Progress, Vectors
from embeddings.index import Index
from embeddings.report import Report, Reporter
from embeddings.store import Store
from embeddings.store_writer import StoreWriter
from embeddings.vector_file import VectorFile

_PARCEL = 1024  # rows between two commits; encoded shortest first, so that batches have little padding


def write_vectors(
    file: Path,
    writer: StoreWriter,
    store: Store,
    encoder: Encoder,
    reporter: Reporter,
    old: Index | None,
    report: Report,
    *,
    rows: int,
) -> int:
    """Write the vectors of all rows that lack theirs; the dimension. Equal texts are encoded once.

    Texts that `old`, an index of the same model, holds are not encoded again.
    """
    wanted = writer.count_unencoded()
    dimension = old.vectors.dimension if old is not None else encoder.dimension
    copied = 0
    with VectorFile(file, dimension) as vectors, reporter.stage("encoding paragraphs", wanted) as done:
        vectors.resize(rows)
        while parcel := writer.unencoded(_PARCEL):
            copied += _Parcel(parcel, writer, store, old, report).fill(vectors, encoder, done)
            writer.encoded(parcel)
    report.reused = rows - report.encoded - copied
    return dimension


class _Parcel:
    """Some rows with what is known of their texts."""

    def __init__(self, rows: list[int], writer: StoreWriter, store: Store, old: Index | None, report: Report) -> None:
        self._rows = rows
        self._digests = store.digests(rows)
        self._store, self._old, self._report = store, old, report
        distinct = list(dict.fromkeys(self._digests))
        self._held = {} if old is None else old.store.rows_with(distinct)
        here = store.rows_with([digest for digest in distinct if digest not in self._held])
        standing = writer.standing(here.values())
        self._here = {digest: row for digest, row in here.items() if row in standing}

    def fill(self, file: VectorFile, encoder: Encoder, done: Progress) -> int:
        """Write the vectors; how many were copied from equal texts of this build."""
        first = dict(zip(reversed(self._digests), reversed(self._rows), strict=True))
        new = {d: row for d, row in first.items() if d not in self._held and d not in self._here}
        new_rows = sorted(new.values())
        known: dict[bytes, Vectors] = {}
        if new_rows:
            texts = [paragraph.text for paragraph in self._store.paragraphs(new_rows)]
            encoded = encoder.encode_paragraphs(texts, done)
            known |= dict(zip(self._store.digests(new_rows), encoded, strict=True))
        if self._old is not None:
            known |= _taken(self._held, self._old.vectors.vectors)
        known |= _taken(self._here, file.read)
        file.write(np.array(self._rows, dtype=np.int64), np.stack([known[digest] for digest in self._digests]))
        done(len(self._rows) - len(new_rows))
        self._report.encoded += len(new_rows)
        return sum(digest not in self._held for digest in self._digests) - len(new_rows)


def _taken(places: dict[bytes, int], read: Callable[[NDArray[np.int64]], Vectors]) -> dict[bytes, Vectors]:
    rows = np.array(list(places.values()), dtype=np.int64)
    return dict(zip(places, read(rows), strict=True)) if places else {}
