"""What an index needs of a model."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]  # shape (n, dimension), rows of unit length
Progress = Callable[[int], None]  # called with the number of items done since the last call


class Encoder(Protocol):
    """Places texts in one vector space. Questions and paragraphs may take different prompts."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        ...

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, in order."""
        ...

    def encode_paragraphs(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """Vectors of paragraphs, in order; what is longer than the model reads is cut at its end."""
        ...


def unit_length(vectors: NDArray[np.float32]) -> Vectors:
    """Rows divided by their length; a row of zeros stays as it is."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
