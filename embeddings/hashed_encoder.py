"""An encoder without a model: texts that share words lie close. For tests, and for measuring large indexes fast."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from embeddings.analysis import terms
from embeddings.encoder import Progress, Vectors, unit_length

NAME = "hashed-words"
FINGERPRINT = "hashed-words-1"
DIMENSION = 256


class HashedEncoder:
    """Each stem is a random direction that its hash decides; a text is their sum (Achlioptas 2003)."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return DIMENSION

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, in order."""
        return unit_length(np.stack([_sum(text) for text in texts]))

    def encode_paragraphs(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """Vectors of paragraphs, in order."""
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for i, text in enumerate(texts):
            vectors[i] = _sum(text)
            progress(1)
        return unit_length(vectors)


def _sum(text: str) -> NDArray[np.float32]:
    total = np.zeros(DIMENSION, dtype=np.float32)
    for stem in {term.stem for term in terms(text)} or {""}:
        total += _direction(stem)
    return total


@lru_cache(maxsize=100_000)
def _direction(stem: str) -> NDArray[np.float32]:
    bits = hashlib.blake2b(stem.encode("utf-8", "surrogatepass"), digest_size=DIMENSION // 8).digest()
    return np.unpackbits(np.frombuffer(bits, dtype=np.uint8)).astype(np.float32) * 2 - 1
