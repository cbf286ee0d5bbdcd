"""What a card says, and that it fits whatever the corpus holds."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback_discord_rules import Request, refusals
from loopback_discord_scene import FERRY, HARBOUR, ShelfStatus, article, passage

from bot.discord.card import LONGEST_CARD, Card, answer_card, cited, notice
from bot.discord.markdown import unescape
from bot.discord.view import layout
from bot.records import Answer, Passage, Question, Quote
from corpus.records import Attribution, Document, How, Kind, Mode, Paragraph

GOLDEN = Path(__file__).parent / "golden"
STATUS = ShelfStatus()
FARRANT = passage(HARBOUR, 1, speaker="Odile Farrant", bold="She refused to name a price.")
BRACK = passage(HARBOUR, 2, speaker="Tomas Brack")
NOBODY = passage(FERRY, 0)
UGLY = st.text(st.sampled_from("*_`[]()<>@#:-.1\\ \naé😀́\u200d"), min_size=1, max_size=2500)


def shown(card: Card) -> str:
    passages = [f"{passage.quotation}\n{passage.citation}" for passage in card.passages]
    return "\n\n".join([*card.head, *passages, card.footer]) + "\n"


def golden(name: str) -> str:
    return (GOLDEN / f"discord_{name}.txt").read_text(encoding="utf-8")


def test_an_answer_is_quoted_and_cited() -> None:
    question = Question("What did the mayor say about *the wall*?")

    card = answer_card(Answer(question, (FARRANT, BRACK, NOBODY)), STATUS)

    assert shown(card) == golden("answer")


def test_no_answer_says_why_and_labels_near_misses() -> None:
    answer = Answer(Question("Who owns the lighthouse?"), (), (NOBODY,), "No article speaks of a lighthouse.")

    assert shown(answer_card(answer, STATUS)) == golden("refusal")


def test_no_answer_without_near_misses_is_short() -> None:
    card = answer_card(Answer(Question("Why?"), (), (), "No article speaks of this."), STATUS)

    assert card.head == ("### Why?", "No article speaks of this.")
    assert card.passages == ()


def test_what_is_left_out_is_marked_outside_of_the_quotation() -> None:
    text = "An opening sentence. " + "It goes on for a while. " * 30 + "The answer is here. " + "And on. " * 90
    long = passage(article(text), 0, bold="The answer is here.")

    shown = cited(1, long)

    assert shown.quotation.startswith("> **The answer is here.** And on.")
    assert shown.quotation.endswith(" And on.")
    assert unescape(shown.quotation.replace("**", ""))[2:] in text
    assert shown.citation.endswith(" · paragraph 0 · beginning and end left out")


@pytest.mark.parametrize(
    ("text", "bold", "words"),
    [
        pytest.param("An answer. " + "And so on. " * 90, "An answer.", "paragraph 0 · end left out", id="end"),
        pytest.param(
            "And so on. " * 90 + "An answer.", "An answer.", "paragraph 0 · beginning left out", id="beginning"
        ),
        pytest.param("An answer.", "An answer.", "paragraph 0", id="nothing"),
    ],
)
def test_the_citation_says_what_is_left_out(text: str, bold: str, words: str) -> None:
    assert cited(1, passage(article(text), 0, bold=bold)).citation.endswith(f" · {words}")


@pytest.mark.parametrize(
    ("document", "line"),
    [
        pytest.param(
            HARBOUR,
            r"-# \[1\] [Harbour wall to be raised by spring](<https://courier.example/harbour/wall_%28raised%29>)"
            r" · The Vellmouth Courier · 3 May 2021 · paragraph 0",
            id="everything is known",
        ),
        pytest.param(
            FERRY, r"-# \[1\] Ferry \[update\]\: \*no\* crossings at night · paragraph 0", id="only the title"
        ),
        pytest.param(
            replace(FERRY, url="https://ferry.example/"),
            r"-# \[1\] Ferry \[update\]\: \*no\* crossings at night ([article](<https://ferry.example/>))"
            r" · paragraph 0",
            id="a title that would break its link",
        ),
        pytest.param(
            article("Text.", url="javascript:alert(1)"), r"-# \[1\] Made up · paragraph 0", id="no web address"
        ),
        pytest.param(
            article("Text.", url="https://x.example/" + "a" * 900),
            r"-# \[1\] Made up · paragraph 0",
            id="an endless address",
        ),
        pytest.param(article("Text.", title=" "), r"-# \[1\] made.txt · paragraph 0", id="no title"),
    ],
)
def test_citation(document: Document, line: str) -> None:
    assert cited(1, passage(document, 0)).citation == line


def test_a_citation_names_each_speaker_once_and_who_reported() -> None:
    said = Attribution("Odile Farrant", Mode.DIRECT, How.NAMED, 0, 5)
    heard = replace(said, speaker="Ann Brack", channel="The Vellmouth Courier")

    line = cited(2, replace(NOBODY, speakers=(said, said, heard))).citation

    assert line.startswith(r"-# \[2\] Odile Farrant, Ann Brack \(via The Vellmouth Courier\) — Ferry")


def test_the_last_passages_are_dropped_from_a_card_that_is_too_long() -> None:
    long = passage(article("x " * 600, title="t" * 300, url="https://x.example/" + "a" * 300), 0)

    card = answer_card(Answer(Question("q" * 900), (long,) * 5), STATUS)

    assert card.length <= LONGEST_CARD
    assert card.head[0] == "### " + "q" * 199 + "…"
    assert card.footer.startswith("-# 3 of 5 passages from 1 article · ")


@settings(deadline=None)
@given(UGLY, UGLY, UGLY, st.integers(1, 5), st.integers(0, 2500), st.booleans())
def test_no_card_is_ever_refused(question: str, text: str, title: str, count: int, start: int, answered: bool) -> None:
    document = replace(HARBOUR, text=text + ".", title=title, source=title, url=f"https://x.example/{title}")
    paragraph = Paragraph(document, 0, 0, len(document.text), Kind.BODY)
    bold = Quote(paragraph, min(start, len(text)), len(document.text))
    ugly = (Passage(paragraph, 1.0, (), (bold,)),) * count
    answer = Answer(Question(question), ugly) if answered else Answer(Question(question), (), ugly, title)

    card = answer_card(answer, STATUS)

    view = layout(card)
    body = {"components": view.to_components(), "flags": 1 << 15}
    assert refusals([Request("PATCH", "/webhooks/1/token/messages/@original", body)]) == []
    assert card.passages


def test_a_view_that_discord_would_refuse_is_not_built() -> None:
    with pytest.raises(ValueError, match="4001 characters"):
        layout(Card(("x" * 4001,)))
    with pytest.raises(ValueError, match=r"41 components|maximum number of children"):
        layout(Card(("x",) * 40))


def test_a_notice_is_one_escaped_sentence() -> None:
    assert notice("ask\n@everyone").head == (r"ask \@everyone",)
