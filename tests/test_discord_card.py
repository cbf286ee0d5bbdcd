"""What a card says, and that it fits whatever the corpus holds."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from loopback_discord_rules import Request, refusals
from loopback_discord_scene import FERRY, HARBOUR, Shelf, article, kept, passage

from bot.discord.actions import Action, Button, Press
from bot.discord.card import Card, cited, notice
from bot.discord.drawing import context, drawn, page, refusal
from bot.discord.keeping import kept_passage
from bot.discord.kept import CardKind, KeptPassage, Neighbour
from bot.discord.markdown import unescape
from bot.discord.view import layout
from bot.records import Passage, Question, Quote
from corpus.records import Attribution, Document, How, Kind, Mode, Paragraph

GOLDEN = Path(__file__).parent / "golden"
FARRANT = passage(HARBOUR, 1, speaker="Odile Farrant", bold="She refused to name a price.")
BRACK = passage(HARBOUR, 2, speaker="Tomas Brack")
NOBODY = passage(FERRY, 0)
UGLY = st.text(st.sampled_from("*_`[]()<>@#:-.1\\ \naé😀́\u200d"), min_size=1, max_size=2500)


def one(passage: Passage) -> KeptPassage:
    return kept_passage(passage, Shelf().article)


def shown(card: Card) -> str:
    passages = [f"{passage.quotation}\n{passage.citation}" for passage in card.passages]
    buttons = " ".join(f"[{button.label or button.emoji}]" for button in card.buttons)
    return "\n\n".join(filter(None, [*card.head, card.subject, *passages, card.footer, buttons])) + "\n"


def golden(name: str) -> str:
    return (GOLDEN / f"discord_{name}.txt").read_text(encoding="utf-8")


def test_an_answer_is_quoted_and_cited() -> None:
    card = kept(
        Question("What did the mayor say about *the wall*?"),
        *(FARRANT, BRACK, NOBODY, FARRANT),
        carried="Odile Farrant · wall",
        since=date(2021, 1, 1),
        people=("Odile Farrant", "Ann Farrant"),
    )

    assert shown(drawn(card, threads=True, size=3)) == golden("answer")


def test_no_answer_says_why_and_labels_near_misses() -> None:
    card = kept(Question("Who owns the lighthouse?"), NOBODY, reason="No article speaks of a lighthouse.")

    assert shown(drawn(card, size=3)) + "\n" + shown(page(card, 0, size=3)) == golden("refusal")


def test_no_answer_without_near_misses_is_short() -> None:
    card = drawn(kept(Question("Why?"), reason="No article speaks of this."), size=3)

    assert card.head == ("### Why?", "No article speaks of this.")
    assert (card.passages, card.buttons) == ((), ())


def test_a_passage_is_shown_between_its_neighbours() -> None:
    assert shown(context(kept(Question("?"), FARRANT), 0)) == golden("context")


def test_pages_follow_each_other_and_lose_no_passage() -> None:
    card = kept(
        Question("?"), *[passage(article("w" * 600, title="t" * 300, url=f"https://x.example/{'a' * 300}"), 0)] * 7
    )
    numbers, first = [], 0
    while True:
        shown = page(card, first, size=5)
        numbers += [unescape(passage.citation)[4:5] for passage in shown.passages]
        following = shown.buttons[0].press
        if following.number == 0:
            break
        first = following.number

    assert numbers == list("1234567")
    assert shown.footer.startswith("-# 7–7 of 7 passages · 1 source · ")
    assert shown.buttons[0].label == "First passages"


def test_a_timeline_has_days_and_goes_both_ways() -> None:
    card = kept(Question("Odile Farrant"), *[FARRANT, NOBODY] * 3, kind=CardKind.TIMELINE, found=812)

    middle = page(card, 2, size=2)

    assert [quotation.quotation.split("\n")[0] for quotation in middle.passages] == ["**3 May 2021**", "**no date**"]
    assert [(button.label, button.press.number) for button in middle.buttons[:2]] == [("Earlier", 0), ("Later", 4)]
    assert middle.footer.startswith("-# 3–4 of 6 passages, the newest of 812 · 2 sources")
    assert [button.label for button in page(card, 4, size=2).buttons[:1]] == ["Earlier"]


def test_a_card_that_could_not_be_kept_has_no_buttons() -> None:
    card = drawn(kept(Question("?"), FARRANT, key="", carried="wall"), threads=True, size=3)

    assert (card.buttons, card.drop, card.passages[0].button) == ((), None, None)
    assert layout(card).total_children_count == 8


def test_what_is_left_out_is_marked_outside_of_the_quotation() -> None:
    text = "An opening sentence. " + "It goes on for a while. " * 30 + "The answer is here. " + "And on. " * 90
    long = one(passage(article(text), 0, bold="The answer is here."))

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
    assert cited(1, one(passage(article(text), 0, bold=bold))).citation.endswith(f" · {words}")


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
    assert cited(1, one(passage(document, 0))).citation == line


def test_a_citation_names_each_speaker_once_and_who_reported() -> None:
    said = Attribution("Odile Farrant", Mode.DIRECT, How.NAMED, 0, 5)
    heard = replace(said, speaker="Ann Brack", channel="The Vellmouth Courier")

    line = cited(2, one(replace(NOBODY, speakers=(said, said, heard)))).citation

    assert line.startswith(
        r"-# \[2\] Odile Farrant \(quoted\), Ann Brack \(quoted, via The Vellmouth Courier\) — Ferry"
    )


NAMES = st.lists(UGLY, max_size=30)


@settings(deadline=None, max_examples=25)
@given(UGLY, UGLY, UGLY, NAMES, st.integers(1, 12), st.integers(1, 5), st.integers(0, 2500), st.sampled_from(CardKind))
@example("q" * 5000, "w " * 9000, "[" * 5000, ["*" * 5000] * 30, 12, 5, 0, CardKind.ANSWER)
@example("?", ".", "", [], 1, 1, 0, CardKind.TIMELINE)
def test_no_card_is_ever_refused(
    question: str, text: str, title: str, names: list[str], count: int, size: int, start: int, kind: CardKind
) -> None:
    document = replace(HARBOUR, text=f"{text}.", title=title, source=title, url=f"https://x.example/{title}")
    paragraph = Paragraph(document, 0, 0, len(document.text), Kind.BODY)
    bold = Quote(paragraph, min(start, len(text)), len(document.text))
    spoken = tuple(Attribution(name, Mode.DIRECT, How.NAMED, 0, 1, name) for name in names)
    ugly = Passage(paragraph, 1.0, spoken, (bold,), (paragraph,) * len(names))
    beside = Neighbour(1, text)
    reason = title.strip() or None
    one_more = replace(one(ugly), before=beside, after=beside)
    people = tuple(names)
    fields = {"carried": title, "people": people, "speaker": title, "source": title, "kind": kind}
    card = replace(kept(Question(question), **fields), passages=(one_more,) * count)

    cards = [
        drawn(card, threads=True, size=size),
        page(card, count - 1, threads=True, size=size),
        refusal(replace(card, reason=reason)),
        page(replace(card, reason=reason), 0, size=size),
        context(card, count - 1),
    ]

    for each in cards:
        body = {"components": layout(each).to_components(), "flags": 1 << 15}
        assert refusals([Request("PATCH", "/webhooks/1/token/messages/@original", body)]) == []
    assert cards[0].passages
    assert cards[1].passages[-1].button == Button(Press(Action.CONTEXT, card.key, count - 1), "Context")


def test_a_view_that_discord_would_refuse_is_not_built() -> None:
    with pytest.raises(ValueError, match="4001 characters"):
        layout(Card(("x" * 4001,)))
    with pytest.raises(ValueError, match=r"41 components|maximum number of children"):
        layout(Card(("x",) * 40))


def test_a_notice_is_one_escaped_sentence() -> None:
    assert notice("ask\n@everyone").head == (r"ask \@everyone",)
