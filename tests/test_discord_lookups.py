"""`/quotes`, `/verify` and “Find sources”, over the sample corpus, as people in a simulated Discord see them."""

from datetime import date
from pathlib import Path

import pytest
from conftest import HASHED
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback_discord_rules import Request, refusals
from loopback_discord_scene import HARBOUR, kept, passage
from simulated_discord import labels, outcome, parts, press, shown, stage, told

from bot.discord.card import Card
from bot.discord.kept import CardKind
from bot.discord.lookups import NO_TEXT
from bot.discord.markdown import unescape
from bot.discord.verdict_card import TITLES, verdict_card
from bot.discord.view import layout
from bot.engine import Engine
from bot.records import Passage, Question, Quote
from bot.verdicts import Difference, Finding, Found, Mark, Verdict
from corpus.records import Document, Kind, Paragraph

GRANT = "the orchestra had lost a fifth of its public grant"
UGLY = st.text(st.sampled_from("*_`[]()<>@#:-.1\\ \naé😀́\u200d"), min_size=1, max_size=2500)


@pytest.mark.asyncio
async def test_somebodys_words_are_shown_oldest_first_and_paged_both_ways(engine: Engine) -> None:
    async with stage(engine) as here:
        line = await here.alice.slash(here.channel, "quotes", speaker="baldwin orr")
        assert not outcome(line).ephemeral
        assert "### Baldwin Orr" in told(line)
        assert f"Baldwin Orr, the general manager, said **{GRANT}" in shown(line)
        assert "3 of 6 passages" in told(line)
        assert labels(line)[-3:] == ["Later", "👍", "👎"]

        await press(here, line, "Later")
        assert "4–6 of 6 passages" in told(line)
        await press(here, line, "Earlier")
        assert "3 of 6 passages" in told(line)
        copy = await press(here, line, "Later", by="bob")
        assert outcome(copy).ephemeral
        context = await press(here, line, "Context")
        assert "paragraph 16, quoted" in told(context)


@pytest.mark.asyncio
async def test_somebodys_words_on_a_subject_or_that_there_are_none(engine: Engine) -> None:
    async with stage(engine) as here:
        some = await here.alice.slash(here.channel, "quotes", speaker="Zhang Xin", about="the Arctic")
        none = await here.alice.slash(here.channel, "quotes", speaker="Zhu Feng", about="football")
        private = await here.alice.slash(here.channel, "quotes", speaker="Zhu Feng", private=True)
        unknown = await here.alice.slash(here.channel, "quotes", speaker="Nobody Atall")
        offered = await here.alice.autocomplete(here.channel, "quotes", "speaker", "zh")

        assert "### Zhang Xin on the Arctic" in told(some)
        assert "about the Arctic and about space" in told(some)
        assert outcome(none).ephemeral
        assert "No passage here quotes Zhu Feng about football." in told(none)
        assert outcome(private).ephemeral
        assert outcome(unknown).ephemeral
        assert "The articles know no speaker “Nobody Atall”" in told(unknown)
        assert {"Zhang Xin", "Zhu Feng"} <= {choice["name"] for choice in offered}
        assert here.env.errors


def test_a_timeline_is_in_the_order_of_days_with_the_undated_last_and_copies_folded(
    build_index: object, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    said = "{} Odile Varn said the mill at Tarrow could not go on because the price of wheat had ruined it this year.\n"
    for name, day, words in (
        ("b.md", "date: 2024-03-05\n", "On Tuesday"),
        ("a.md", "date: 2024-05-01\n", "In May, on the first of the month, at noon,"),
        ("copy.md", "date: 2024-03-06\n", "On Tuesday"),
        ("c.md", "", "Some day or other, nobody knows which,"),
    ):
        (folder / name).write_text(
            f"---\ntitle: {name}\n{day}---\n\n# {name}\n\n{said.format(words)}", encoding="utf-8"
        )
    build_index([folder], tmp_path / "index")  # type: ignore[operator]
    line = Engine(HASHED, tmp_path / "index").quotes("Odile Varn", limit=3)

    assert [p.paragraph.document.published for p in line.passages] == [date(2024, 3, 5), date(2024, 5, 1)]
    assert line.found == 4  # without a day it is not known to be new
    whole = Engine(HASHED, tmp_path / "index").quotes("Odile Varn", limit=9)
    assert [p.paragraph.document.title for p in whole.passages] == ["b.md", "a.md", "c.md"]
    assert [paragraph.document.title for paragraph in whole.passages[0].also] == ["copy.md"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "options", "finding", "told_of_it"),
    [
        pytest.param(GRANT, {}, Finding.EXACT, f"said **{GRANT}** and could", id="exact"),
        pytest.param(
            f"“{GRANT}” — Zhu Feng", {}, Finding.SOMEONE_ELSE, "-# said to be by Zhu Feng", id="named in the text"
        ),
        pytest.param(GRANT, {"speaker": "Zhu Feng"}, Finding.SOMEONE_ELSE, "Baldwin Orr", id="somebody else"),
        pytest.param(
            "the orchestra has lost a third of its public grant",
            {},
            Finding.NEARLY,
            "> the orchestra **has** lost a **third** of its public grant\n-# printed\n"
            "> the orchestra **had** lost a **fifth** of its public grant",
            id="nearly",
        ),
        pytest.param("nothing like this was ever said by anybody", {}, Finding.NOT_FOUND, "Nothing like it", id="not"),
    ],
)
async def test_a_quotation_is_verified(
    engine: Engine, text: str, options: dict[str, str], finding: Finding, told_of_it: str
) -> None:
    async with stage(engine) as here:
        result = await here.alice.slash(here.channel, "verify", text=text, **options)

        assert TITLES[finding] in told(result)
        assert told_of_it in shown(result)
        assert not outcome(result).ephemeral
        assert ("Context" in labels(result)) == (finding is not Finding.NOT_FOUND)
        if finding is not Finding.NOT_FOUND:
            context = await press(here, result, "Context", by="bob")
            assert "paragraph 16, quoted" in told(context)
        await press(here, result, "👎")
        [(card, _)] = here.client.archive.judged()
        assert card.kind is CardKind.VERDICT


