"""Sentences of news: quotation marks, abbreviations, numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import sentence_spans


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("“We lost.” She left.", ["“We lost.”", "She left."]),
        ("“Why?” he asked. Nobody knew.", ["“Why?” he asked.", "Nobody knew."]),
        (
            "Mr. Varn and Dr. Oster met at 5 p.m. on Monday. It rained.",
            ["Mr. Varn and Dr. Oster met at 5 p.m. on Monday.", "It rained."],
        ),
        ("It rose 3.5 per cent. Then it fell.", ["It rose 3.5 per cent.", "Then it fell."]),
        ("J. R. Varn spoke.", ["J. R. Varn spoke."]),
        ("他说不。我说是。", ["他说不。", "我说是。"]),
        ("no stop at all", ["no stop at all"]),
        ("  ", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@given(st.text())
def test_spans_are_in_order_and_lose_only_white_space(text: str) -> None:
    end, rest = 0, ""
    for start, stop in sentence_spans(text):
        assert end <= start < stop
        rest += text[end:start]
        end = stop

    assert (rest + text[end:]).strip() == ""
