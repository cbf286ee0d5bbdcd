"""Asking: filters, limits, refusals, and passages that are always slices of their files."""

import re
from dataclasses import astuple, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from conftest import HASHED, Build
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engine import Engine
from bot.records import Question, Quote
from corpus.errors import QuestionError
from corpus.records import Kind
from embeddings.evidence import Evidence, weigh_topic
from embeddings.ranking import weights


def test_the_words_that_answer_come_first_and_are_marked(engine: Engine) -> None:
    answer = engine.answer(Question("What did Ilse Corvane say about raising fares and a ramp?"), limit=1)
    passage = answer.passages[0]

    assert passage.paragraph.text.endswith("I would still have to raise the fares.”")
    assert [said.speaker for said in passage.speakers] == ["Ilse Corvane"]
    assert passage.highlights[0].text.endswith("I would still have to raise the fares.”")


def test_passages_are_best_first_and_at_most_as_many_as_asked_for(engine: Engine) -> None:
    question = Question("the ferry to Tollane")
    scores = [passage.score for passage in engine.answer(question, limit=10).passages]

    assert len(scores) == 10
    assert scores == sorted(scores, reverse=True)
    assert [p.score for p in engine.answer(question, limit=3).passages] == scores[:3]


def test_boilerplate_is_never_quoted(engine: Engine) -> None:
    for text in ("Advertisement", "Sign up for our morning letter", "print edition", "Share this article"):
        answer = engine.answer(Question(text), limit=50)
        assert all(p.paragraph.kind is not Kind.BOILERPLATE for p in (*answer.passages, *answer.closest))


def test_filters_narrow_what_is_quoted(engine: Engine) -> None:
    def documents(**only: object) -> set[str]:
        answer = engine.answer(Question("What was said about the money?", **only), limit=50)
        return {p.paragraph.document.id for p in (*answer.passages, *answer.closest)}

    by_source = documents(source="skerrin wire")
    since, until = documents(since=date(2025, 1, 1)), documents(until=date(2023, 12, 31))

    assert by_source
    assert all(engine.article(i).document.source == "Skerrin Wire" for i in by_source)
    assert since
    assert all(engine.article(i).document.published >= date(2025, 1, 1) for i in since)
    assert until
    assert all(engine.article(i).document.published <= date(2023, 12, 31) for i in until)
    assert not since & until


def test_a_speaker_is_named_as_articles_call_them(engine: Engine) -> None:
    for called in ("Idris Quennell", "quennell", "Professor Idris Quennell"):
        answer = engine.answer(Question("what was said about the trial?", speaker=called))
        shown = answer.passages or answer.closest
        assert shown
        assert all("Idris Quennell" in {said.speaker for said in passage.speakers} for passage in shown)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (Question("  "), "the question is empty"),
        (Question("what \ud800"), "the question is not valid Unicode"),
        (Question("why " * 2500), "the question has 10,000 characters and 2,000 are allowed"),
        (Question("x", source="Nowhere Times"), "the index knows no source “Nowhere Times”; sources are: "),
        (Question("x", speaker="Nobody Atall"), "the index knows no speaker “Nobody Atall”"),
        (Question("x", speaker="Professor Idris"), "the index knows no speaker “Professor Idris”"),
        (Question("x", since=date(2025, 1, 2), until=date(2025, 1, 1)), "no day lies after"),
    ],
)
def test_what_cannot_be_asked_is_told(engine: Engine, question: Question, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        engine.answer(question)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("what did Barack Obama say about an alliance?", "No article here mentions Barack Obama."),
        ("what did he say about it?", "It is not clear whom “he” means"),
        ("???", "The question names no subject"),
        ("what is it about?", "The question names no subject"),
    ],
)
def test_an_honest_no_has_a_reason_and_near_misses_apart(engine: Engine, text: str, reason: str) -> None:
    answer = engine.answer(Question(text))

    assert not answer.answered
    assert answer.passages == ()
    assert reason in (answer.reason or "")


HOSTILE = [
    '" OR text:*',
    "speaker:x AND (",
    "a" * 300,
    "\x1b[31mred",
    "\u202eabc",
    "（）",
    "'; DROP TABLE documents; --",
    "(a+)+$",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_questions_get_an_answer_or_a_no(engine: Engine, text: str) -> None:
    answer = engine.answer(Question(text))

    assert answer.answered == (answer.reason is None)


@settings(deadline=None, max_examples=150)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80).filter(str.strip))
def test_whatever_is_asked_every_passage_is_a_slice_of_its_article(engine: Engine, text: str) -> None:
    answer = engine.answer(Question(text))

    for passage in (*answer.passages, *answer.closest):
        paragraph = passage.paragraph
        article = engine.article(paragraph.document.id)
        assert article is not None
        assert article.document.text[paragraph.start : paragraph.end] == paragraph.text
        assert article.paragraphs[paragraph.ordinal] == paragraph
        for quote in passage.highlights:
            assert quote.text in paragraph.text


