"""The dense index of a large corpus: inverted lists of quantised vectors (Jégou et al. 2011), by FAISS.

It only proposes rows: their cosines are taken from the exact vectors. How many lists a question must look into is
measured at build, with sentences of the corpus as questions, against exact search.
"""

import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexDamaged
from embeddings.encoder import Vectors
from embeddings.lists_file import is_laid_out

K = 10  # recall is told at this many neighbours
_PROPOSED = 2  # times as many rows as are asked for: quantised order is not quite the exact one
_TRAINED_ON = 50  # vectors for each list
_ROUNDS = 10
_BLOCK = 20_000  # vectors that are handled at once
_LARGEST_CHANGE = 0.1  # of the rows since the lists were laid out; then they are laid out anew
_TIE = 1e-6  # cosines this close are equal


@dataclass(frozen=True, slots=True)
class DenseSettings:
    """When the dense index is approximate, and how much it must find."""

    exact_up_to: int = 50_000  # rows
    recall: float = 0.98  # at 10, against exact search


class DenseFact(msgspec.Struct, frozen=True, kw_only=True):
    """What the manifest tells of the dense index; without lists it is exact."""

    lists: Annotated[int, msgspec.Meta(ge=0, le=2**31)] = 0
    probes: Annotated[int, msgspec.Meta(ge=0, le=2**31)] = 0  # lists that a question looks into
    quantizer: str = ""
    recall: Annotated[float, msgspec.Meta(ge=0, le=1)] = 1.0  # at 10, of the corpus's own sentences
    sample: int = 0  # of how many sentences
    changed: int = 0  # rows since the lists were laid out
    wanting: str = ""  # why it is exact although it is large

    def fits(self, rows: int, settings: DenseSettings) -> bool:
        """Whether an index of so many rows may be like this."""
        large = rows > settings.exact_up_to
        return bool(self.lists or self.wanting) == large and self.recall >= settings.recall


class ApproximateIndex:
    """Opened lists, by memory map; proposing is safe from several threads."""

    def __init__(self, file: Path, fact: DenseFact, *, rows: int, dimension: int) -> None:
        import faiss

        self._faiss = faiss
        self._fact = fact
        try:
            if not is_laid_out(file, rows=rows, dimension=dimension, lists=fact.lists):
                raise RuntimeError("it is of another layout")
            self._index: Any = faiss.read_index(str(file), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
            _keep_to_one_thread(faiss, self._index)
        except (MemoryError, OSError, RuntimeError, struct.error) as error:
            raise IndexDamaged(f"{file} cannot be opened; run `pullquote build --fresh`") from error

    @property
    def size(self) -> int:
        """How many rows it holds."""
        return int(self._index.ntotal)

    def propose(
        self, vectors: Vectors, limit: int, mask: NDArray[np.bool_] | None = None, *, widely: bool = True
    ) -> NDArray[np.int64]:
        """Rows that may be among the `limit` nearest to each vector, shape (n, at most 2 limit); -1 where none is left.

        The fewer rows a mask leaves, the more lists are looked into, if `widely`.
        """
        probes, selector, bits = max(1, self._fact.probes), None, None
        if mask is not None:
            share = int(mask.sum()) / len(mask) if widely else 1.0
            probes = min(self._fact.lists, math.ceil(probes / max(share, 1 / len(mask))))
            bits = np.packbits(mask, bitorder="little")
            selector = self._faiss.IDSelectorBitmap(len(bits), self._faiss.swig_ptr(bits))
        return self.propose_from(vectors, limit, probes, selector)

    def propose_from(self, vectors: Vectors, limit: int, probes: int, selector: Any = None) -> NDArray[np.int64]:
        """As `propose`, from so many lists."""
        parameters = self._faiss.SearchParametersIVF(nprobe=probes, sel=selector)  # type: ignore[call-arg]
        _, rows = self._index.search(vectors, min(_PROPOSED * limit, self.size), params=parameters)
        return np.asarray(rows, dtype=np.int64)


def _keep_to_one_thread(faiss: Any, index: Any) -> None:
    """Have lists read by who asks: by itself FAISS starts 32 threads a question to read mapped lists ahead."""
    faiss.downcast_InvertedLists(index.invlists).prefetch_nthread = 0


def lay_out(file: Path, vectors: Vectors, *, threads: int) -> DenseFact:
    """Write lists of all vectors; how many to look into is not decided yet. The same vectors give the same lists."""
    import faiss

    rows, dimension = vectors.shape
    lists = round(4 * math.sqrt(rows))
    faiss.omp_set_num_threads(threads)
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension), dimension, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.cp.niter, index.cp.spherical, index.cp.seed = _ROUNDS, True, 1
    index.cp.min_points_per_centroid = 1  # or it prints a warning where the settings ask for lists of few vectors
    chosen = np.random.default_rng(1).choice(rows, min(rows, _TRAINED_ON * lists), replace=False)
    index.train(np.ascontiguousarray(vectors[np.sort(chosen)]))
    for first in range(0, rows, _BLOCK):
        block = np.ascontiguousarray(vectors[first : first + _BLOCK])
        index.add_with_ids(block, np.arange(first, first + len(block), dtype=np.int64))
    faiss.write_index(index, str(file))
    faiss.omp_set_num_threads(1)
    return DenseFact(lists=lists, quantizer="8 bit")