@pytest.mark.asyncio
async def test_what_cannot_be_verified_is_told_to_the_asker_alone(engine: Engine) -> None:
    async with stage(engine) as here:
        blank = await here.alice.slash(here.channel, "verify", text="“…”")
        long = await here.alice.slash(here.channel, "verify", text="word " * 1200)
        private = await here.alice.slash(here.channel, "verify", text=GRANT, private=True)

        assert (outcome(blank).ephemeral, "There are no words in this quotation" in told(blank)) == (True, True)
        assert (outcome(long).ephemeral, "5,000 are allowed" in told(long)) == (True, True)
        assert outcome(private).ephemeral
        assert len(here.env.errors) == 2


@pytest.mark.asyncio
async def test_sources_for_a_message_are_found_for_the_asker_alone(engine: Engine) -> None:
    async with stage(engine) as here:
        message = await here.bob.send(here.channel, "A worn brake was found on the cable car, they say. " * 30)
        found = await here.alice.context_menu(here.channel, "Find sources", message)
        assert outcome(found).ephemeral
        assert "### Sources for: A worn brake" in told(found)
        assert "Harrock cable car" in told(found)
        assert "Ask a follow-up" not in labels(found)

        await press(here, found, "More passages")
        assert "4–6 of" in told(found)
        assert len(here.channel.history()) == 1


@pytest.mark.asyncio
async def test_nearest_passages_are_shown_even_where_they_do_not_answer(engine: Engine) -> None:
    async with stage(engine) as here:
        message = await here.bob.send(here.channel, "My cat sleeps on the orchestra programme")
        found = await here.alice.context_menu(here.channel, "Find sources", message)

        assert "They come closest to the message" in told(found)
        assert labels(found)[0] == "Context"


@pytest.mark.asyncio
async def test_a_message_without_words_has_no_sources(engine: Engine) -> None:
    async with stage(engine) as here:
        card = await here.ask("what did Zhu Feng say about an alliance?")
        found = await here.alice.context_menu(here.channel, "Find sources", outcome(card))

        assert outcome(found).ephemeral
        assert told(found) == NO_TEXT.capitalize() + "."
        assert here.env.errors


def body(card: Card) -> dict[str, object]:
    return {"components": layout(card).to_components(), "flags": 1 << 15}


@settings(deadline=None, max_examples=25)
@given(UGLY, UGLY, st.integers(0, 2500), st.integers(0, 2500), st.integers(1, 5), st.booleans())
def test_no_verdict_is_ever_refused(text: str, title: str, start: int, end: int, count: int, differs: bool) -> None:
    document = Document("d", title, f"{text}.", "0" * 64, title, url=f"https://x.example/{title}")
    paragraph = Paragraph(document, 0, 0, len(document.text), Kind.BODY)
    quote = Quote(paragraph, 0, len(document.text))
    low, high = sorted((min(start, len(text)), min(end, len(text))))
    differences = (Difference((low, high), Mark(0, low, high)), Difference((high, high), Mark(1, high, high)))
    found = Found((quote, quote, quote), (), differences if differs else ())
    verdict = Verdict(text, title, Finding.NEARLY, title, (found,) * count, places=10**6)
    card = kept(Question(text), *[Passage(paragraph, 1.0)] * count, kind=CardKind.VERDICT)

    drawn = verdict_card(verdict, card)

    assert refusals([Request("PATCH", "/webhooks/1/token/messages/@original", body(drawn))]) == []
    assert drawn.passages


def test_a_verdict_shows_both_wordings_as_they_are() -> None:
    paragraph = passage(HARBOUR, 2).paragraph
    quote = Quote(paragraph, 0, len(paragraph.text))
    mine = "Engineer *Tomas* Brack said the wall was a triumph from the first drawing."
    at, there = mine.index("triumph"), paragraph.text.index("mistake")
    difference = Difference((at, at + 7), Mark(0, there, there + 7))
    verdict = Verdict(mine, None, Finding.NEARLY, "Not quite.", (Found((quote,), (), (difference,)),))

    [place] = verdict_card(verdict, kept(Question(mine), passage(HARBOUR, 2), kind=CardKind.VERDICT)).passages

    theirs, printed = (unescape(line.split("\n> ")[1].replace("**", "")) for line in (place.beside, place.quotation))
    assert (theirs, printed) == (mine, paragraph.text)
    assert "a **triumph** from" in place.beside
    assert "a **mistake** from" in place.quotation


def test_the_messages_parts_are_all_seen() -> None:
    assert [part["type"] for part in parts(layout(Card(("x",))).to_components())] == [17, 10]
