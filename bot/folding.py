"""Copies of one text in several articles, folded into the first of them."""

from collections.abc import Hashable, Iterable
from typing import TypeVar

from corpus.records import Paragraph
from embeddings.evidence import Hit

_ALIKE = 0.9  # share of stems that two texts must have in common
_SHORTEST = 8  # stems; shorter texts are alike by chance

F = TypeVar("F")
Stems = frozenset[Hashable]
Folded = tuple[Hit, tuple[Paragraph, ...]]  # a hit with the paragraphs of other documents that say the same


def fold_copies(hits: Iterable[Hit], limit: int) -> list[Folded]:
    """At most `limit` hits in their order, each with the paragraphs of other documents that say the same."""
    return fold(((hit, hit.paragraph, frozenset(hit.terms.stems.tolist())) for hit in hits), limit)


def fold(found: Iterable[tuple[F, Paragraph, Stems]], limit: int) -> list[tuple[F, tuple[Paragraph, ...]]]:
    """The same for anything with its paragraph and the stems of that."""
    kept: list[tuple[F, Paragraph, Stems, list[Paragraph]]] = []
    for each, paragraph, stems in found:
        copies = next((also for _, first, theirs, also in kept if _copy(first, theirs, paragraph, stems)), None)
        if copies is not None:
            copies.append(paragraph)
        elif len(kept) < limit:
            kept.append((each, paragraph, stems, []))
    return [(each, tuple(also)) for each, _, _, also in kept]


def _copy(first: Paragraph, theirs: Stems, paragraph: Paragraph, stems: Stems) -> bool:
    fewer, more = sorted((len(theirs), len(stems)))
    if fewer < _ALIKE * more or first.document.id == paragraph.document.id:
        return False
    if fewer < _SHORTEST:
        return first.text == paragraph.text
    return len(theirs & stems) >= _ALIKE * len(theirs | stems)
