"""Texts are the same words whatever their marks and spaces, and every span leads back to the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.claims import Claim, readings, unwrapped
from bot.wording import Tolerance, find, fold, pieces, tolerated


@given(st.text(st.sampled_from(list("ab1 .,'’“”‘\"-\n\t\u200b\u00ade\u0301\u00e9…[]")), max_size=40))
def test_every_folded_character_leads_back(text: str) -> None:
    folded = fold(text)

    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    for character, start, end in zip(folded.text, folded.starts, folded.ends, strict=True):
        assert 0 <= start < end <= len(text)
        assert character in fold(text[start:end]).text.replace('"', "'\"")


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text).text

    assert fold(once).text == once


@pytest.mark.parametrize(
    ("one", "other", "overlooked"),
    [
        ("“We  lose,” she\nsaid", "“We lose,” she said", {Tolerance.SPACE}),
        ('"We lose," she said', "«We lose,» she said", {Tolerance.MARKS}),
        ("don't", "don’t", {Tolerance.MARKS}),
        ("‘We lose’", "“We lose”", {Tolerance.MARKS}),
        ("Mo\u00adlen\u200b", "Molen", {Tolerance.INVISIBLE}),
        ("cafe\u0301", "caf\u00e9", {Tolerance.COMPOSED}),
        ("the same", "the same", set()),
    ],
)
def test_what_is_overlooked_is_named(one: str, other: str, overlooked: set[Tolerance]) -> None:
    assert fold(one).text == fold(other).text
    assert set(tolerated(one, other)) == overlooked


@pytest.mark.parametrize(
    ("words", "text", "stands"),
    [
        ("5 million", "it cost 1.5 million", False),
        ("5 million", "it cost 5 million", True),
        ("5 million", "it cost 5 million, she said", True),
        ("cost 5", "it cost 5.7 million", False),
        ("cost 5", "it cost 5,700", False),
        ("5 degrees", "at -5 degrees", False),
        ("fair", "it was unfair", False),
        ("elected", "he was re-elected", False),
        ("we can", "we can't", False),
        ("fair", "is it fair?", True),
        ("ends", "odds and ends", True),
        ("said.", "he said.", True),
    ],
)
def test_no_word_and_no_number_is_cut(words: str, text: str, stands: bool) -> None:
    assert (find(text, words) >= 0) is stands


@pytest.mark.parametrize("sign", ["[…]", "[...]", "…", "...", " . . . ", "(…)", "( ... )"])
def test_signs_of_omission_part_a_quotation(sign: str) -> None:
    assert pieces(f"We will win {sign} and go home") == ["We will win", "and go home"]


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("“We grind at a loss” — Odile Varn", "We grind at a loss", "Odile Varn"),
        ("“We grind at a loss.” –Odile Varn", "We grind at a loss.", "Odile Varn"),
        ("We grind at a loss - Odile Varn", "We grind at a loss", "Odile Varn"),
        ('"We grind at a loss," Odile Varn said.', "We grind at a loss,", "Odile Varn"),
        ('"We grind at a loss," said Odile Varn', "We grind at a loss,", "Odile Varn"),
        ('Odile Varn said: "We grind at a loss"', "We grind at a loss", "Odile Varn"),
        ('Varn: "We grind at a loss"', "We grind at a loss", "Varn"),
        ('"We grind at a loss," according to Odile Varn', "We grind at a loss,", "Odile Varn"),
        ("The ferry — the last one — sank", "The ferry — the last one — sank", None),
        ("“We lose,” she said. “We lose.”", "“We lose,” she said. “We lose.”", None),
    ],
)
def test_a_name_may_stand_with_the_words(text: str, words: str, speaker: str | None) -> None:
    assert readings(text, None)[-1] == Claim(words, speaker)


def test_a_named_speaker_counts_more_than_the_texts() -> None:
    assert readings("“We lose” — Ann Lee", "Bo Ek")[-1] == Claim("We lose", "Bo Ek")


def test_only_a_pair_of_marks_is_taken_off() -> None:
    assert unwrapped(" ‘We don’t lose’ ") == "We don’t lose"
    assert unwrapped("“We lose") == "“We lose"
