"""`/ask` as people in a simulated Discord see it."""

import asyncio
import logging

import discord
import msgspec
import pytest
import simcord
from loopback_discord_rules import DESCRIPTION, NO_DESCRIPTION, Request, refusals, texts_of
from loopback_discord_scene import Shelf, article
from simulated_discord import QUIET, labels, outcome, shown, stage, told

from bot.config import DiscordSettings
from bot.discord.desk import BUSY, RESTARTING
from bot.discord.explaining import FAILED, OUTDATED, UNAVAILABLE
from bot.discord.markdown import unescape
from corpus.errors import IndexDamaged

DEFER = {"type": 5}
ORIGINAL = "/webhooks/*/*/messages/@original"
CALLBACK = "/interactions/*/*/callback"


@pytest.mark.asyncio
async def test_an_answer_is_promised_first_and_then_shown_in_its_place() -> None:
    async with stage(Shelf()) as here:
        result = await here.ask("Is the wall finished?")

        assert here.replies[0] == DEFER
        assert len(here.replies) == 2
        assert not result.ephemeral
        assert '> Mayor Odile Farrant said the wall would be finished "before' in shown(result)
        assert "Harbour wall to be raised by spring" in shown(result)
        assert "Near misses" not in shown(result)


@pytest.mark.asyncio
async def test_without_an_answer_the_reason_is_for_the_asker_alone_and_nothing_else_is_left() -> None:
    async with stage(Shelf()) as here:
        result = await here.ask("Who owns the lighthouse?")

        assert result.response is None  # what was promised to everybody is gone
        assert outcome(result).ephemeral
        assert "No article speaks of this." in told(result)
        assert labels(result) == ["Closest passages"]


@pytest.mark.asyncio
async def test_a_private_question_is_answered_and_refused_to_the_asker_alone() -> None:
    async with stage(Shelf()) as here:
        answered = await here.ask("Is the wall finished?", private=True)
        refused = await here.ask("Who owns the lighthouse?", private=True)

        assert here.replies[0] == here.replies[2] == {"type": 5, "data": {"flags": 64}}
        assert len(here.replies) == 4
        assert outcome(answered).ephemeral
        assert "Odile Farrant" in told(answered)
        assert outcome(refused).ephemeral
        assert "No article speaks of this." in told(refused)


@pytest.mark.asyncio
async def test_an_answer_that_takes_longer_than_discord_waits_still_arrives() -> None:
    shelf = Shelf()
    async with stage(shelf) as here:
        shelf.before = lambda text: here.env.backend.advance_clock(4.0)

        result = await here.ask("Is the wall finished?")

        assert "Odile Farrant" in shown(result)


@pytest.mark.asyncio
async def test_the_event_loop_is_free_while_an_answer_is_sought() -> None:
    loop = asyncio.get_running_loop()
    shelf = Shelf(before=lambda text: asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(30))
    async with stage(shelf) as here:
        assert "Odile Farrant" in shown(await here.ask("Is the wall finished?"))


HOSTILE = (
    "@everyone and @here and <@1> and <@&2> wrote to <#3> at <t:0:R>: **bold** ||hidden|| `code`\n"
    "- a list\n1. another\n> a quotation\n>>> a long one\n# a heading\n-# small [link](https://x.example) \\o/ :smile:"
)


@pytest.mark.asyncio
async def test_hostile_text_is_shown_as_it_is_and_mentions_nobody() -> None:
    async with stage(Shelf((article(HOSTILE, title=HOSTILE),))) as here:
        result = await here.ask(f"everyone {HOSTILE[:9]} # heading")

        question, passage, _, _ = texts_of(here.replies[1])
        quotation = [line[2:] for line in passage.splitlines() if line.startswith("> ")]
        assert "\n".join(map(unescape, quotation)) == HOSTILE
        assert unescape(question) == "### everyone @everyone # heading"
        assert here.replies[1]["allowed_mentions"] == {"parse": []}
        assert result.response is not None
        assert not result.response.message.mentions


