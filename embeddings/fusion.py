"""Merging lexical and dense evidence into one score."""

from collections.abc import Mapping


def convex_combination(
    lexical: Mapping[int, float], dense: Mapping[int, float], *, lexical_weight: float
) -> dict[int, float]:
    """One score a row, between 0 and 1: weighted sum of BM25 over its best, and of cosine moved to 0…1.

    Bruch, Gai and Ingber 2023 ("An analysis of fusion functions for hybrid retrieval"): normalised scores keep
    what ranks throw away, and one weight is enough. `dense` holds every row of `lexical`; a row that `lexical`
    lacks matches no word.
    """
    best = max(lexical.values(), default=1.0)
    return {
        row: lexical_weight * lexical.get(row, 0.0) / best + (1 - lexical_weight) * (1 + cosine) / 2
        for row, cosine in dense.items()
    }


def ranked(scores: Mapping[int, float]) -> list[tuple[int, float]]:
    """Rows best first; ties by row, so that the order never depends on chance."""
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
