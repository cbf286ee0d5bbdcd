"""Evaluation: exact figures on answers made by hand, intervals against published ones, and floors for the sample."""

from pathlib import Path

import pytest
from conftest import SAMPLE

from bot.config import Config
from bot.engine import Engine
from bot.evaluation import (
    Gold,
    Judged,
    Lapse,
    Outcome,
    RiskAtCoverage,
    evaluate,
    judge,
    misses,
    outcomes,
    risk_coverage,
)
from bot.intervals import Estimate, mean, share
from bot.jsonlines import judged_questions
from bot.records import Answer, Passage, Question
from corpus.errors import QuestionError
from corpus.records import Attribution, Document, How, Kind, Mode, Paragraph

# what the sample reaches with the real model, less a question or so: raise these as ranking and refusing get better
FLOORS = {"Hits@1": 0.91, "refused, of what nothing answers": 0.30, "not refused, of what can be answered": 0.93}

QUESTIONS = Path(__file__).with_name("sample_questions.jsonl")
MILL = Document(
    "mills/tarrow.txt", "Tarrow mill", "The mill closes.\nWe grind at a loss, she said.\nIt rained.", sha256="0"
)
SPANS = [(0, 16), (17, 46), (47, 57)]
CLOSES, LOSS, RAIN = (Paragraph(MILL, number, *span, Kind.BODY) for number, span in enumerate(SPANS))
VARN = (Attribution("Odile Varn", Mode.DIRECT, How.PRONOUN, 0, 18),)


def asked(
    kind: str, *, gold: str | None, speaker: str | None = None, doc: str = "tarrow.txt", text: str = "What of the mill?"
) -> Judged:
    entries = () if gold is None else (Gold(doc, gold),)
    return Judged(kind, Question(text), kind, gold is not None, entries, speaker)


def answered(*ranked: Paragraph, score: float = 1.0, speakers: tuple[Attribution, ...] = ()) -> Answer:
    passages = tuple(Passage(paragraph, score - number / 10, speakers) for number, paragraph in enumerate(ranked))
    return Answer(Question("What of the mill?"), passages)


def refused(*closest: Paragraph) -> Answer:
    return Answer(Question("?"), (), tuple(Passage(paragraph, 0.1) for paragraph in closest), "Nobody said so.")


def handmade() -> list[Outcome]:
    """Found first with and without its speaker, found third, not found, refused twice, answered wrongly."""
    return [
        judge(asked("said", gold="at a loss", speaker="Mrs VARN"), answered(LOSS, RAIN, score=0.9, speakers=VARN)),
        judge(asked("said", gold="at a loss", speaker="Pell Oster"), answered(LOSS, CLOSES, score=0.8, speakers=VARN)),
        judge(asked("fact", gold="It rained"), answered(CLOSES, LOSS, RAIN, score=0.7)),
        judge(asked("fact", gold="It rained", doc="elsewhere.txt"), answered(RAIN, score=0.6)),
        judge(asked("fact", gold="closes"), refused(RAIN, CLOSES)),
        judge(asked("none", gold=None), refused(RAIN)),
        judge(asked("none", gold=None), answered(RAIN, score=0.9)),
    ]


def values(estimate: Estimate | None) -> tuple[float, int] | None:
    return None if estimate is None else (round(estimate.value, 6), estimate.of)


def test_figures_are_exact() -> None:
    found = evaluate(handmade(), asked_for=10).overall

    assert (found.answerable, found.unanswerable) == (5, 2)
    assert {depth: values(hits) for depth, hits in found.hits.items()} == {1: (0.4, 5), 4: (0.8, 5), 10: (0.8, 5)}
    assert values(found.mrr) == (round((1 + 1 + 1 / 3 + 0 + 1 / 2) / 5, 6), 5)
    assert values(found.refused) == (0.5, 2)
    assert values(found.wrongly_refused) == (0.2, 5)
    assert values(found.speaker) == (0.5, 2)


def test_figures_of_each_kind_count_only_its_questions() -> None:
    kinds = evaluate(handmade(), asked_for=10).kinds

    assert list(kinds) == ["said", "fact", "none"]
    assert values(kinds["said"].hits[1]) == (1.0, 2)
    assert values(kinds["fact"].hits[1]) == (0.0, 3)
    assert kinds["fact"].speaker is kinds["said"].refused is None
    assert (kinds["none"].mrr, values(kinds["none"].refused)) == (None, (0.5, 2))


