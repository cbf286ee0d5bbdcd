"""From candidates to hits, best first."""

import tomllib
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from importlib.resources import files

from embeddings.evidence import Evidence, Hit, Topic, evidence_for, weigh_topic
from embeddings.index import Index
from embeddings.search import Candidate, Query

_READ = 40  # candidates whose paragraphs are looked at
_FIRST_LEXICAL, _FIRST_DENSE, _FIRST_SPOKEN = 0.7, 0.15, 0.4  # which candidates those are


@cache
def weights() -> tuple[float, ...]:
    """The fitted weights, in the order of Evidence's fields."""
    table = tomllib.loads(files("embeddings").joinpath("ranking.toml").read_text(encoding="utf-8"))
    return tuple(float(table[field.name]) for field in fields(Evidence))


def rank(index: Index, query: Query, candidates: Sequence[Candidate], *, limit: int) -> list[Hit]:
    """The best candidates with the evidence for them, best first; ties by row, so that chance never decides.

    A linear model over normalised evidence; its first step, which decides whose paragraphs are read at all, is the
    convex combination of Bruch, Gai and Ingber 2023 ("An analysis of fusion functions for hybrid retrieval").
    """
    best = max((candidate.lexical for candidate in candidates), default=0.0)
    read = _first(candidates, best, max(_READ, 2 * limit))
    paragraphs = index.store.paragraphs([candidate.row for candidate in read])
    topic = topic_of(index, query.stems)
    hits = []
    for candidate, paragraph in zip(read, paragraphs, strict=True):
        evidence = evidence_for(candidate, paragraph, topic, query.names, best_lexical=best)
        hits.append(Hit(paragraph, evidence.weighed(weights()), evidence))
    order = sorted(range(len(hits)), key=lambda i: (-hits[i].score, read[i].row))
    return [hits[i] for i in order[:limit]]


def topic_of(index: Index, stems: Sequence[str]) -> Topic:
    """The stems with what each counts in this index."""
    frequency = {stem: index.lexical.document_frequency(stem) for stem in stems}
    return weigh_topic(stems, frequency, index.manifest.rows)


def _first(candidates: Sequence[Candidate], best: float, limit: int) -> list[Candidate]:
    def score(candidate: Candidate) -> float:
        lexical = candidate.lexical / best if best > 0 else 0.0
        return _FIRST_LEXICAL * lexical + _FIRST_DENSE * candidate.dense + _FIRST_SPOKEN * candidate.spoken

    return sorted(candidates, key=lambda candidate: (-score(candidate), candidate.row))[:limit]
