"""Filters that a question states in words."""

from datetime import date

import pytest

from bot.records import Question
from bot.stated_filters import with_stated_filters
from embeddings.lookup_tables import folded_source

SOURCES = {"skerrin wire": "Skerrin Wire", "tarrow herald": "The Tarrow Herald"}


def source_called(words: str) -> str | None:
    return SOURCES.get(folded_source(words))


@pytest.mark.parametrize(
    ("text", "rest", "source", "since", "until"),
    [
        ("What happened to the mill in the Skerrin Wire?", "What happened to the mill?", "Skerrin Wire", None, None),
        ("the mill, from the Tarrow Herald", "the mill,", "The Tarrow Herald", None, None),
        ("the mill, published in May 2024", "the mill, ", None, date(2024, 5, 1), date(2024, 5, 31)),
        ("the mill, articles since 2024", "the mill, ", None, date(2024, 1, 1), None),
        ("the mill, news before 3 March 2024", "the mill, ", None, None, date(2024, 3, 3)),
        ("Who rebuilt the mill in 1987?", "Who rebuilt the mill in 1987?", None, None, None),
        ("What does the Skerrin Wire say?", "What does the Skerrin Wire say?", None, None, None),
        ("in the Skerrin Wire", "in the Skerrin Wire", None, None, None),
        ("published 99 May 2024 mill", "published 99 May 2024 mill", None, None, None),
    ],
)
def test_only_certain_filters_are_taken(
    text: str, rest: str, source: str | None, since: date | None, until: date | None
) -> None:
    asked = with_stated_filters(Question(text), source_called)

    assert (asked.text, asked.source, asked.since, asked.until) == (rest, source, since, until)


def test_filters_that_were_set_stay() -> None:
    asked = with_stated_filters(
        Question("mill news since 2024", source="Skerrin Wire", since=date(2020, 1, 1)), source_called
    )

    assert (asked.source, asked.since) == ("Skerrin Wire", date(2020, 1, 1))