def edit(file: Path, old: Path, fact: DenseFact, vectors: Vectors, touched: Sequence[int], *, before: int) -> DenseFact:
    """Write the lists of the generation before, which had so many rows, with the touched rows anew."""
    import faiss

    index = faiss.read_index(str(old))
    now = np.array(touched, dtype=np.int64)
    gone = np.concatenate([now, np.arange(len(vectors), max(before, len(vectors)), dtype=np.int64)])
    index.remove_ids(gone)  # type: ignore[arg-type]  # its stub knows selectors only
    if len(now):
        index.add_with_ids(np.ascontiguousarray(vectors[now]), now)
    faiss.write_index(index, str(file))
    return msgspec.structs.replace(fact, changed=fact.changed + len(gone))


def is_editable(fact: DenseFact, rows: int, touched: int) -> bool:
    """Whether lists that are there serve after another change of so many rows."""
    return fact.lists > 0 and fact.changed + touched <= _LARGEST_CHANGE * rows


def calibrate(
    index: ApproximateIndex, fact: DenseFact, vectors: Vectors, questions: Vectors, recall: float
) -> DenseFact:
    """Decide how many lists to look into: the fewest that surely find the wanted part of the nearest rows.

    Where half of the lists do not, the fact says so and is one of an exact index.
    """
    nearest = exact_cosines(vectors, questions)
    best = 0.0
    for probes in _attempts(fact.lists):
        found = recalls(vectors, questions, index.propose_from(questions, K, probes), nearest)
        best = float(found.mean())
        if best - float(found.std()) / math.sqrt(len(found)) >= recall:
            return msgspec.structs.replace(fact, probes=probes, recall=round(best, 4), sample=len(questions))
    return DenseFact(wanting=f"half of its lists find {best:.3f} of the nearest, not {recall}")


def exact_cosines(vectors: Vectors, questions: Vectors) -> NDArray[np.float32]:
    """The cosines of the ten rows nearest to each question, best first, by exact search."""
    import faiss

    found = np.full((len(questions), K), -2.0, dtype=np.float32)
    for first in range(0, len(vectors), _BLOCK):
        block = np.ascontiguousarray(vectors[first : first + _BLOCK])
        cosines, _ = faiss.knn(questions, block, min(K, len(block)), metric=faiss.METRIC_INNER_PRODUCT)
        found = -np.sort(-np.concatenate([found, cosines], axis=1), axis=1)[:, :K]
    return found


def recalls(
    vectors: Vectors, questions: Vectors, proposed: NDArray[np.int64], nearest: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Which part of each question's ten nearest rows is among the proposed ones; equal cosines are as good."""
    found = []
    for question, rows, exact in zip(questions, proposed, nearest, strict=True):
        cosines = vectors[np.sort(rows[rows >= 0])] @ question
        found.append(min(K, int(np.sum(cosines >= exact[-1] - _TIE))) / K)
    return np.array(found)


def _attempts(lists: int) -> Iterator[int]:
    probes = 4.0
    while probes <= lists / 2:
        yield round(probes)
        probes *= 1.3
