"""Copies of one text in several articles, folded into the best of them."""

from collections.abc import Iterable

from corpus.records import Paragraph
from embeddings.evidence import Hit

_ALIKE = 0.9  # share of stems that two texts must have in common
_SHORTEST = 8  # stems; shorter texts are alike by chance


def fold_copies(hits: Iterable[Hit], limit: int) -> list[tuple[Hit, tuple[Paragraph, ...]]]:
    """At most `limit` hits in their order, each with the paragraphs of other documents that say the same."""
    kept: list[tuple[Hit, frozenset[int], list[Paragraph]]] = []
    for hit in hits:
        stems = frozenset(hit.terms.stems.tolist())
        copies = next((also for first, theirs, also in kept if _copy(first, theirs, hit, stems)), None)
        if copies is not None:
            copies.append(hit.paragraph)
        elif len(kept) < limit:
            kept.append((hit, stems, []))
    return [(hit, tuple(also)) for hit, _, also in kept]


def _copy(first: Hit, theirs: frozenset[int], hit: Hit, stems: frozenset[int]) -> bool:
    if first.paragraph.document.id == hit.paragraph.document.id:
        return False
    if first.paragraph.text == hit.paragraph.text:
        return True
    return min(len(theirs), len(stems)) >= _SHORTEST and len(theirs & stems) >= _ALIKE * len(theirs | stems)
