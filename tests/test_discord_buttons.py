"""What the buttons of a card do, in a simulated Discord, before and after a restart and a rebuild."""

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from loopback_discord_scene import FERRY, HARBOUR, Shelf, article
from simulated_discord import QUIET, labels, outcome, parts, press, shown, stage, told

from bot.discord.archive import Archive
from bot.discord.clerk import FORGOTTEN
from bot.discord.client import Client
from bot.discord.explaining import FAILED, UNREMEMBERED
from bot.discord.kept import Complaint, Verdict
from bot.discord.presses import COMPLAIN, THANKS

MANY = tuple(
    article(f"Wall number {number} stands.", id=f"{number}.txt", title=f"Title {number}") for number in range(7)
)


@pytest.mark.asyncio
async def test_context_shows_the_paragraphs_around_to_whoever_asks() -> None:
    async with stage(Shelf()) as here:
        card = await here.ask("Is the wall finished?")
        context = await press(here, card, "Context", by="bob")

        assert outcome(context).ephemeral
        assert "-# paragraph 0\n> Harbour wall to be raised by spring" in told(context)
        assert "**▸ paragraph 1, quoted**\n> Mayor Odile Farrant said" in told(context)
        assert "-# paragraph 2\n> Engineer Tomas Brack said" in told(context)


@pytest.mark.asyncio
async def test_more_passages_take_the_place_of_the_first_for_the_asker_and_go_round() -> None:
    async with stage(Shelf(MANY)) as here:
        card = await here.ask("wall")
        assert "3 of 7 passages · 7 sources" in told(card)
        for first, label in ((4, "More passages"), (7, "More passages"), (1, "First passages")):
            turned = await press(here, card, label)

            assert turned.response is not None
            assert turned.response.id == outcome(card).id
            assert f"[{first}] Title {first - 1}" in told(card)
        assert len(here.channel.history()) == 1


@pytest.mark.asyncio
async def test_somebody_else_gets_a_copy_of_their_own_and_turns_that_over() -> None:
    async with stage(Shelf(MANY)) as here:
        card = await here.ask("wall")
        before = shown(card)
        copy = await press(here, card, "More passages", by="bob")
        await press(here, copy, "More passages", by="bob")

        assert outcome(copy).ephemeral
        assert "[7] Title 6" in told(copy)
        assert shown(card) == before


@pytest.mark.asyncio
async def test_after_a_restart_and_a_rebuild_every_button_shows_what_was_quoted_then(tmp_path: Path) -> None:
    rebuilt = Shelf((replace(HARBOUR, text="Other words.\n\nNothing is said.", sha256="9" * 64), FERRY))
    with Archive(tmp_path / "state") as archive:
        async with stage(Shelf((HARBOUR, *MANY)), archive) as here:
            card = await here.ask("wall")
            refused = await here.ask("Who owns the lighthouse?")
            await here.restart(Client(rebuilt, QUIET, Archive(tmp_path / "state")))

            context = await press(here, card, "Context", by="bob")
            await press(here, card, "More passages")
            closest = await press(here, refused, "Closest passages")
            follow = await press(here, card, "Ask a follow-up", by="bob")
            answered = await here.bob.submit_modal(follow, {"question": "night crossings"})
            thanks = await press(here, card, "👍")

        assert "> Harbour wall to be raised by spring" in told(context)
        assert "[4] Title 0" in told(card)
        assert "Closest passages." in told(closest)
        assert "> Harbour wall to be raised by spring" in told(closest)
        assert "Night crossings end on Friday" in told(answered)
        assert told(thanks) == THANKS


@pytest.mark.asyncio
async def test_the_closest_passages_are_shown_to_whom_the_refusal_was() -> None:
    async with stage(Shelf(MANY)) as here:
        refused = await here.ask("Who owns the lighthouse?")
        opened = await press(here, refused, "Closest passages")

        assert outcome(opened).ephemeral
        assert "[2] Title 1" in told(refused)
        assert labels(refused) == ["Context", "Context"]
        assert here.channel.history() == []


