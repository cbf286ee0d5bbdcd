"""From a query to candidate paragraphs of one index, before any of them is read."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder
from embeddings.index import Index
from embeddings.records import Filter
from embeddings.timing import Stopwatch

_POOL = 100  # candidates from each side


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: stems for the words, a sentence for the meaning, and whose words they should be."""

    stems: Sequence[str]
    text: str
    speakers: Sequence[str] = ()
    names: Set[str] = frozenset()  # folded words, any of which names the speaker in a text


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows that words, meaning or speaker speak for, and how much each does; all of shape (n,)."""

    rows: NDArray[np.int64]
    lexical: NDArray[np.float64]  # BM25, 0 where no word matches
    dense: NDArray[np.float64]  # cosine of the text
    spoken: NDArray[np.bool_]  # by one of the speakers asked for

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, chosen: NDArray[np.int64]) -> "Candidates":
        """Some of them, in the order given."""
        columns = (self.rows, self.lexical, self.dense, self.spoken)
        return Candidates(*(column[chosen] for column in columns))  # type: ignore[arg-type]  # of different types


def search(index: Index, encoder: Encoder, query: Query, only: Filter, watch: Stopwatch) -> Candidates:
    """All rows that words, meaning or speaker speak for, by row."""
    size = index.manifest.rows
    mask = index.store.mask(only, size)
    if mask is not None and not mask.any():
        return _candidates(np.zeros(0, dtype=np.int64), {}, np.zeros(0), np.zeros(0, dtype=np.int64))
    with watch.stage("encode"):
        vector = encoder.encode_questions([query.text])
    with watch.stage("read"):
        spoken = index.store.rows_of(query.speakers)
        if mask is not None:
            spoken = spoken[mask[spoken]]
    with watch.stage("lexical"):
        lexical = dict(index.lexical.search(query.stems, _POOL, only))
        if len(spoken):
            lexical |= dict(index.lexical.search(query.stems, _POOL, only, speakers=query.speakers))
    with watch.stage("dense"):
        near = [row for row, _ in index.vectors.search(vector, _POOL, mask)]
        theirs = index.vectors.near_of(vector, _POOL, spoken)
        rows = np.array(sorted({*lexical, *near, *theirs.tolist()}), dtype=np.int64)
        cosines = index.vectors.vectors(rows) @ vector[0]
    return _candidates(rows, lexical, cosines, spoken)


def _candidates(
    rows: NDArray[np.int64], lexical: Mapping[int, float], cosines: NDArray[np.floating], spoken: NDArray[np.int64]
) -> Candidates:
    scores = np.array([lexical.get(row, 0.0) for row in rows.tolist()], dtype=np.float64)
    return Candidates(rows, scores, cosines.astype(np.float64), _among(rows, spoken))


def _among(rows: NDArray[np.int64], ascending: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which rows are among others."""
    same: NDArray[np.bool_] = np.append(ascending, -1)[np.searchsorted(ascending, rows)] == rows
    return same