def test_hits_are_told_only_as_deep_as_passages_were_asked_for() -> None:
    assert list(evaluate(handmade(), asked_for=4).overall.hits) == [1, 4]


def test_a_hit_beyond_ten_counts_for_nothing() -> None:
    outcome = judge(asked("fact", gold="rained"), answered(*[CLOSES] * 10, RAIN))
    found = evaluate([outcome], asked_for=50).overall

    assert outcome.rank == 11
    assert (values(found.hits[10]), values(found.mrr)) == ((0.0, 1), (0.0, 1))


def test_each_lapse_is_told_apart() -> None:
    assert [outcome.lapse for outcome in handmade()] == [
        None,
        Lapse.SPEAKER,
        Lapse.NOT_FIRST,
        Lapse.NOT_FOUND,
        Lapse.REFUSED,
        None,
        Lapse.ANSWERED,
    ]
    assert len(misses(handmade())) == 5


def test_a_question_that_cannot_be_asked_counts_as_refused() -> None:
    def ask(question: Question) -> Answer:
        raise QuestionError("the question is empty")

    (outcome,) = outcomes([asked("none", gold=None, text=" ")], ask)

    assert (outcome.answered, outcome.reason, outcome.lapse) == (False, "the question is empty", None)


def test_risk_rises_with_what_is_answered_less_surely() -> None:
    # scores .9 right and .9 wrong stand together, then .8 right, .7 and .6 wrong; seven were asked
    assert risk_coverage(handmade()) == [
        RiskAtCoverage(2 / 7, 1 / 2),
        RiskAtCoverage(3 / 7, 1 / 3),
        RiskAtCoverage(4 / 7, 2 / 4),
        RiskAtCoverage(5 / 7, 3 / 5),
    ]


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [
        pytest.param(81, 263, 0.2553, 0.3662, id="Newcombe 1998, 81 of 263"),
        pytest.param(15, 148, 0.0624, 0.1605, id="Newcombe 1998, 15 of 148"),
        pytest.param(0, 20, 0.0, 0.1611, id="Newcombe 1998, 0 of 20"),
        pytest.param(1, 29, 0.0061, 0.1718, id="Newcombe 1998, 1 of 29"),
        pytest.param(20, 20, 0.8389, 1.0, id="all of 20"),
    ],
)
def test_wilson_intervals_are_the_published_ones(right: int, of: int, low: float, high: float) -> None:
    estimate = share([number < right for number in range(of)])

    assert estimate is not None
    assert (round(estimate.low, 4), round(estimate.high, 4)) == (low, high)
    assert (estimate.value, estimate.of) == (right / of, of)


def test_the_bootstrap_repeats_itself_and_agrees_with_theory() -> None:
    ranks = [1.0] * 60 + [0.5] * 30 + [0.0] * 10
    estimate = mean(ranks)

    assert estimate == mean(ranks)
    assert estimate is not None
    assert estimate.value == pytest.approx(0.75)
    reach = 1.96 * (sum((rank - 0.75) ** 2 for rank in ranks) / 100) ** 0.5 / 10
    assert estimate.low == pytest.approx(0.75 - reach, abs=0.01)
    assert estimate.high == pytest.approx(0.75 + reach, abs=0.01)


def test_nothing_has_no_figure() -> None:
    assert share([]) is mean([]) is None


@pytest.mark.model
def test_the_sample_is_answered_as_well_as_before(model_home: Path) -> None:
    engine = Engine(Config(), model_home)
    questions = judged_questions(QUESTIONS)
    found = evaluate(list(outcomes(questions, lambda question: engine.answer(question, limit=10))), asked_for=10)
    overall = found.overall
    reached = {
        "Hits@1": reach(overall.hits[1]),
        "refused, of what nothing answers": reach(overall.refused),
        "not refused, of what can be answered": 1 - reach(overall.wrongly_refused),
    }

    assert {name: figure for name, figure in reached.items() if figure < FLOORS[name]} == {}


def reach(estimate: Estimate | None) -> float:
    assert estimate is not None
    return estimate.value


def test_every_gold_of_the_sample_stands_in_its_article(engine: Engine) -> None:
    for judged in judged_questions(QUESTIONS):
        for gold in judged.gold:
            article = engine.article(gold.doc)
            assert article is not None, gold.doc
            assert any(gold.contains in paragraph.text for paragraph in article.paragraphs), gold
            assert (SAMPLE / gold.doc).exists()
