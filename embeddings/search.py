"""From a question to ranked paragraphs of one index."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.records import Kind
from embeddings.encoder import Encoder
from embeddings.fusion import convex_combination, ranked
from embeddings.index import Index
from embeddings.records import Filter, Hit

LEXICAL_WEIGHT = 0.8  # measured on the development sets: words say more than vectors on news
HEADING_WEIGHT = 0.6  # headings and captions repeat what the body tells
_POOL = 100  # candidates from each side


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: stems for the words, a sentence for the meaning."""

    stems: Sequence[str]
    text: str


def search(index: Index, encoder: Encoder, query: Query, only: Filter, limit: int) -> list[Hit]:
    """The best paragraphs that satisfy the filter, best first; near-identical texts are not told apart."""
    size = index.manifest.rows
    mask = index.store.mask(only, size)
    if mask is not None and not mask.any():
        return []
    vector = encoder.encode_questions([query.text])
    lexical = dict(index.lexical.search(query.stems, _POOL, only))
    dense = dict(index.vectors.search(vector, _POOL, mask))
    missing = np.array([row for row in lexical if row not in dense], dtype=np.int64)
    if len(missing):
        cosines = index.vectors.vectors(missing) @ vector[0]
        dense |= dict(zip(missing.tolist(), cosines.tolist(), strict=True))
    fused = ranked(convex_combination(lexical, dense, lexical_weight=LEXICAL_WEIGHT))[: limit * 2]
    paragraphs = index.store.paragraphs([row for row, _ in fused])
    hits = [
        Hit(paragraph, score * (1.0 if paragraph.kind is Kind.BODY else HEADING_WEIGHT))
        for paragraph, (_, score) in zip(paragraphs, fused, strict=True)
    ]
    return sorted(hits, key=lambda hit: -hit.score)[:limit]
