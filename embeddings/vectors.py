"""The dense index: inner products over unit vectors, by FAISS."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexDamaged
from embeddings.encoder import Vectors
from embeddings.vector_file import mapped


class VectorIndex:
    """An opened dense index; searching is safe from several threads."""

    def __init__(self, file: Path, dimension: int) -> None:
        import faiss

        faiss.omp_set_num_threads(1)  # on a busy machine two threads are slower by far
        self._faiss = faiss
        try:
            self._all = mapped(file, dimension)
        except (OSError, ValueError) as error:
            raise IndexDamaged(f"{file} cannot be opened; run `pullquote build --fresh`") from error

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
        if mask is None:
            return self._exact(vector, limit, self._all)
        rows = np.flatnonzero(mask)
        return [(int(rows[place]), cosine) for place, cosine in self._exact(vector, limit, self._all[rows])]

    def vectors(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors of some rows, shape (n, dimension)."""
        return np.asarray(self._all[rows])

    def _exact(self, vector: Vectors, limit: int, among: Vectors) -> list[tuple[int, float]]:
        count = min(limit, len(among))
        cosines, places = self._faiss.knn(vector, among, count, metric=self._faiss.METRIC_INNER_PRODUCT)
        return [(int(place), float(cosine)) for place, cosine in zip(places[0], cosines[0], strict=True)]
