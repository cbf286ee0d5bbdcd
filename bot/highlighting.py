"""Which sentence of a passage answers, and which of its words the question holds."""

import math
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.records import Quote
from embeddings.analysis import terms
from embeddings.evidence import Hit
from embeddings.lexical import LexicalIndex
from embeddings.row_terms import Matches, keys


def best_sentences(hits: Sequence[Hit], stems: Sequence[str], lexical: LexicalIndex) -> list[Quote | None]:
    """Of each hit the first sentence that holds most of the question, rare words counting more; None without any."""
    if not hits:
        return []
    rarity = np.array([1 / math.log(2 + lexical.document_frequency(stem)) for stem in stems])
    found = [hit.terms for hit in hits]
    held, hit_of = Matches([row.stems for row in found], keys(stems)).held_by_sentence([r.sentences for r in found])
    scores = held @ rarity
    firsts = np.searchsorted(hit_of, np.arange(len(hits) + 1))
    return [_best(hit, scores[first:end]) for hit, first, end in zip(hits, firsts, firsts[1:], strict=False)]


def _best(hit: Hit, scores: NDArray[np.floating]) -> Quote | None:
    best = int(scores.argmax())
    start, end, _ = hit.terms.sentences[best].tolist()
    return Quote(hit.paragraph, start, end) if scores[best] > 0 else None


def matching_words(text: str, stems: Collection[str]) -> list[tuple[int, int]]:
    """Offsets of the words of a text that the question asks for."""
    return [(term.start, term.end) for term in terms(text) if term.stem in stems]
