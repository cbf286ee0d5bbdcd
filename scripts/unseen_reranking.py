"""A second look by cross-encoders that have not seen the article: for honest figures on what they were trained with."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from embeddings.evidence import Hit
from embeddings.reranker import CARD, Reranker
from embeddings.reranking import SecondLook


@dataclass(frozen=True, slots=True)
class UnseenSecondLook:
    """Asks the cross-encoder whose card holds out the first hit's article; where none does, the shipped one."""

    shipped: SecondLook
    folds: tuple[tuple[frozenset[str], SecondLook], ...]

    @classmethod
    def open(cls, folders: Sequence[Path]) -> Self:
        """Open folders of weights that scripts/train_reranker.py wrote with --held-out."""
        return cls(SecondLook(), tuple((_held_out(folder), SecondLook(Reranker(folder))) for folder in folders))

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """As SecondLook does."""
        article = hits[0].paragraph.document.id if hits else ""
        look = next((look for held_out, look in self.folds if article in held_out), self.shipped)
        return look.rerank(question, hits)


def _held_out(folder: Path) -> frozenset[str]:
    return frozenset(json.loads((folder / CARD).read_text(encoding="utf-8"))["training"]["held_out"])