@pytest.mark.asyncio
async def test_very_long_passages_fit() -> None:
    long = tuple(article("A wall. " + "*_" * 3000, id=f"{number}.txt", title="t" * 900) for number in range(3))
    async with stage(Shelf(long)) as here:
        result = await here.ask("wall")

        assert "paragraph 0 · end left out" in shown(result)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("question", "error", "sentence"),
    [
        pytest.param("  ", None, "The question is empty; ask in a sentence.", id="empty"),
        pytest.param("wall", IndexDamaged("/srv/index/rows.db is cut short"), UNAVAILABLE, id="no index"),
        pytest.param("wall", RuntimeError("wall: boom"), FAILED, id="a bug"),
    ],
)
async def test_an_error_is_one_calm_sentence(
    question: str, error: Exception | None, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    shelf = Shelf(before=lambda text: fail(error))
    with caplog.at_level(logging.INFO, "bot.discord"):
        async with stage(shelf) as here:
            result = await here.ask(question)

            assert outcome(result).ephemeral
            assert told(result) == sentence
            assert here.env.errors
    assert question.strip() == "" or question not in log_text(caplog)


@pytest.mark.asyncio
@pytest.mark.parametrize("code", [10062, 10015, 50027, 40060])
@pytest.mark.parametrize("path", [CALLBACK, ORIGINAL])
async def test_an_interaction_that_is_gone_is_logged_once_and_left_alone(
    path: str, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "bot.discord"):
        async with stage(Shelf()) as here:
            here.env.inject_error("*", path, status=404, code=code, message="Unknown", times=None)

            await here.ask("Is the wall finished?")

            assert here.replies[0] == DEFER
            assert len(here.replies) == (1 if path == CALLBACK else 2)
            assert here.env.errors
    assert [r.message for r in caplog.records if r.levelno > logging.INFO] == ["too late"]


@pytest.mark.asyncio
async def test_a_failure_to_acknowledge_is_explained_to_the_asker_alone() -> None:
    async with stage(Shelf()) as here:
        here.env.inject_error("*", CALLBACK, status=503)

        result = await here.ask("Is the wall finished?")

        assert result.ephemeral
        assert told(result) == FAILED
        assert here.env.errors


@pytest.mark.asyncio
async def test_a_failure_to_explain_is_logged_and_ends_there(caplog: pytest.LogCaptureFixture) -> None:
    async with stage(Shelf()) as here:
        here.env.inject_error("*", ORIGINAL, status=403, code=50001, times=None)

        await here.ask("Is the wall finished?")

        assert len(here.replies) == 3
        assert here.env.errors
    assert [r.message for r in caplog.records] == ["command failed", "not explained"]


@pytest.mark.asyncio
async def test_while_stopping_and_while_full_questions_are_refused_to_the_asker_alone() -> None:
    async with stage(Shelf(), settings=msgspec.structs.replace(QUIET, seats=1)) as here:
        with here.client.desk.seat():
            busy = await here.ask("Is the wall finished?")
        await here.client.desk.drain(30)
        stopping = await here.ask("Is the wall finished?")

        assert (busy.ephemeral, told(busy)) == (True, BUSY.format(seconds=1))
        assert (stopping.ephemeral, told(stopping)) == (True, RESTARTING)


@pytest.mark.asyncio
async def test_a_command_that_was_never_uploaded_cannot_be_used() -> None:
    async with stage(Shelf(), synced=False) as here:
        with pytest.raises(simcord.SetupError, match="never synced"):
            await here.ask("Is the wall finished?")


@pytest.mark.asyncio
async def test_a_command_that_the_bot_no_longer_has_is_explained() -> None:
    async with stage(Shelf()) as here:
        here.client.tree.clear_commands(guild=None)

        result = await here.ask("Is the wall finished?")

        assert result.ephemeral
        assert told(result) == OUTDATED
        assert here.env.errors


@pytest.mark.asyncio
async def test_the_command_works_everywhere_and_takes_discords_longest_question() -> None:
    async with stage(Shelf()) as here:
        upload = next(request for request in here.env.http_requests if request.method == "PUT")

        command = next(each for each in upload.json if each["name"] == "ask")
        assert command["contexts"] == [0, 1, 2]
        assert command["integration_types"] == [0, 1]
        options = [(option["name"], option.get("required")) for option in command["options"]]
        assert options[0] == ("question", True)
        assert command["options"][0]["max_length"] == 6000
        assert here.client.intents == discord.Intents(guilds=True, guild_messages=True, dm_messages=True)

        user = here.env.create_user("bob")
        result = await user.slash("ask", question="wall " * 1200)
        assert "Odile Farrant" in shown(result)


@pytest.mark.asyncio
async def test_a_newer_index_is_picked_up_and_a_failure_to_look_is_not_fatal(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shelf = Shelf(refreshes=[False, OSError("disk"), True])
    with caplog.at_level(logging.INFO, "bot.discord"):
        async with stage(shelf, settings=DiscordSettings(refresh_seconds=60.0)) as here:
            await here.env.advance_time(200)

            assert shelf.refreshed == 3
    told = [r.message for r in caplog.records if r.name == "bot.discord.refresh"]
    assert told == ["index not refreshed", "index refreshed"]


def test_the_official_description_is_at_hand() -> None:
    if not DESCRIPTION.is_file():
        pytest.skip(NO_DESCRIPTION)
    ask = {"name": "ask", "description": "d", "options": []}

    assert refusals([Request("PUT", "/applications/1/commands", [ask])]) == []
    assert refusals([Request("PUT", "/applications/1/commands", [ask | {"name": ""}])])
    assert refusals([Request("PUT", "/applications/1/nothing", None)])


def fail(error: Exception | None) -> None:
    if error:
        raise error


def log_text(caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join(str(vars(record)) for record in caplog.records)
