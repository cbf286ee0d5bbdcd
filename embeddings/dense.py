"""The dense part of a build: exact while that is fast, approximate and measured beyond."""

from pathlib import Path

import numpy as np

from corpus.cores import available_cores
from corpus.sentences import sentence_spans
from embeddings.approximate import ApproximateIndex, DenseFact, DenseSettings, calibrate, edit, is_editable, lay_out
from embeddings.encoder import Encoder
from embeddings.index import LISTS, VECTORS, Index
from embeddings.report import Report, Reporter
from embeddings.store import Store
from embeddings.vector_file import mapped

_SAMPLE = 256  # sentences
_MANY = 200_000  # rows from which threads gain more than they lose on a busy machine


def write_dense(
    folder: Path,
    store: Store,
    encoder: Encoder,
    settings: DenseSettings,
    base: Index | None,
    touched: list[int],
    reporter: Reporter,
    report: Report,
    *,
    dimension: int,
) -> DenseFact:
    """Write the lists that a large index needs; where they find too little, say so and search exactly."""
    vectors, lists = mapped(folder / VECTORS, dimension), folder / LISTS
    lists.unlink(missing_ok=True)
    if len(vectors) <= settings.exact_up_to:
        return DenseFact()
    if base is not None and _serves(base.manifest.dense, len(vectors), len(touched), settings):
        fact = edit(lists, base.folder / LISTS, base.manifest.dense, vectors, touched, before=base.manifest.rows)
    else:
        with reporter.stage("laying out vectors", 1) as done:
            fact = lay_out(lists, vectors, threads=available_cores() if len(vectors) > _MANY else 1)
            questions = encoder.encode_questions(corpus_sentences(store, len(vectors)))
            fact = calibrate(
                ApproximateIndex(lists, fact, rows=len(vectors), dimension=dimension),
                fact,
                vectors,
                questions,
                settings.recall,
            )
            done(1)
    if fact.wanting:
        lists.unlink()
        report.warnings["the dense index"] = f"is exact and slow, since {fact.wanting}; lower index.recall for speed"
    return fact


def _serves(fact: DenseFact, rows: int, touched: int, settings: DenseSettings) -> bool:
    return fact.fits(rows, settings) and is_editable(fact, rows, touched)


def corpus_sentences(store: Store, rows: int) -> list[str]:
    """A sentence from each of some paragraphs all over the corpus, the same ones every time."""
    chance = np.random.default_rng(2)
    chosen = np.sort(chance.choice(rows, min(rows, _SAMPLE), replace=False))
    sentences = []
    for paragraph in store.paragraphs(chosen.tolist()):
        spans = sentence_spans(paragraph.text)
        start, end = spans[int(chance.integers(len(spans)))]
        sentences.append(paragraph.text[start:end])
    return sentences
