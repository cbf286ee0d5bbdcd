"""Which sentence of a passage answers, and which of its words the question holds."""

import math
from collections.abc import Collection, Sequence

from bot.records import Quote
from corpus.records import Paragraph
from corpus.sentences import sentence_spans
from embeddings.analysis import terms
from embeddings.lexical import LexicalIndex


def best_sentence(paragraph: Paragraph, stems: Sequence[str], lexical: LexicalIndex) -> Quote | None:
    """The first sentence that holds the most of the question, rare words counting more; None where none holds any."""
    text = paragraph.text
    rarity = {stem: 1 / math.log(2 + lexical.document_frequency(stem)) for stem in stems}
    scored = []
    for start, end in sentence_spans(text):
        held = {term.stem for term in terms(text[start:end])} & rarity.keys()
        scored.append((sum(rarity[stem] for stem in held), start, end))
    score, start, end = max(scored, key=lambda each: (each[0], -each[1]), default=(0.0, 0, 0))
    return Quote(paragraph, start, end) if score > 0 else None


def matching_words(text: str, stems: Collection[str]) -> list[tuple[int, int]]:
    """Offsets of the words of a text that the question asks for."""
    return [(term.start, term.end) for term in terms(text) if term.stem in stems]
