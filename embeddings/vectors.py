"""The dense index: inner products over unit vectors, by FAISS."""

import os
import weakref
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexDamaged
from embeddings.approximate import ApproximateIndex, DenseFact
from embeddings.encoder import Vectors
from embeddings.vector_file import mapped, read_rows

_FEW = 20_000  # rows that a filter leaves: searching them exactly is quicker than many lists
_ALL_OF = 2_000  # rows of a speaker of which each is read
_LONGEST = 1.01  # squared length of a vector: each has the length 1, and one that is no number has none
_TINY = 2_000  # rows that are multiplied sooner than FAISS is loaded


class VectorIndex:
    """An opened dense index; searching is safe from several threads. Opening maps the files and reads nothing."""

    def __init__(self, file: Path, dimension: int, lists: Path, fact: DenseFact) -> None:
        try:
            self._all = np.asarray(mapped(file, dimension))  # as a map each slice of it would cost more
            self._handle = os.open(file, os.O_RDONLY)
        except (OSError, ValueError) as error:
            raise IndexDamaged(f"{file} cannot be opened; run `pullquote build --fresh`") from error
        weakref.finalize(self, os.close, self._handle)
        self._file = file
        self._lists = None
        if fact.lists:
            self._lists = ApproximateIndex(lists, fact, rows=self.size, dimension=dimension)

    @property
    def size(self) -> int:
        """How many rows it holds."""
        return len(self._all)

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._all.shape[1])

    def search(self, vector: Vectors, limit: int, mask: NDArray[np.bool_] | None) -> list[tuple[int, float]]:
        """The nearest rows to one vector of shape (1, dimension), with their cosines, best first.

        `mask`, of shape (size,), leaves out the rows where it is false.
        """
        if self._lists is None or (mask is not None and np.count_nonzero(mask) <= _FEW):
            return self._among_all(vector, limit) if mask is None else self._among(vector, limit, np.flatnonzero(mask))
        proposed = self._lists.propose(vector, limit, mask)[0]
        return self._among(vector, limit, np.sort(proposed[proposed >= 0]))

    def near_of(self, vector: Vectors, limit: int, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Of these rows, ascending, all while they are few; else about `limit` near ones.

        Those are of the lists that any question looks into: what lies far from the question is not found.
        """
        if self._lists is None or len(rows) <= _ALL_OF:
            return rows
        mask = np.zeros(self.size, dtype=np.bool_)
        mask[rows] = True
        proposed = self._lists.propose(vector, limit, mask, widely=False)[0]
        return np.sort(proposed[proposed >= 0])

    def vectors(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors of some rows, shape (n, dimension). Raises IndexDamaged where one is no vector of this index."""
        if len(rows) and not 0 <= rows.min() <= rows.max() < self.size:
            raise self._damage()
        # where there are many, pages that are mapped would stay in memory
        found = self._all[rows] if self._lists is None else read_rows(self._handle, rows, self.dimension)
        if not (np.einsum("ij,ij->i", found, found) <= _LONGEST).all():
            raise self._damage()
        return found

    def _damage(self) -> IndexDamaged:
        return IndexDamaged(f"{self._file} is damaged; run `pullquote build --fresh` to make it anew")

    def _among_all(self, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        return self._nearest(vector, limit, self._all, np.arange(self.size))

    def _among(self, vector: Vectors, limit: int, rows: NDArray[np.int64]) -> list[tuple[int, float]]:
        return self._nearest(vector, limit, self.vectors(rows), rows)

    def _nearest(self, vector: Vectors, limit: int, among: Vectors, rows: NDArray[np.int64]) -> list[tuple[int, float]]:
        if len(among) <= _TINY:
            exact = np.einsum("ij,j->i", among, vector[0])
            best = np.lexsort((rows, -exact))[:limit]
            return list(zip(rows[best].tolist(), exact[best].tolist(), strict=True))
        import faiss  # 50 ms, which is longer than the search of a small index

        faiss.omp_set_num_threads(1)  # on a busy machine two threads are slower by far
        count = min(limit, len(among))
        cosines, places = faiss.knn(vector, among, count, metric=faiss.METRIC_INNER_PRODUCT)
        return [(int(rows[place]), float(cosine)) for place, cosine in zip(places[0], cosines[0], strict=True)]
