"""What speaks for a candidate paragraph, as numbers that can be weighed."""

import math
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import astuple, dataclass
from itertools import pairwise

from corpus.records import Kind, Paragraph
from corpus.sentences import sentence_spans
from embeddings.analysis import Term, fold, terms
from embeddings.search import Candidate

_CAPITALISED = re.compile(r"[^\W\d_a-z][\w-]*")


@dataclass(frozen=True, slots=True)
class Evidence:
    """All but the first two between 0 and 1; `aside` speaks against."""

    lexical: float  # BM25 over the best candidate's, 0 to 1
    dense: float  # cosine of question and paragraph
    topical: float  # cosine of the topic's words alone and paragraph
    spoken: float  # by the speaker asked for
    named: float  # the speaker asked for is named in it, and it is not known to be theirs
    aside: float  # a heading or a caption: it repeats what the body tells
    held: float  # share of the topic, rare words counting more, that the paragraph and its title hold
    phrase: float  # share of the topic's neighbouring words that stand together in the paragraph
    sentence: float  # as `held`, of the best single sentence

    def weighed(self, weights: Sequence[float]) -> float:
        """The sum of the numbers, each times its weight."""
        return float(sum(value * weight for value, weight in zip(astuple(self), weights, strict=True)))


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph that matched and why; a higher score is a better match, everywhere."""

    paragraph: Paragraph
    score: float
    evidence: Evidence
    logit: float | None = None  # the cross-encoder's, where it read the paragraph


@dataclass(frozen=True, slots=True)
class Topic:
    """The stems that a question is about, in order, with how much each counts."""

    stems: Sequence[str]
    rarity: Mapping[str, float]

    def share(self, held: Sequence[str] | set[str]) -> float:
        """How much of the topic these stems hold, 0 to 1."""
        total = sum(self.rarity.values())
        return sum(self.rarity[stem] for stem in set(held) & self.rarity.keys()) / total if total else 0.0


def weigh_topic(stems: Sequence[str], frequency: Mapping[str, int], size: int) -> Topic:
    """A topic whose stems count by their inverse document frequency among `size` rows (Robertson and Spärck Jones)."""
    rarity = {stem: math.log(1 + (size - frequency[stem] + 0.5) / (frequency[stem] + 0.5)) for stem in stems}
    return Topic(stems, rarity)


def evidence_for(
    candidate: Candidate, paragraph: Paragraph, topic: Topic, names: Set[str], *, best_lexical: float
) -> Evidence:
    """What speaks for a candidate whose paragraph this is; `names` are folded words that name the speaker asked for."""
    found = terms(paragraph.text)
    stems = [term.stem for term in found]
    title = {term.stem for term in terms(paragraph.document.title)}
    return Evidence(
        candidate.lexical / best_lexical if best_lexical > 0 else 0.0,
        candidate.dense,
        candidate.topical,
        float(candidate.spoken),
        float(not candidate.spoken and _names(paragraph.text, names)),
        float(paragraph.kind is not Kind.BODY),
        topic.share(title.union(stems)),
        _phrase(topic.stems, stems),
        _best_sentence(topic, paragraph.text, found),
    )


def _names(text: str, names: Set[str]) -> bool:
    return bool(names) and not names.isdisjoint(fold(word) for word in _CAPITALISED.findall(text))


def _phrase(asked: Sequence[str], stems: Sequence[str]) -> float:
    wanted = list(pairwise(asked))
    near = set(pairwise(stems)) | set(zip(stems, stems[2:], strict=False))
    return sum(pair in near for pair in wanted) / len(wanted) if wanted else 0.0


def _best_sentence(topic: Topic, text: str, found: Sequence[Term]) -> float:
    spans = sentence_spans(text)
    return max((topic.share([t.stem for t in found if start <= t.start < end]) for start, end in spans), default=0.0)
