"""Which row a new paragraph gets: rows stay without gaps, and those of unchanged paragraphs stay as they are."""

import heapq
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

import numpy as np


class FreeRows:
    """Gives out rows, the lowest free one first."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        query = "SELECT count(row), coalesce(max(row) + 1, 0) FROM paragraphs"
        taken, end = connection.execute(query).fetchone()
        self._end = int(end)
        self._free: list[int] = []
        if taken < self._end:
            rows = [row for (row,) in connection.execute("SELECT row FROM paragraphs WHERE row IS NOT NULL")]
            self._free = np.setdiff1d(np.arange(self._end), np.array(rows, dtype=np.int64)).tolist()

    @property
    def count(self) -> int:
        """How many rows are taken."""
        return self._end - len(self._free)

    def take(self) -> int:
        """A row for a new paragraph."""
        if self._free:
            return heapq.heappop(self._free)
        self._end += 1
        return self._end - 1

    def give_back(self, rows: Iterable[int]) -> None:
        """Rows whose paragraphs are gone."""
        for row in rows:
            heapq.heappush(self._free, row)

    def close(self) -> list[int]:
        """The free rows below the count, which the paragraphs beyond it must move to; then none is free."""
        gaps = sorted(row for row in self._free if row < self.count)
        self._end, self._free = self.count, []
        return gaps


def runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring rows together: the first of each run, and how many they are."""
    if rows:
        ordered = np.sort(np.array(rows, dtype=np.int64))
        edges = np.flatnonzero(np.diff(ordered) != 1) + 1
        for run in np.split(ordered, edges):
            yield int(run[0]), len(run)
