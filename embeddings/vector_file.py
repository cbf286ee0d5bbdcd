"""The file of all vectors: row after row of little-endian floats, so that a row is read or changed where it lies."""

import os
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from embeddings.free_rows import runs

DTYPE = np.dtype("<f4")


class VectorFile:
    """The vectors of a generation that is being built."""

    def __init__(self, file: Path, dimension: int) -> None:
        self._stream = file.open("r+b" if file.exists() else "w+b")
        self._width = dimension * DTYPE.itemsize
        self._dimension = dimension

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def resize(self, rows: int) -> None:
        """Make room for so many rows; those beyond are dropped."""
        self._stream.truncate(rows * self._width)

    def write(self, rows: NDArray[np.int64], vectors: Vectors) -> None:
        """Put vectors at their rows, which ascend, and on the disk."""
        place = 0
        for first, count in runs(rows.tolist()):
            self._stream.seek(first * self._width)
            self._stream.write(np.ascontiguousarray(vectors[place : place + count], dtype=DTYPE).tobytes())
            place += count
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def read(self, rows: NDArray[np.int64]) -> Vectors:
        """The vectors of some rows, shape (n, dimension)."""
        return read_rows(self._stream.fileno(), rows, self._dimension)


def read_rows(handle: int, rows: NDArray[np.int64], dimension: int) -> Vectors:
    """The vectors of some rows of an opened file, shape (n, dimension)."""
    width = dimension * DTYPE.itemsize
    parts = [os.pread(handle, width, row * width) for row in rows.tolist()]
    return np.frombuffer(b"".join(parts), dtype=DTYPE).reshape(-1, dimension)


def mapped(file: Path, dimension: int) -> Vectors:
    """All vectors of a file without reading it, shape (rows, dimension). Raises ValueError where they do not fit."""
    size = file.stat().st_size
    if size == 0 or size % (dimension * DTYPE.itemsize):
        raise ValueError(f"{size} bytes are no rows of {dimension} floats")
    return np.memmap(file, dtype=DTYPE, mode="r", shape=(size // (dimension * DTYPE.itemsize), dimension))
