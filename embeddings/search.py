"""From a query to candidate paragraphs of one index, before any of them is read."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from embeddings.encoder import Encoder, Vectors
from embeddings.index import Index
from embeddings.records import Filter

_POOL = 100  # candidates from each side


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: stems for the words, a sentence for the meaning, and whose words they should be."""

    stems: Sequence[str]
    text: str
    speakers: Sequence[str] = ()
    names: Set[str] = frozenset()  # folded words, any of which names the speaker in a text


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that words, meaning or speaker speak for."""

    row: int
    lexical: float  # BM25, 0 where no word matches
    dense: float  # cosine
    spoken: bool  # by one of the speakers asked for


def search(index: Index, encoder: Encoder, query: Query, only: Filter) -> list[Candidate]:
    """All rows that words, meaning or speaker speak for, by row."""
    size = index.manifest.rows
    mask = index.store.mask(only, size)
    if mask is not None and not mask.any():
        return []
    vector = encoder.encode_questions([query.text])
    lexical = dict(index.lexical.search(query.stems, _POOL, only))
    dense = dict(index.vectors.search(vector, _POOL, mask))
    spoken = index.store.rows_of(query.speakers)
    if mask is not None:
        spoken = spoken[mask[spoken]]
    if len(spoken):
        lexical |= dict(index.lexical.search(query.stems, _POOL, only, speakers=query.speakers))
    missing = np.setdiff1d(
        np.union1d(np.fromiter(lexical, np.int64, len(lexical)), spoken), np.fromiter(dense, np.int64, len(dense))
    )
    dense |= _cosines(index, vector, missing)
    theirs = set(spoken.tolist())
    return [Candidate(row, lexical.get(row, 0.0), dense[row], row in theirs) for row in sorted(dense)]


def _cosines(index: Index, vector: Vectors, rows: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> dict[int, float]:
    if not len(rows):
        return {}
    cosines = index.vectors.vectors(rows) @ vector[0]
    return dict(zip(rows.tolist(), cosines.tolist(), strict=True))
