"""Merging the evidence for a candidate into one score."""

from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.search import Evidence


@dataclass(frozen=True, slots=True)
class Weights:
    """What each kind of evidence counts for; measured on the development sets (docs/retrieval.md)."""

    lexical: float = 0.7  # words say more than vectors on news; the vectors count for the rest
    speaker: float = 0.4
    aside: float = 0.2  # taken from headings and captions, which repeat what the body tells


def fuse(candidates: Sequence[Evidence], asides: Sequence[bool], weights: Weights) -> list[tuple[int, float]]:
    """Rows with their scores, best first; ties by row, so that the order never depends on chance.

    A convex combination of BM25 over its best and of cosine moved to 0…1 (Bruch, Gai and Ingber 2023, "An analysis
    of fusion functions for hybrid retrieval"): normalised scores keep what ranks throw away. `asides` tells which
    candidates are no body text.
    """
    best = max((candidate.lexical for candidate in candidates), default=0.0) or 1.0
    scores = [
        weights.lexical * candidate.lexical / best
        + (1 - weights.lexical) * (1 + candidate.dense) / 2
        + weights.speaker * candidate.spoken
        - weights.aside * aside
        for candidate, aside in zip(candidates, asides, strict=True)
    ]
    ranked = sorted(zip(scores, candidates, strict=True), key=lambda pair: (-pair[0], pair[1].row))
    return [(candidate.row, score) for score, candidate in ranked]
