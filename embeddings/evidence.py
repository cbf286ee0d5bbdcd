"""What speaks for a candidate paragraph, as numbers that can be weighed."""

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from corpus.records import Paragraph
from embeddings.row_terms import Matches, RowTerms, keys
from embeddings.search import Candidates


@dataclass(frozen=True, slots=True)
class Evidence:
    """All but the first two between 0 and 1; `aside` speaks against."""

    lexical: float  # BM25 over the best candidate's, 0 to 1
    dense: float  # cosine of the question, or of its topic where a speaker is asked for, and paragraph
    spoken: float  # by the speaker asked for
    named: float  # the speaker asked for is named in it, and it is not known to be theirs
    aside: float  # a heading or a caption: it repeats what the body tells
    held: float  # share of the topic, rare words counting more, that the paragraph and its title hold
    phrase: float  # share of the topic's neighbouring words that stand together in the paragraph
    sentence: float  # as `held`, of the best single sentence

    def weighed(self, weights: Sequence[float]) -> float:
        """The sum of the numbers, each times its weight."""
        return float(sum(getattr(self, name) * weight for name, weight in zip(NAMES, weights, strict=True)))


NAMES = tuple(field.name for field in fields(Evidence))


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph that matched and why; a higher score is a better match, everywhere."""

    paragraph: Paragraph
    score: float
    evidence: Evidence
    terms: RowTerms
    logit: float | None = None  # the cross-encoder's, where it read the paragraph


@dataclass(frozen=True, slots=True)
class Topic:
    """The stems that a question is about, in order, with how much each counts."""

    stems: Sequence[str]
    rarity: Mapping[str, float]

    def shares(self, held: NDArray[np.bool_]) -> NDArray[np.float64]:
        """How much of the topic each row of a table of shape (n, stems) holds, 0 to 1."""
        rarity = np.array([self.rarity[stem] for stem in self.stems], dtype=np.float64)
        return held @ rarity / (rarity.sum() or 1.0)


def weigh_topic(stems: Sequence[str], frequency: Mapping[str, int], size: int) -> Topic:
    """A topic whose stems count by their inverse document frequency among `size` rows (Robertson and Spärck Jones)."""
    rarity = {stem: math.log(1 + (size - frequency[stem] + 0.5) / (frequency[stem] + 0.5)) for stem in stems}
    return Topic(stems, rarity)


def evidence_for(
    candidates: Candidates, rows: Sequence[RowTerms], topic: Topic, names: Set[str], *, best_lexical: float
) -> NDArray[np.float64]:
    """What speaks for candidates whose terms these are, shape (n, 8), columns as the fields of Evidence.

    `names` are folded words that name the speaker asked for.
    """
    wanted = keys(topic.stems)
    within = Matches([row.stems for row in rows], wanted)
    near = within.neighbours()
    sentence = np.zeros(len(rows))
    by_sentence, row_of = within.held_by_sentence([row.sentences for row in rows])
    np.maximum.at(sentence, row_of, topic.shares(by_sentence))
    named = Matches([row.names for row in rows], keys(names)).held().any(axis=1)
    columns = (
        candidates.lexical / best_lexical if best_lexical > 0 else np.zeros(len(rows)),
        candidates.dense,
        candidates.spoken,
        named & ~candidates.spoken,
        [row.aside for row in rows],
        topic.shares(within.held() | Matches([row.title for row in rows], wanted).held()),
        near.mean(axis=1) if near.shape[1] else np.zeros(len(rows)),
        sentence,
    )
    return np.column_stack(columns).astype(np.float64)
