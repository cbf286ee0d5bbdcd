"""What form an answer must have, told from the question's words."""

import pytest

from bot.answer_form import has_expected_form


@pytest.mark.parametrize(
    ("question", "passage", "holds"),
    [
        pytest.param("How many people were stranded?", "About 640 passengers slept in the hall.", True, id="digits"),
        pytest.param("how much does a ticket cost", "Fares would have to rise, she said.", False, id="no number"),
        pytest.param("How old is the boat?", "The boat is nine centuries older than the pier.", True, id="in words"),
        pytest.param("What share voted for it?", "Nearly half of them did.", True, id="share"),
        pytest.param("When was the bridge opened?", "It was opened in 1931 by the mayor.", True, id="year"),
        pytest.param("When was the bridge opened?", "It was opened by the mayor.", False, id="no date"),
        pytest.param("When was it opened?", "Visitors may walk across it.", False, id="may is no month"),
        pytest.param("What day does the strike begin?", "Crews stop work on Monday.", True, id="weekday"),
        pytest.param("What happened when the dam broke?", "The valley was flooded.", True, id="when within"),
        pytest.param("Where did the talks take place?", "They met in Tollane for two days.", True, id="place"),
        pytest.param("Where did the Tollane talks end?", "The talks in Tollane ended.", False, id="place in question"),
        pytest.param("What did she say?", "Nothing of it is true.", True, id="nothing special"),
    ],
)
def test_the_form_of_an_answer(question: str, passage: str, holds: bool) -> None:
    assert has_expected_form(question, passage) is holds
