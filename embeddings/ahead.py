"""Encoding while other processes still read: the paragraphs of articles whose speakers are not known yet."""

from collections.abc import Iterable, Sequence

import numpy as np

from corpus.files import SourceFile
from corpus.readers import read_article
from embeddings.encoder import Encoder, Progress, Vectors
from embeddings.records import QUOTABLE


class AheadEncoder:
    """An encoder that remembers the vectors of paragraphs that it was given ahead of time."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._encoder.dimension

    def encode_ahead(self, texts: Iterable[str]) -> None:
        """Encode paragraphs that may be asked for."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known |= dict(zip(new, self._encoder.encode_paragraphs(new, lambda _: None), strict=True))

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, in order."""
        return self._encoder.encode_questions(texts)

    def encode_paragraphs(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """Vectors of paragraphs, in order; only what is not remembered is encoded."""
        self.encode_ahead(texts)
        progress(len(texts))
        found = [self._known[text] for text in texts]
        return np.stack(found) if found else np.zeros((0, self.dimension), dtype=np.float32)


def texts_of(files: Iterable[SourceFile], *, largest: int) -> list[str]:
    """The paragraphs of some articles that an index holds; nothing of those that cannot be read."""
    found: list[str] = []
    for file in files:
        try:
            article = read_article(file.path, identifier=file.identifier, largest=largest)
        except Exception:  # noqa: S112  # the process that reads it for the index tells of it
            continue
        found += [paragraph.text for paragraph in article.paragraphs if paragraph.kind in QUOTABLE]
    return found
