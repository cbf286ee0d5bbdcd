"""Whether the best passages answer the question, and if not, why not."""

import math
from collections.abc import Sequence

from bot.conversation import Turn
from embeddings.analysis import terms
from embeddings.evidence import Hit
from embeddings.index import Index
from embeddings.records import Filter

COVERAGE = 0.5  # the least share of the question's words, by rarity, that one passage and its title must hold


def doubt(turn: Turn, hits: Sequence[Hit], only: Filter, index: Index) -> str | None:
    """A sentence that says why these hits are no answer; None where they are."""
    asked = turn.asked
    if turn.unclear is not None:
        return f"It is not clear whom “{turn.unclear}” means; name the person."
    if not asked.stems and not asked.speakers:
        return "The question names no subject; ask about a person, a place or a thing."
    for name in asked.unknown:
        if all(index.lexical.document_frequency(term.stem) == 0 for term in terms(name)):
            return f"No article here mentions {name}."
    if not hits:
        return "No passage satisfies the filters." if not only.empty else "No passage is close to the question."
    if not asked.stems:
        return None
    if max(_coverage(asked.stems, hit, index) for hit in hits) < COVERAGE:
        return "No passage here holds enough of what the question asks for."
    return None


def _coverage(stems: Sequence[str], hit: Hit, index: Index) -> float:
    size = index.manifest.rows
    weight = {stem: math.log(1 + size / (1 + index.lexical.document_frequency(stem))) for stem in stems}
    paragraph = hit.paragraph
    held = {term.stem for text in (paragraph.text, paragraph.document.title) for term in terms(text)}
    return sum(weight[stem] for stem in stems if stem in held) / sum(weight.values())
