"""Whether a file of inverted lists is laid out as this project writes them.

FAISS trusts what it opens: a strange file may name another file, claim sizes that it has not, or be of another kind.
"""

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_DUMMY = 1 << 20  # FAISS writes it twice into every header
_INNER_PRODUCT = 0
_SIZE = struct.Struct("<Q")


def is_laid_out(file: Path, *, rows: int, dimension: int, lists: int) -> bool:
    """Whether the file holds so many rows in so many lists, of 8-bit codes, and ends where they end."""
    with file.open("rb") as stream:
        for known, skipped in _parts(rows, dimension, lists):
            if stream.read(len(known)) != known:
                return False
            stream.seek(skipped, 1)
        kind, count = stream.read(4), stream.read(_SIZE.size)
        if kind not in {b"full", b"sprs"} or len(count) < _SIZE.size or _SIZE.unpack(count)[0] > 2 * lists:
            return False
        numbers = np.frombuffer(stream.read(_SIZE.unpack(count)[0] * _SIZE.size), dtype="<u8")
        left = file.stat().st_size - stream.tell()
    return _held(kind, numbers, lists) == rows and left == rows * (dimension + 8)  # a code and an id each


def _parts(rows: int, dimension: int, lists: int) -> list[tuple[bytes, int]]:
    """What must stand there byte for byte, each with how many bytes of numbers follow it."""
    whole = b"IwSq" + _header(dimension, rows) + struct.pack("<QQ", lists, 1)
    centroids = b"IxFI" + _header(dimension, lists) + _SIZE.pack(lists * dimension)
    no_map = struct.pack("<bQ", 0, 0)
    quantizer = struct.pack("<iifQQQ", 0, 0, 0.0, dimension, dimension, 2 * dimension)
    inverted = struct.pack("<Q?", dimension, True) + b"ilar" + struct.pack("<QQ", lists, dimension)
    return [(whole + centroids, 4 * lists * dimension), (no_map + quantizer, 8 * dimension), (inverted, 0)]


def _header(dimension: int, rows: int) -> bytes:
    return struct.pack("<iqqq?i", dimension, rows, _DUMMY, _DUMMY, True, _INNER_PRODUCT)


def _held(kind: bytes, numbers: NDArray[np.uint64], lists: int) -> int:
    """How many rows the lists hold together: their lengths, or pairs of a list and its length."""
    if kind == b"sprs":
        within = len(numbers) % 2 == 0 and bool((numbers[::2] < lists).all())
        return sum(numbers[1::2].tolist()) if within else -1
    return sum(numbers.tolist()) if len(numbers) == lists else -1
