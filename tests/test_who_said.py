"""“Who said …?” is answered by what was said, and a conversation goes on through `history`."""

import pytest

from bot.engine import Engine
from bot.records import Question


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("who said that the town will never pay a single crown?", "Gregor Pellan"),
        ("who said nobody screamed?", "Greta Amsel"),
        ("Who said “never saw that card”?", "Viktor Salm"),
        ('who said "a two-boat winter is a dangerous winter"?', "Tomas Reddick"),
        ("who denied that she had asked for the decision?", "Adela Korvin"),
        ("Who said that nobody was dismissed?", "Baldwin Orr"),
    ],
)
def test_who_said_is_answered_by_content_and_shows_the_speaker(engine: Engine, question: str, speaker: str) -> None:
    answer = engine.answer(Question(question))

    assert answer.answered
    assert [said.speaker for said in answer.passages[0].speakers] == [speaker]


ZHU, ZHANG = "What did Zhu Feng say about an alliance?", "What did Zhang Xin say about an alliance?"


@pytest.mark.parametrize(
    ("before", "question", "carried", "first"),
    [
        (ZHANG, "what about the Arctic?", "Zhang Xin · Arctic", "Zhang Xin"),
        (ZHU, "and Zhang Xin?", "Zhang Xin · alliance", "Zhang Xin"),
        (ZHANG, "what else did he say?", "Zhang Xin", "Zhang Xin"),
        (ZHU, "who disagrees?", "alliance · not Zhu Feng", "Zhang Xin"),
        (ZHU, "show me more", "Zhu Feng · alliance", "Zhu Feng"),
        (ZHU, "What did Ilse Corvane say about fares?", None, "Ilse Corvane"),
    ],
)
def test_a_conversation_goes_on_through_its_history(
    engine: Engine, before: str, question: str, carried: str | None, first: str
) -> None:
    answer = engine.answer(Question(question, (before,)))

    found = answer.passages or answer.closest  # without a model nobody can tell that an alliance is disagreed about
    assert answer.carried == carried
    assert first in {said.speaker for said in found[0].speakers}
