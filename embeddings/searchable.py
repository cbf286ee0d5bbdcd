"""The second half of a build: the rows of the store become vectors and postings."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from embeddings.encoder import Encoder, Vectors
from embeddings.index import Index
from embeddings.lexical import LexicalRow, write_lexical
from embeddings.report import Report, Reporter
from embeddings.store import Store
from embeddings.vectors import write_vectors


def write_searchable(
    store: Store,
    vectors_file: Path,
    lexical_folder: Path,
    encoder: Encoder,
    reporter: Reporter,
    old: Index | None,
    report: Report,
) -> int:
    """Write vectors and postings of all rows; the vectors' dimension.

    Texts that `old`, an index of the same model, holds are not encoded again.
    """
    vectors = _vectors(store, encoder, reporter, old, report)
    write_vectors(vectors_file, vectors)
    with reporter.stage("indexing words", len(vectors)) as done:

        def rows() -> Iterator[LexicalRow]:
            for row, paragraph in store.rows():
                yield LexicalRow(row, paragraph, store.attributions(paragraph))
                done(1)

        write_lexical(lexical_folder, rows())
    return int(vectors.shape[1])


def _vectors(store: Store, encoder: Encoder, reporter: Reporter, old: Index | None, report: Report) -> Vectors:
    digests = store.digests()
    held = {} if old is None else {digest: row for row, digest in enumerate(old.store.digests())}
    first: dict[bytes, int] = {}  # of each text the first row
    for row, digest in enumerate(digests):
        first.setdefault(digest, row)
    wanted = [row for digest, row in first.items() if digest not in held]
    with reporter.stage("encoding paragraphs", len(wanted)) as done:
        encoded = encoder.encode_paragraphs([p.text for p in store.paragraphs(wanted)], done) if wanted else None
    report.encoded, report.reused = len(wanted), sum(digest in held for digest in digests)
    dimension = encoder.dimension if encoded is not None or old is None else old.vectors.dimension
    vectors = np.zeros((len(digests), dimension), dtype=np.float32)
    if encoded is not None:
        vectors[wanted] = encoded
    if old is not None:
        kept = [row for digest, row in first.items() if digest in held]
        vectors[kept] = old.vectors.vectors(np.array([held[digests[row]] for row in kept], dtype=np.int64))
    return vectors[[first[digest] for digest in digests]]