def test_a_quote_cannot_be_built_outside_its_paragraph(engine: Engine) -> None:
    paragraph = engine.answer(Question("the ferry"), limit=1).passages[0].paragraph

    for start, end in ((0, 0), (5, 4), (-1, 3), (0, len(paragraph.text) + 1)):
        with pytest.raises(ValueError, match="no span"):
            Quote(paragraph, start, end)


def test_context_stays_within_the_article(engine: Engine) -> None:
    article = engine.article("ferry-talks-collapse.txt")
    assert article is not None
    paragraphs = article.paragraphs

    assert engine.context(paragraphs[0], 2) == paragraphs[:3]
    assert engine.context(paragraphs[5], 1) == paragraphs[4:7]
    assert engine.context(paragraphs[-1], 2) == paragraphs[-3:]


def test_the_seed_question_finds_zhus_view_of_an_alliance(seeds: Path, build_index: Build, tmp_path: Path) -> None:
    build_index([seeds], tmp_path)
    answer = Engine(HASHED, tmp_path).answer(Question("what did Zhu Feng say about an alliance?"))

    best = answer.passages[0].paragraph
    assert best.text.split()[:6] == ["But", "Zhu", "said", "Moscow", "and", "Beijing"]
    assert (best.document.id, best.ordinal) == ("003_9f1bacaa98714bc4.txt", 27)


shares = st.floats(0, 1)
evidence = st.builds(
    Evidence,
    shares,
    st.floats(-1, 1),
    *[st.just(1.0), st.just(0.0), st.just(0.0)],
    *[shares] * 3,
)


@given(evidence, evidence)
def test_more_evidence_never_scores_less(one: Evidence, other: Evidence) -> None:
    both = Evidence(*map(max, astuple(one), astuple(other)))

    assert both.weighed(weights()) >= max(one.weighed(weights()), other.weighed(weights())) - 1e-9


@given(evidence)
def test_the_right_speaker_lifts_and_headings_sink(one: Evidence) -> None:
    assert one.weighed(weights()) > replace(one, spoken=0.0).weighed(weights())
    assert one.weighed(weights()) > replace(one, aside=1.0).weighed(weights())


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans(), st.booleans()), unique_by=lambda each: each[0]))
def test_the_held_share_of_a_topic_grows_to_one(stems: list[tuple[str, bool, bool]]) -> None:
    topic = weigh_topic([stem for stem, _, _ in stems], {stem: ord(stem) % 9 for stem, _, _ in stems}, 9)
    held = [[some for _, some, _ in stems], [some or more for _, some, more in stems], [True for _ in stems]]

    few, more, whole = topic.shares(np.array(held))

    assert 0 <= few <= more <= whole + 1e-9
    assert whole == pytest.approx(1.0 if stems else 0.0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "What did Ilse Corvane say about basketball?",
            r"Ilse Corvane is quoted in \d+ passages, none of them about basketball\.",
        ),
        ("What did Tollane say about volcanoes?", r".*volcanoes.*"),
        ("asdf qwer zxcv", r"No passage here answers this; the closest hold only part of “asdf qwer zxcv”\."),
    ],
)
def test_a_speaker_who_never_spoke_of_it_is_no_answer(engine: Engine, text: str, reason: str) -> None:
    answer = engine.answer(Question(text))

    assert not answer.answered
    assert re.fullmatch(reason, answer.reason or "")


def test_a_refusal_does_not_depend_on_how_many_passages_are_shown(engine: Engine) -> None:
    for text in ("What did Ilse Corvane say about the wind farm?", "What did Zhu Feng say about an alliance?"):
        assert len({engine.answer(Question(text), limit=limit).answered for limit in (1, 4, 10, 50)}) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("What did Antony Ferrybridge say about the ferry?", "Antony Ferrybridge.", id="never named"),
        pytest.param("What did Biden say?", "Biden.", id="named by others"),
        pytest.param(
            "What did Biden say about the Geneva summit?",
            "Biden about Geneva summit.",
            id="named by others, with a topic",
        ),
    ],
)
def test_nobody_gets_the_words_of_others(engine: Engine, text: str, reason: str) -> None:
    answer = engine.answer(Question(text))

    assert not answer.answered
    assert answer.reason == f"No article here quotes {reason}"


def test_a_follow_up_shows_what_it_carries(engine: Engine) -> None:
    answer = engine.answer(Question("what about the winter timetable?", ("What did Ilse Corvane say about fares?",)))

    assert answer.carried == "Ilse Corvane · winter timetable"
    assert "Ilse Corvane" in {said.speaker for said in answer.passages[0].speakers}


def test_a_filter_that_leaves_nothing_says_how_many_articles_tell_no_date(engine: Engine) -> None:
    answer = engine.answer(Question("the ferry to Tollane", since=date(2031, 1, 1)))

    assert re.fullmatch(r"No passage satisfies the filters; \d+ articles tell no date\.", answer.reason or "")
    assert answer.closest == ()
