"""Long paragraphs are cut where a reader would cut them, and always fit."""

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.discord.excerpt import Fits, excerpt, length, shortened

TEXT = "Dr. Brack spoke first. He was brief. The mayor, who had waited, then read out a very long statement."


def at_most(text: str, longest: int) -> Fits:
    return lambda start, end: length(text[start:end]) <= longest


@pytest.mark.parametrize(
    ("highlight", "longest", "shown"),
    [
        pytest.param(None, 200, TEXT, id="all of it"),
        pytest.param(None, 40, "Dr. Brack spoke first. He was brief.", id="whole sentences"),
        pytest.param("He was brief.", 40, "Dr. Brack spoke first. He was brief.", id="from the start"),
        pytest.param("He was brief.", 20, "He was brief.", id="from the highlight"),
        pytest.param(TEXT[37:], 30, "The mayor, who had waited,", id="a highlight that is too long"),
        pytest.param(None, 12, "Dr. Brack", id="no sentence fits, and Dr. ends none"),
    ],
)
def test_excerpt(highlight: str | None, longest: int, shown: str) -> None:
    span = (TEXT.index(highlight), TEXT.index(highlight) + len(highlight)) if highlight else None

    start, end = excerpt(TEXT, span, at_most(TEXT, longest))

    assert TEXT[start:end] == shown


@pytest.mark.parametrize(
    ("text", "longest", "end"),
    [
        pytest.param("長い文" * 50, 10, 10, id="no spaces at all"),
        pytest.param("一つ。二つ。三つ。", 7, 6, id="Chinese and Japanese sentences"),
        pytest.param("aaae\u0301" * 9, 9, 8, id="an accent stays on its letter"),
        pytest.param("👩‍🌾" * 9, 7, 3, id="a joined emoji stays whole"),
        pytest.param("👍🏽" * 9, 7, 2, id="a skin tone stays on its hand"),
        pytest.param("é\u0301" * 1 + "\u0301" * 99, 5, 5, id="one endless character is cut anyhow"),
    ],
)
def test_cuts_between_drawn_characters(text: str, longest: int, end: int) -> None:
    assert excerpt(text, None, at_most(text, longest)) == (0, end)


@settings(deadline=None)
@given(st.text(min_size=1), st.integers(2, 40), st.integers(0, 50), st.integers(1, 50))
def test_an_excerpt_fits_and_is_not_empty(text: str, longest: int, first: int, size: int) -> None:
    first = min(first, len(text) - 1)
    fits = partial(at_most(text, longest))

    start, end = excerpt(text, (first, min(first + size, len(text))), fits)

    assert start < end <= len(text)
    assert fits(start, end)
    assert start in (0, first)


@settings(deadline=None)
@given(st.text(), st.integers(5, 40))
def test_shortened_text_fits(text: str, longest: int) -> None:
    short = shortened(text, longest)

    assert length(short) <= longest
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_an_emoji_counts_twice() -> None:
    assert length("👍a") == 3
