"""What `/ask` offers while somebody types, and what it makes of the options."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.directory import Directory, Listing
from bot.discord.name_index import NameIndex
from bot.discord.options import LONGEST_CHOICE, MOST_CHOICES, asked, choices
from bot.discord.periods import Period, period, suggestions
from corpus.errors import QuestionError

TODAY = date(2026, 11, 22)
SPEAKERS = NameIndex(["Zhu Feng", "Fengler Aid", "Émile Zola", "ministry of state", "Anna Feng", "zhu feng"])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        pytest.param("", ["Zhu Feng", "Fengler Aid"], id="nothing: the most quoted"),
        pytest.param("feng", ["Fengler Aid", "Zhu Feng"], id="the whole begins before a later word does"),
        pytest.param("FENG zh", ["Zhu Feng", "zhu feng"], id="words in any order"),
        pytest.param("emile", ["Émile Zola"], id="without accents"),
        pytest.param("of", ["ministry of state"], id="any word"),
        pytest.param("eng", [], id="not from the middle of a word"),
    ],
)
def test_names_are_found_by_the_beginnings_of_their_words(typed: str, found: list[str]) -> None:
    assert SPEAKERS.matching(typed, limit=2) == found


def test_a_name_is_known_as_it_stands_and_else_without_case_and_accents() -> None:
    assert SPEAKERS.exact("zhu feng") == "zhu feng"
    assert SPEAKERS.exact("ZHU FENG") == "Zhu Feng"
    assert SPEAKERS.exact("emile zola") == "Émile Zola"
    assert SPEAKERS.exact("Feng") is None
    assert SPEAKERS.exact(" ") is None


@given(st.lists(st.text(min_size=1, max_size=300)), st.text(max_size=20))
def test_whatever_the_names_are_discord_takes_the_choices_and_they_are_known_again(
    names: list[str], typed: str
) -> None:
    listing = Listing.of([(name, 1) for name in names])
    directory = Directory(speakers=listing)
    offered = choices(listing.names.matching(typed, limit=MOST_CHOICES))

    assert len(offered) <= MOST_CHOICES
    for choice in offered:
        assert 1 <= len(choice.name.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST_CHOICE
        assert 1 <= len(choice.value.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST_CHOICE
        assert choice.name.strip()
        known = asked("q", directory, speaker=choice.value, source=None, since=None, until=None).speaker
        assert known in names
        assert known == choice.value or len(known) > LONGEST_CHOICE / 2


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        pytest.param("2021", date(2021, 1, 1), date(2021, 12, 31), id="year"),
        pytest.param("2024-02", date(2024, 2, 1), date(2024, 2, 29), id="month"),
        pytest.param("2021-05-23", date(2021, 5, 23), date(2021, 5, 23), id="day"),
        pytest.param("Last  7 days", date(2026, 11, 16), TODAY, id="stretch"),
        pytest.param("3 days ago", date(2026, 11, 19), date(2026, 11, 19), id="ago"),
        pytest.param("yesterday", date(2026, 11, 21), date(2026, 11, 21), id="yesterday"),
        pytest.param("last month", date(2026, 10, 1), date(2026, 10, 31), id="last month"),
        pytest.param("last year", date(2025, 1, 1), date(2025, 12, 31), id="last year"),
    ],
)
def test_days_are_read_as_people_write_them(text: str, first: date, last: date) -> None:
    assert period(text, TODAY) == Period(first, last)


@given(
    st.sampled_from(["", "2", "2021", "2021-0", "2021-02", "2021-02-1", "last 14", "y", "month", "9999-99", "last 999"])
)
def test_every_suggestion_can_be_read(typed: str) -> None:
    offered = suggestions(typed, TODAY)

    assert all(period(text, TODAY).first <= period(text, TODAY).last for text in offered)


def test_suggestions_follow_what_is_typed() -> None:
    assert suggestions("", TODAY)[:2] == ["today", "yesterday"]
    assert suggestions("2021", TODAY)[:3] == ["2021", "2021-01", "2021-02"]
    assert suggestions("2021-05", TODAY)[:2] == ["2021-05", "2021-05-01"]
    assert suggestions("last 14", TODAY) == ["last 14 days"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        pytest.param({"speaker": "Nobody"}, "the articles know no speaker “Nobody”; /speakers lists", id="speaker"),
        pytest.param({"source": " "}, "the articles know no source", id="source"),
        pytest.param({"since": "soon"}, "“soon” is no day; write 2021", id="day"),
        pytest.param({"until": "9" * 6000}, "is no day", id="very long"),
        pytest.param({"until": "9999 days ago" * 99}, "is no day", id="repeated"),
    ],
)
def test_what_was_not_offered_is_refused_with_the_remedy(options: dict[str, str], sentence: str) -> None:
    given = {"speaker": None, "source": None, "since": None, "until": None} | options

    with pytest.raises(QuestionError, match=sentence):
        asked("q", Directory(), **given)