@pytest.mark.asyncio
async def test_a_card_that_was_forgotten_says_so() -> None:
    async with stage(Shelf()) as here:
        card = await here.ask("Is the wall finished?")
        here.client.archive._write("DELETE FROM cards")

        for label in ("Context", "Ask a follow-up", "Thread", "👍", "👎"):
            gone = await press(here, card, label)

            assert (outcome(gone).ephemeral, told(gone)) == (True, FORGOTTEN)
        assert len(here.env.errors) == 5


@pytest.mark.asyncio
async def test_a_damaged_archive_is_explained_and_questions_are_still_answered() -> None:
    async with stage(Shelf()) as here:
        card = await here.ask("Is the wall finished?")
        here.client.archive._connection.close()

        pressed = await press(here, card, "Context")
        answered = await here.ask("Is the wall finished?")

        assert outcome(pressed).ephemeral
        assert told(pressed) == UNREMEMBERED
        assert "Odile Farrant" in told(answered)
        assert labels(answered) == []
        assert here.env.errors


@pytest.mark.asyncio
async def test_a_thumb_up_and_down_are_kept_with_the_reason() -> None:
    async with stage(Shelf()) as here:
        card = await here.ask("Is the wall finished?")
        thanks = await press(here, card, "👍")
        why = await press(here, card, "👎", by="bob")
        options = next(part for part in parts(outcome(why).components) if part["type"] == 3)
        assert [option["value"] for option in options["options"]] == list(Complaint)
        await here.bob.select(outcome(why), ["wrong speaker"], custom_id=options["custom_id"])
        [(kept, up), (_, down)] = here.client.archive.judged()

        assert (outcome(thanks).ephemeral, told(thanks)) == (True, THANKS)
        assert outcome(why).ephemeral
        assert told(why) == f"{THANKS} Wrong speaker."
        assert kept.question == "Is the wall finished?"
        assert (up.person, up.verdict, up.complaint) == (here.alice.id, Verdict.UP, None)
        assert (down.person, down.verdict, down.complaint) == (here.bob.id, Verdict.DOWN, Complaint.SPEAKER)


@pytest.mark.asyncio
async def test_nothing_is_remembered_of_the_messages_that_were_sent() -> None:
    async with stage(Shelf(MANY)) as here:
        card = await here.ask("wall")
        await press(here, card, "Context")
        await press(here, card, "More passages", by="bob")
        await press(here, await here.ask("Who owns the lighthouse?"), "Closest passages")
        await press(here, card, "Ask a follow-up")

        store = here.client._connection._view_store
        assert (store._views, store._modals, store._synced_message_views) == ({}, {}, {})
        waiting = [task.get_coro().__qualname__ for task in asyncio.all_tasks()]
        assert not [name for name in waiting if "timeout" in name]


@pytest.mark.asyncio
async def test_a_thumb_down_counts_without_a_reason() -> None:
    async with stage(Shelf()) as here:
        why = await press(here, await here.ask("Is the wall finished?"), "👎")
        [(_, down)] = here.client.archive.judged()

        assert told(why) == COMPLAIN
        assert (down.verdict, down.complaint) == (Verdict.DOWN, None)


@pytest.mark.asyncio
async def test_a_button_that_discord_refuses_is_explained(caplog: pytest.LogCaptureFixture) -> None:
    async with stage(Shelf(MANY)) as here:
        card = await here.ask("wall")
        here.env.inject_error("POST", "/interactions/*/*/callback", status=500)

        turned = await press(here, card, "More passages")

        assert (outcome(turned).ephemeral, told(turned)) == (True, FAILED)
        assert here.env.errors


@pytest.mark.asyncio
async def test_buttons_that_nobody_made_do_nothing() -> None:
    async with stage(Shelf()) as here:
        card = await here.ask("Is the wall finished?")
        stored = here.env.backend.get_message(outcome(card).channel_id, outcome(card).id)
        button = next(part for part in parts(stored.components) if part["type"] == 2)
        button["custom_id"] = "pq:explode:key:0"

        result = await here.alice.click(outcome(card), custom_id="pq:explode:key:0")

        assert not result.acknowledged


def test_a_state_of_another_version_is_told_from_this_one(tmp_path: Path) -> None:
    with Archive(tmp_path / "state"):
        pass
    with sqlite3.connect(tmp_path / "state") as connection:
        ((version,),) = connection.execute("PRAGMA user_version")
    connection.close()

    assert version == 1
