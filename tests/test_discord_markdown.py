"""A quotation stays verbatim in Discord's markdown."""

import re

import pytest
from hostile_strings import hostile_strings
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.discord.markdown import escape, marked, one_line, quoted, unescape

HOSTILE = st.text(st.sampled_from("\\*_`~|[]()<>#@:-+.!&1aé😀 \n\r\t‮"), max_size=60)
ANYTHING = st.one_of(st.text(), HOSTILE)
LIVE_LINE_START = re.compile(r"^\s*(?:[-+]|\d+\.)\s", re.MULTILINE)


@settings(deadline=None)
@given(ANYTHING)
@example("\\")
@example("1.\n- a\r+ b\r\n12. c")
@example("@everyone <@&1> <#2> <t:0:R> </ask:1> :smile: <:a:1> https://x.example ||spoiler|| ```code```")
def test_what_a_reader_sees_of_escaped_text_is_the_text(text: str) -> None:
    assert unescape(escape(text)) == text


def test_what_a_reader_sees_of_four_thousand_hostile_strings_is_the_strings() -> None:
    texts = hostile_strings()

    assert len(set(texts)) == 4_000
    for text in texts:
        assert unescape(escape(text)) == text
        assert unescape(quoted(escape(text)).replace("\n> ", "\n")[2:]) == text


@settings(deadline=None)
@given(ANYTHING)
def test_nothing_in_escaped_text_is_live(text: str) -> None:
    live = re.sub(r"\\[^0-9A-Za-z\s]", "", escape(text))  # Discord's rule for an escaped character

    assert not re.search(r"[\\*_`~|\[\]()<>#@:]", live)
    assert not LIVE_LINE_START.search(escape(text).replace("\r", "\n"))


@settings(deadline=None)
@given(ANYTHING)
def test_every_line_of_a_quotation_is_quoted_and_none_is_lost(text: str) -> None:
    lines = re.split(r"\r\n|\r|\n", quoted(escape(text)))

    assert all(line.startswith("> ") for line in lines)
    assert [unescape(line[2:]) for line in lines] == re.split(r"\r\n|\r|\n", text)


@settings(deadline=None)
@given(ANYTHING, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_bold_adds_asterisks_and_nothing_else(text: str, ends: list[tuple[int, int]]) -> None:
    spans = [(min((*pair, len(text))), min(max(pair), len(text))) for pair in ends]

    shown = marked(text, [span for span in spans if span[0] < span[1]])

    assert unescape(re.sub(r"(\\.)|\*\*", lambda match: match[1] or "", shown, flags=re.DOTALL)) == text


@pytest.mark.parametrize(
    ("text", "bold", "shown"),
    [
        pytest.param("One. Two. Three.", [(5, 9)], "One. **Two.** Three.", id="a sentence"),
        pytest.param("One. Two.", [(0, 5), (5, 9)], "**One. Two.**", id="touching spans are one"),
        pytest.param("One.\nTwo.", [(0, 9)], "**One.**\n**Two.**", id="every line by itself"),
        pytest.param("2*3 is 6", [(0, 3)], r"**2\*3** is 6", id="asterisks of the text"),
        pytest.param("a b c", [(1, 4)], "a **b** c", id="white space stays outside"),
        pytest.param("- a\n+ b\n1. c\n2) d", [], "\\- a\n\\+ b\n1\\. c\n2\\) d", id="lists"),
    ],
)
def test_marked(text: str, bold: list[tuple[int, int]], shown: str) -> None:
    assert marked(text, bold) == shown


def test_one_line_has_no_line_ends() -> None:
    assert one_line(" what\r\n did\t she  say\n") == "what did she say"
