"""The second look at the best hits: the cross-encoder's logit joins the evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from embeddings.evidence import Hit

if TYPE_CHECKING:
    from embeddings.reranker import Reranker

_READ = 4  # hits, each of which costs about 7 ms; docs/reranker.md tells what more of them gave
_WEIGHT = 0.5  # of a logit; docs/retrieval.md tells what other weights gave


@dataclass(slots=True)
class SecondLook:
    """Opens the cross-encoder when it is first needed: many questions do without."""

    _reranker: "Reranker | None" = None

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The hits with the best ones put in a new order; the others stay behind them."""
        if self._reranker is None:
            from embeddings.reranker import Reranker

            self._reranker = Reranker(Path(__file__).with_name("reranker_weights"))
        read, rest = hits[:_READ], hits[_READ:]
        logits = self._reranker.score(question, [hit.paragraph.text for hit in read])
        scored = [
            replace(hit, score=hit.score + _WEIGHT * float(logit), logit=float(logit))
            for hit, logit in zip(read, logits, strict=True)
        ]
        least = min((hit.score for hit in scored), default=0.0)
        below = [replace(hit, score=min(hit.score, least)) for hit in rest]
        return [*sorted(scored, key=lambda hit: -hit.score), *below]
