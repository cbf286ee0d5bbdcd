"""From candidates to hits, best first."""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from embeddings.evidence import NAMES, Evidence, Hit, Topic, evidence_for, weigh_topic
from embeddings.index import Index
from embeddings.search import Candidates, Query
from embeddings.timing import Stopwatch

_READ = 40  # candidates that are weighed
_FIRST_LEXICAL, _FIRST_DENSE, _FIRST_SPOKEN = 0.7, 0.15, 0.4  # which candidates those are


@cache
def weights() -> tuple[float, ...]:
    """The fitted weights, in the order of Evidence's fields."""
    table = tomllib.loads(Path(__file__).with_name("ranking.toml").read_text(encoding="utf-8"))
    return tuple(float(table[name]) for name in NAMES)


def rank(index: Index, query: Query, candidates: Candidates, watch: Stopwatch, *, limit: int) -> list[Hit]:
    """The best candidates with the evidence for them, best first; ties by row, so that chance never decides.

    A linear model over normalised evidence; its first step, which decides which rows are weighed at all, is the
    convex combination of Bruch, Gai and Ingber 2023 ("An analysis of fusion functions for hybrid retrieval").
    """
    if not len(candidates):
        return []
    best = float(candidates.lexical.max())
    read = _first(candidates, best, max(_READ, limit))
    with watch.stage("read"):
        terms = index.store.row_terms(read.rows.tolist())
    with watch.stage("fuse"):
        topic = topic_of(index, query.stems)
        evidence = evidence_for(read, terms, topic, query.names, best_lexical=best)
        scores = evidence @ np.array(weights())
        order = np.lexsort((read.rows, -scores))[:limit].tolist()
    with watch.stage("read"):
        paragraphs = index.store.paragraphs(read.rows[order].tolist())
    return [
        Hit(paragraph, float(scores[i]), Evidence(*evidence[i].tolist()), terms[i])
        for i, paragraph in zip(order, paragraphs, strict=True)
    ]


def topic_of(index: Index, stems: Sequence[str]) -> Topic:
    """The stems with what each counts in this index."""
    frequency = {stem: index.lexical.document_frequency(stem) for stem in stems}
    return weigh_topic(stems, frequency, index.manifest.rows)


def _first(candidates: Candidates, best: float, limit: int) -> Candidates:
    lexical = candidates.lexical / best if best > 0 else candidates.lexical
    score = _FIRST_LEXICAL * lexical + _FIRST_DENSE * candidates.dense + _FIRST_SPOKEN * candidates.spoken
    return candidates.take(np.lexsort((candidates.rows, -score))[:limit])
