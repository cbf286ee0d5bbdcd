"""Scores how well a passage answers a question, with the small cross-encoder that ships with the project."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from corpus.errors import ModelError

FORMAT = 1
GRAPH, VOCABULARY, CARD = "reranker.onnx", "tokenizer.json", "reranker.json"
CLS, SEP = 101, 102  # of the BERT vocabulary that the base model uses
LONGEST_TEXT = 10_000  # characters; what lies beyond is not scored

Scores = NDArray[np.float32]  # shape (n,), logits: above 0 means that the passage rather answers
TokenIds = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Limits:
    """How many tokens of a question and of a passage the model reads."""

    question: int
    passage: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """Question-passage pairs as the graph takes them, each of shape (n, length), padded with 0."""

    ids: TokenIds
    types: TokenIds
    mask: TokenIds


def best_window(question: TokenIds, passage: TokenIds, *, limit: int) -> TokenIds:
    """The run of at most `limit` tokens of the passage that shares most with the question.

    Shared tokens count once, and rare ones more: the base vocabulary is ordered by frequency, so the
    logarithm of the id stands in for the rarity (and is about 0 for the commonest words). Of equally good
    windows the middle one is taken, which leaves context on both sides; without any match, the first.
    """
    if len(passage) <= limit:
        return passage
    shared = np.intersect1d(question, passage)
    weights = np.log(np.maximum(shared, 2000) / 2000)
    seen = np.cumsum(passage[None, :] == shared[:, None], axis=1)
    seen = np.concatenate([np.zeros((len(shared), 1), dtype=seen.dtype), seen], axis=1)
    gains = weights @ (seen[:, limit:] > seen[:, :-limit])
    best = np.flatnonzero(gains >= gains.max() - 1e-9) if gains.max() > 0 else np.zeros(1, dtype=np.int64)
    start = int(best[len(best) // 2])
    return passage[start : start + limit]


def tokenize(tokenizer: Tokenizer, texts: Sequence[str]) -> list[TokenIds]:
    """The token ids of each text, without special tokens."""
    # one after the other: a batch would start threads
    encodings = (tokenizer.encode(text[:LONGEST_TEXT], add_special_tokens=False) for text in texts)
    return [np.asarray(encoding.ids, dtype=np.int64) for encoding in encodings]


def join(question: TokenIds, passage: TokenIds, limits: Limits) -> tuple[TokenIds, int]:
    """One pair as `[CLS] question [SEP] passage [SEP]`, and the position at which the passage begins."""
    asked = question[: limits.question]
    read = best_window(asked, passage, limit=limits.passage)
    return np.concatenate([[CLS], asked, [SEP], read, [SEP]]), len(asked) + 2


def pad(rows: Sequence[tuple[TokenIds, int]]) -> Pairs:
    """Joined pairs as one batch."""
    length = max(len(ids) for ids, _ in rows)
    pairs = Pairs(*(np.zeros((len(rows), length), dtype=np.int64) for _ in range(3)))
    for row, (ids, passage_start) in enumerate(rows):
        pairs.ids[row, : len(ids)] = ids
        pairs.types[row, passage_start : len(ids)] = 1
        pairs.mask[row, : len(ids)] = 1
    return pairs


class Reranker:
    """The cross-encoder of a folder of weights, checked when it is opened, run on one thread without torch."""

    def __init__(self, folder: Path) -> None:
        card = _checked_card(folder)
        import onnxruntime  # 0.1 s; not needed where the reranker is turned off

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / GRAPH), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime raises its own types, which have no common base
            raise ModelError(f"onnxruntime cannot open {folder / GRAPH}: {error}") from error
        self._tokenizer = Tokenizer.from_file(str(folder / VOCABULARY))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._limits = Limits(question=card["question_tokens"], passage=card["passage_tokens"])

    def score(self, question: str, texts: Sequence[str]) -> Scores:
        """A logit for each text, in the order of the texts: the higher, the better it answers the question."""
        asked, *passages = tokenize(self._tokenizer, [question, *texts])
        # one pair a run: no padding is computed, and int8 rounding does not depend on the pair's company
        return np.asarray([self._score(join(asked, passage, self._limits)) for passage in passages], dtype=np.float32)

    def _score(self, row: tuple[TokenIds, int]) -> float:
        pairs = pad([row])
        scores: Scores = self._session.run(None, {"ids": pairs.ids, "types": pairs.types, "mask": pairs.mask})[0]
        return float(scores[0])


def _checked_card(folder: Path) -> dict[str, Any]:
    """What `reranker.json` says, after the files beside it were found to be the ones it was written for."""
    remedy = "restore it from the distribution, or train it again with scripts/train_reranker.py"
    try:
        card: dict[str, Any] = json.loads((folder / CARD).read_text(encoding="utf-8"))
        found_format = card["format"]
        pinned = {name: card["sha256"][name] for name in (GRAPH, VOCABULARY)}
    except OSError as error:
        raise ModelError(f"no reranker in {folder}: {CARD} cannot be read; {remedy}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder / CARD} is damaged; {remedy}") from error
    if found_format != FORMAT:
        raise ModelError(f"{folder / CARD} has format {found_format}, this version reads {FORMAT}; {remedy}")
    for name, expected in pinned.items():
        try:
            found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError as error:
            raise ModelError(f"the reranker's {folder / name} is missing; {remedy}") from error
        if found != expected:
            raise ModelError(f"the reranker's {folder / name} was altered (sha256 {found[:12]}…); {remedy}")
    return card
