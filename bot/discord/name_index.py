"""Names found by the beginnings of their words, in memory: fast enough to answer every keystroke."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import reduce
from heapq import merge

import numpy as np
from numpy.typing import NDArray

from embeddings.analysis import fold

Ranks = NDArray[np.int32]  # places in the order in which the names came

_WORD = re.compile(r"\w+")
_END = "\0"  # sorts before every other character, and is in no word
_LAST = "\U0010ffff"  # sorts after every other character
_PIECE = 2_000  # names that are sorted in one go


class NameIndex:
    """Names by their words; ties keep the order in which the names came."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(dict.fromkeys(names))
        self._verbatim = frozenset(self._names)
        folded = [" ".join(_words(name)) for name in self._names]
        self._whole = _Beginnings((name, rank) for rank, name in enumerate(folded))
        self._word = _Beginnings((word, rank) for rank, name in enumerate(folded) for word in name.split())

    def __len__(self) -> int:
        return len(self._names)

    def exact(self, name: str) -> str | None:
        """This name, or else the first one that differs only in case, accents or punctuation."""
        if name in self._verbatim:
            return name
        words = _words(name)
        ranks = self._whole.equal(" ".join(words)) if words else ()
        return self._names[min(ranks)] if len(ranks) else None

    def matching(self, typed: str, *, limit: int) -> list[str]:
        """Names with words that begin with all the typed ones; first those that begin with the whole of it."""
        words = _words(typed)
        if not words:
            return list(self._names[:limit])
        best = _smallest(self._whole.starting(" ".join(words)), limit)
        if len(best) < limit:
            others = reduce(np.intersect1d, map(self._word.starting, words))
            best += [rank for rank in _smallest(others, 2 * limit) if rank not in best]
        return [self._names[rank] for rank in best[:limit]]


class _Beginnings:
    """Texts in order, each with the rank of the name that it belongs to.

    Text and rank are one string, since strings alone leave the garbage collector nothing to walk through.
    """

    def __init__(self, entries: Iterable[tuple[str, int]]) -> None:
        self._entries = _sorted([f"{text}{_END}{rank}" for text, rank in entries])
        ranks = (int(entry.rpartition(_END)[2]) for entry in self._entries)
        self._ranks: Ranks = np.fromiter(ranks, dtype=np.int32, count=len(self._entries))

    def starting(self, text: str) -> Ranks:
        return self._between(text, text + _LAST)

    def equal(self, text: str) -> Ranks:
        return self._between(text + _END, text + _END + _LAST)

    def _between(self, first: str, last: str) -> Ranks:
        return self._ranks[bisect_left(self._entries, first) : bisect_left(self._entries, last)]


def _sorted(entries: Sequence[str]) -> list[str]:
    """In order. Piece by piece: no other thread, and no event loop, can run while Python sorts."""
    pieces = [sorted(entries[start : start + _PIECE]) for start in range(0, len(entries), _PIECE)]
    return list(merge(*pieces))


def _smallest(ranks: Ranks, limit: int) -> list[int]:
    unique = np.unique(ranks)
    return [int(rank) for rank in unique[:limit]]


def _words(text: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(text)]
