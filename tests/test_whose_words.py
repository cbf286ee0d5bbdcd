"""Whether a marked sentence is its speaker's words or may be the reporter's."""

import pytest

from bot.whose_words import may_be_narration
from corpus.records import Attribution, How, Mode

SAID = "The mill must close, Varn said. It may have to do with the flood. “Not true,” he added later. Varn left."
VARN = (Attribution("Odile Varn", Mode.INDIRECT, How.SURNAME, 0, 20),)


@pytest.mark.parametrize(
    ("sentence", "narrated"),
    [
        pytest.param("The mill must close, Varn said.", False, id="known to be said"),
        pytest.param("It may have to do with the flood.", True, id="beside what is said"),
        pytest.param("“Not true,” he added later.", False, id="quoted"),
        pytest.param("Varn left.", False, id="names the speaker"),
    ],
)
def test_whose_the_marked_sentence_is(sentence: str, narrated: bool) -> None:
    start = SAID.index(sentence)

    assert may_be_narration(SAID, [(start, start + len(sentence))], VARN) is narrated


def test_a_surname_may_come_first() -> None:
    zhu = (Attribution("Zhu Feng", Mode.INDIRECT, How.SURNAME, 22, 30),)

    assert not may_be_narration("Zhu thought it late. He said so.", [(0, 20)], zhu)


def test_without_a_mark_or_a_speaker_nothing_is_hedged() -> None:
    assert not may_be_narration(SAID, [], VARN)
    assert not may_be_narration(SAID, [(0, 5)], ())
