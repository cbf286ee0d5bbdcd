"""Names found by the beginnings of their words, in memory: fast enough to answer every keystroke."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from heapq import nsmallest

from embeddings.analysis import fold

_WORD = re.compile(r"\w+")
_LAST = "\U0010ffff"  # sorts after every other character


class NameIndex:
    """Names by their words; ties keep the order in which the names came."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(dict.fromkeys(names))
        self._folded = tuple(" ".join(_words(name)) for name in self._names)
        entries = sorted({(word, rank) for rank, name in enumerate(self._folded) for word in name.split()})
        self._words = [word for word, _ in entries]
        self._ranks = [rank for _, rank in entries]
        self._rank_of = {name: rank for rank, name in reversed(tuple(enumerate(self._folded)))}
        self._verbatim = frozenset(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def exact(self, name: str) -> str | None:
        """This name, or else the first one that differs only in case, accents or punctuation."""
        if name in self._verbatim:
            return name
        rank = self._rank_of.get(" ".join(_words(name)) or name)
        return None if rank is None else self._names[rank]

    def matching(self, typed: str, *, limit: int) -> list[str]:
        """Names with words that begin with all the typed ones; first those that begin with the whole of it."""
        words = _words(typed)
        if not words:
            return list(self._names[:limit])
        ranks = set.intersection(*map(self._beginning, set(words)))
        whole = " ".join(words)
        best = nsmallest(limit, ranks, key=lambda rank: (not self._folded[rank].startswith(whole), rank))
        return [self._names[rank] for rank in best]

    def _beginning(self, word: str) -> set[int]:
        return set(self._ranks[bisect_left(self._words, word) : bisect_left(self._words, word + _LAST)])


def _words(text: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(text)]
