"""From a query to candidate paragraphs of one index, before any of them is read."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from embeddings.encoder import Encoder
from embeddings.index import Index
from embeddings.records import Filter

_POOL = 100  # candidates from each side


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: stems for the words, a sentence for the meaning, and whose words they should be."""

    stems: Sequence[str]
    text: str
    topic: str  # its words without the speaker's name and the words that questions are made of
    speakers: Sequence[str] = ()
    names: Set[str] = frozenset()  # folded words, any of which names the speaker in a text


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that words, meaning or speaker speak for."""

    row: int
    lexical: float  # BM25, 0 where no word matches
    dense: float  # cosine of the whole question
    topical: float  # cosine of the topic's words alone
    spoken: bool  # by one of the speakers asked for


def search(index: Index, encoder: Encoder, query: Query, only: Filter) -> list[Candidate]:
    """All rows that words, meaning or speaker speak for, by row."""
    size = index.manifest.rows
    mask = index.store.mask(only, size)
    if mask is not None and not mask.any():
        return []
    vectors = encoder.encode_questions([query.text, query.topic])
    lexical = dict(index.lexical.search(query.stems, _POOL, only))
    near = [row for row, _ in index.vectors.search(vectors[:1], _POOL, mask)]
    spoken = index.store.rows_of(query.speakers)
    if mask is not None:
        spoken = spoken[mask[spoken]]
    if len(spoken):
        lexical |= dict(index.lexical.search(query.stems, _POOL, only, speakers=query.speakers))
    rows = np.array(sorted({*lexical, *near, *spoken.tolist()}), dtype=np.int64)
    cosines = index.vectors.vectors(rows) @ vectors.T
    theirs = set(spoken.tolist())
    return [
        Candidate(row, lexical.get(row, 0.0), float(dense), float(topical), row in theirs)
        for row, (dense, topical) in zip(rows.tolist(), cosines, strict=True)
    ]
