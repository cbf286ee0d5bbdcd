"""How well questions with known answers are answered: a verdict on each, and figures over all of them.

A passage is a hit where its document is that of a gold entry, compared by file name, and its text holds the gold's
words. For a question that is refused, the closest passages are ranked instead.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import PurePosixPath

from bot.intervals import Estimate, mean, share
from bot.records import Answer, Passage, Question
from corpus.errors import QuestionError
from corpus.records import Paragraph

DEPTHS = (1, 4, 10)  # of Hits@k; the last is also where a reciprocal rank is cut off


@dataclass(frozen=True, slots=True)
class Gold:
    """A passage that answers: the name of its file, and words that it holds."""

    doc: str
    contains: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A question of which it is known what answers it, or that nothing does."""

    id: str | int | None
    question: Question
    kind: str
    answerable: bool
    gold: tuple[Gold, ...] = ()
    speaker: str | None = None  # whose words answer it

    def __post_init__(self) -> None:
        if self.answerable and not self.gold:
            raise ValueError("an answerable question names its gold")


class Lapse(StrEnum):
    """What may be wrong with an answer."""

    ANSWERED = "answered, though nothing answers it"
    REFUSED = "refused, though it can be answered"
    NOT_FOUND = "not found"
    NOT_FIRST = "not first"
    SPEAKER = "found, but without its speaker"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question was answered."""

    judged: Judged
    answered: bool
    rank: int | None  # of the first hit, from 1; None where there is none
    first: Passage | None  # of the passages, or of the closest ones where it was refused
    reason: str | None  # why it was refused

    @property
    def found_first(self) -> bool:
        """Whether the first passage is a hit."""
        return self.rank == 1

    @property
    def speaker_named(self) -> bool | None:
        """Whether the first passage names the speaker's surname; None where that is not asked, or not the passage."""
        wanted = (self.judged.speaker or "").split()
        if not wanted or not self.found_first or self.first is None:
            return None
        named = " ".join(attribution.speaker for attribution in self.first.speakers)
        return wanted[-1].lower() in named.lower()

    @property
    def lapse(self) -> Lapse | None:
        """What is wrong with the answer; None where nothing is."""
        if not self.judged.answerable:
            return Lapse.ANSWERED if self.answered else None
        if not self.answered:
            return Lapse.REFUSED
        if not self.found_first:
            return Lapse.NOT_FOUND if self.rank is None else Lapse.NOT_FIRST
        return Lapse.SPEAKER if self.speaker_named is False else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a set of questions; None where no question of it tells."""

    answerable: int
    unanswerable: int
    hits: Mapping[int, Estimate | None]  # by depth: the share of the answerable with a hit among so many passages
    mrr: Estimate | None  # mean reciprocal rank of the first hit
    refused: Estimate | None  # of the unanswerable
    wrongly_refused: Estimate | None  # of the answerable
    speaker: Estimate | None  # of those found first where a speaker is asked for


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures over all questions, and over those of each kind, in the order in which the kinds are first met."""

    overall: Figures
    kinds: Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class RiskAtCoverage:
    """When only the surest answers are given: their share of all questions, and how many of them are wrong."""

    coverage: float
    risk: float


def outcomes(questions: Iterable[Judged], ask: Callable[[Question], Answer]) -> Iterator[Outcome]:
    """Ask and judge one question after the other; one that cannot be asked counts as refused."""
    for judged in questions:
        try:
            answer = ask(judged.question)
        except QuestionError as error:
            answer = Answer(judged.question, (), reason=str(error))
        yield judge(judged, answer)


def judge(judged: Judged, answer: Answer) -> Outcome:
    """The verdict on an answer."""
    ranked = answer.passages or answer.closest
    ranks = (rank for rank, passage in enumerate(ranked, 1) if is_gold(passage.paragraph, judged.gold))
    return Outcome(judged, answer.answered, next(ranks, None), ranked[0] if ranked else None, answer.reason)


def evaluate(judged: Sequence[Outcome], *, asked_for: int) -> Evaluation:
    """The figures of all outcomes and of each kind; Hits@k only as deep as passages were asked for."""
    kinds = dict.fromkeys(outcome.judged.kind for outcome in judged)
    each = {kind: [outcome for outcome in judged if outcome.judged.kind == kind] for kind in kinds}
    return Evaluation(
        _figures(judged, asked_for), {kind: _figures(of_kind, asked_for) for kind, of_kind in each.items()}
    )


def misses(judged: Iterable[Outcome]) -> list[Outcome]:
    """The outcomes with something wrong, in order."""
    return [outcome for outcome in judged if outcome.lapse is not None]


def risk_coverage(judged: Sequence[Outcome]) -> list[RiskAtCoverage]:
    """The curve of risk against coverage (El-Yaniv and Wiener 2010), surest answers first; empty where none is given.

    The score of the first passage is the confidence. Answers with the same score stand or fall together: one point.
    """
    return list(_curve([outcome for outcome in judged if outcome.answered], len(judged)))


def _figures(judged: Sequence[Outcome], asked_for: int) -> Figures:
    answerable = [outcome for outcome in judged if outcome.judged.answerable]
    unanswerable = [outcome for outcome in judged if not outcome.judged.answerable]
    named = [outcome.speaker_named for outcome in answerable]
    return Figures(
        len(answerable),
        len(unanswerable),
        {depth: share([_within(outcome, depth) for outcome in answerable]) for depth in DEPTHS if depth <= asked_for},
        mean([_reciprocal_rank(outcome) for outcome in answerable]),
        share([not outcome.answered for outcome in unanswerable]),
        share([not outcome.answered for outcome in answerable]),
        share([verdict for verdict in named if verdict is not None]),
    )


def _curve(answered: Sequence[Outcome], asked: int) -> Iterator[RiskAtCoverage]:
    given = wrong = 0
    for _, equals in groupby(sorted(answered, key=_confidence, reverse=True), key=_confidence):
        for outcome in equals:
            given += 1
            wrong += not (outcome.judged.answerable and outcome.found_first)
        yield RiskAtCoverage(given / asked, wrong / given)


def _confidence(outcome: Outcome) -> float:
    return 0.0 if outcome.first is None else outcome.first.score


def is_gold(paragraph: Paragraph, gold: Sequence[Gold]) -> bool:
    """Whether the paragraph is one that answers."""
    name = _file_name(paragraph.document.id)
    return any(_file_name(entry.doc) == name and entry.contains in paragraph.text for entry in gold)


def _file_name(path: str) -> str:
    return PurePosixPath(path).name


def _within(outcome: Outcome, depth: int) -> bool:
    return outcome.rank is not None and outcome.rank <= depth


def _reciprocal_rank(outcome: Outcome) -> float:
    return 1 / outcome.rank if outcome.rank is not None and outcome.rank <= DEPTHS[-1] else 0.0
