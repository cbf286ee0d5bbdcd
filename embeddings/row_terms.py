"""What weighing must know of a paragraph, worked out at build, so that its text is not read to weigh it."""

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from corpus.records import Kind, Paragraph
from corpus.sentences import sentence_spans
from embeddings.analysis import fold, stems

Keys = NDArray[np.uint32]  # of words, shape (n,)

_CAPITALISED = re.compile(r"[^\W\d_a-z][\w-]*")
_HEAD = 4  # numbers before the arrays of a packed record


@dataclass(frozen=True, slots=True)
class RowTerms:
    """The words of a paragraph by their keys."""

    aside: bool  # a heading or a caption: it repeats what the body tells
    sentences: NDArray[np.uint32]  # shape (n, 3): where each begins and ends in the text, and its first term
    title: Keys  # the document's stems, each once
    names: Keys  # the capitalised words, folded, each once
    stems: Keys  # in the order of the text

    def pack(self) -> bytes:
        """The record as it is stored."""
        head = [int(self.aside), len(self.sentences), len(self.title), len(self.names)]
        parts = (np.array(head), self.sentences.ravel(), self.title, self.names, self.stems)
        return np.concatenate(parts).astype("<u4").tobytes()


def key(word: str) -> int:
    """A number for a word: two words of one question that share theirs are rarer than misprints."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def keys(words: Iterable[str]) -> Keys:
    """The keys of words, in order."""
    return np.array([key(word) for word in words], dtype=np.uint32)


def row_terms(paragraph: Paragraph) -> RowTerms:
    """What weighing must know of this paragraph."""
    text = paragraph.text
    spans = sentence_spans(text)
    by_sentence = [stems(text[start:end]) for start, end in spans]
    firsts = accumulate((len(sentence) for sentence in by_sentence), initial=0)
    return RowTerms(
        paragraph.kind is not Kind.BODY,
        np.array([(*span, first) for span, first in zip(spans, firsts, strict=False)], dtype=np.uint32).reshape(-1, 3),
        keys(dict.fromkeys(stems(paragraph.document.title))),
        keys(dict.fromkeys(fold(word) for word in _CAPITALISED.findall(text))),
        keys(stem for sentence in by_sentence for stem in sentence),
    )


def unpack(packed: bytes) -> RowTerms:
    """The record that was stored. Raises ValueError where the bytes are none."""
    numbers = np.frombuffer(packed, dtype="<u4")
    if len(numbers) < _HEAD:
        raise ValueError("no terms of a row")
    aside, sentences, title, names = numbers[:_HEAD].tolist()
    first, second = _HEAD + 3 * sentences, _HEAD + 3 * sentences + title
    if second + names > len(numbers):
        raise ValueError("no terms of a row")
    return RowTerms(
        bool(aside),
        numbers[_HEAD:first].reshape(-1, 3),
        numbers[first:second],
        numbers[second : second + names],
        numbers[second + names :],
    )


class Matches:
    """Where wanted keys stand in some lists of keys."""

    def __init__(self, lists: Sequence[Keys], wanted: Keys) -> None:
        self._here = np.concatenate(lists)[:, None] == wanted[None, :]
        self._place, self._which = np.nonzero(self._here)
        self._lengths = [len(each) for each in lists]
        self._list_of = np.repeat(np.arange(len(lists)), self._lengths)

    def held(self) -> NDArray[np.bool_]:
        """Which of the wanted keys each list holds, shape (lists, wanted)."""
        return self._table(len(self._lengths), self._list_of[self._place])

    def neighbours(self) -> NDArray[np.bool_]:
        """Which wanted keys stand beside the next one in each list, or one place apart, shape (lists, wanted - 1)."""
        table = np.zeros((len(self._lengths), max(0, self._here.shape[1] - 1)), dtype=np.bool_)
        for distance in (1, 2):
            inside = (self._which < table.shape[1]) & (self._place + distance < len(self._here))
            place, which = self._place[inside], self._which[inside]
            near = self._here[place + distance, which + 1] & (self._list_of[place] == self._list_of[place + distance])
            table[self._list_of[place[near]], which[near]] = True
        return table

    def held_by_sentence(self, sentences: Sequence[NDArray[np.uint32]]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Which of the wanted keys each sentence holds, shape (sentences, wanted), and which list each is of.

        The sentences of each list are given as in RowTerms.
        """
        counts = [len(each) for each in sentences]
        starts = np.cumsum([0, *self._lengths])[:-1]
        firsts = np.repeat(starts, counts) + np.concatenate([each[:, 2] for each in sentences])
        sentence = np.searchsorted(firsts, self._place, side="right") - 1
        return self._table(len(firsts), sentence), np.repeat(np.arange(len(counts)), counts)

    def _table(self, height: int, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        table = np.zeros((height, self._here.shape[1]), dtype=np.bool_)
        table[rows, self._which] = True
        return table
