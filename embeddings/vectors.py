"""The dense index: exact inner products over unit vectors, by FAISS."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexDamaged
from embeddings.encoder import Vectors


def write_vectors(file: Path, vectors: Vectors) -> None:
    """Write vectors; row i of the array is row i of the index."""
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors))
    faiss.write_index(index, str(file))


class VectorIndex:
    """An opened dense index; searching is safe from several threads."""

    def __init__(self, file: Path) -> None:
        import faiss

        faiss.omp_set_num_threads(1)  # on a busy machine two threads are slower by far
        self._faiss = faiss
        try:
            self._index: Any = faiss.read_index(str(file))
        except RuntimeError as error:
            raise IndexDamaged(f"{file} cannot be opened; run `pullquote build --fresh`") from error

    @property
    def size(self) -> int:
        """How many rows it holds."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._index.d)

    def search(self, vector: Vectors, limit: int, mask: NDArray[np.bool_] | None) -> list[tuple[int, float]]:
        """The nearest rows to one vector of shape (1, dimension), with their cosines, best first.

        `mask`, of shape (size,), leaves out the rows where it is false.
        """
        parameters = None
        if mask is not None:
            bits = np.packbits(mask, bitorder="little")
            selector = self._faiss.IDSelectorBitmap(len(mask), self._faiss.swig_ptr(bits))
            parameters = self._faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # missing in its stub
        scores, rows = self._index.search(vector, min(limit, self.size), params=parameters)
        return [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]

    def vectors(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors of some rows, shape (n, dimension)."""
        found: Vectors = self._index.reconstruct_batch(rows)
        return found
