"""Which sentence of a passage answers, and which of its words the question holds."""

import math
from collections.abc import Collection, Sequence

import numpy as np

from bot.records import Quote
from embeddings.analysis import terms
from embeddings.evidence import Hit
from embeddings.lexical import LexicalIndex
from embeddings.row_terms import held_by_sentence, keys


def best_sentence(hit: Hit, stems: Sequence[str], lexical: LexicalIndex) -> Quote | None:
    """The first sentence that holds the most of the question, rare words counting more; None where none holds any."""
    rarity = np.array([1 / math.log(2 + lexical.document_frequency(stem)) for stem in stems])
    held, _ = held_by_sentence([hit.terms], keys(stems))
    scores = held @ rarity
    best = int(scores.argmax())
    start, end, _ = hit.terms.sentences[best].tolist()
    return Quote(hit.paragraph, start, end) if scores[best] > 0 else None


def matching_words(text: str, stems: Collection[str]) -> list[tuple[int, int]]:
    """Offsets of the words of a text that the question asks for."""
    return [(term.start, term.end) for term in terms(text) if term.stem in stems]
