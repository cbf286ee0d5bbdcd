"""The bot end to end, over real TLS and a real websocket, against a stand-in for Discord."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import discord
import pytest
from loopback_discord import PATIENCE, LoopbackDiscord, Pinned
from loopback_discord_rules import refusals, texts_of
from loopback_discord_scene import Shelf

from bot.config import DiscordSettings
from bot.discord.client import Client
from bot.discord.desk import RESTARTING
from bot.discord.markdown import unescape
from bot.discord.run import run, serve
from bot.discord.sync import sync, upload
from corpus.errors import DiscordError

BOT = Path(__file__).with_name("loopback_discord_bot.py")
HEARD = discord.Intents(guilds=True, guild_messages=True, dm_messages=True).value


class Bot:
    """The bot's process and what it has written to its log."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.log = ""

    async def told(self, text: str) -> None:
        """Waits for a line of the log that holds the text."""
        assert self.process.stderr is not None
        while text not in self.log:
            line = await asyncio.wait_for(self.process.stderr.readline(), PATIENCE)
            assert line, f"the log ended without {text!r}:\n{self.log}"
            self.log += line.decode()

    async def ended(self) -> int:
        """The exit status, when there is one."""
        assert self.process.stderr is not None
        self.log += (await asyncio.wait_for(self.process.stderr.read(), PATIENCE)).decode()
        return await asyncio.wait_for(self.process.wait(), PATIENCE)

    def release(self) -> None:
        """Lets one question that was to be answered later be answered."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"now\n")


@asynccontextmanager
async def started(here: LoopbackDiscord, **environment: str) -> AsyncIterator[Bot]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(BOT), str(here.port), str(here.authority)),
        stdin=PIPE,
        stderr=PIPE,
        env={**os.environ, "DISCORD_TOKEN": here.token, "PYTHONPATH": str(BOT.parents[1])} | environment,
    )
    try:
        yield Bot(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@asynccontextmanager
async def discord_here(folder: Path, **options: object) -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord(folder, **options) as here:
        yield here
    assert refusals(here.requests) == []


@pytest.mark.asyncio
async def test_an_answer_in_flight_arrives_after_sigterm_and_the_process_ends_well(tmp_path: Path) -> None:
    async with discord_here(tmp_path) as here, started(here) as bot:
        await here.interact("Is the wall finished?", number=71)
        deferred = await here.request("POST", "/interactions/71/token-of-71/callback")
        answered = await here.request("PATCH", "/webhooks/2001/token-of-71/messages/@original")

        await here.interact("Is it finished later?", number=72)
        await here.request("POST", "/interactions/72/token-of-72/callback")
        bot.process.send_signal(signal.SIGTERM)
        await bot.told("event=stopping")
        await here.interact("Is the wall finished?", number=73)
        refused = await here.request("POST", "/interactions/73/token-of-73/callback")
        bot.release()
        late = await here.request("POST", "/webhooks/2001/token-of-72")
        status = await bot.ended()

    assert deferred.body == {"type": 5}
    assert "> Mayor Odile Farrant said the wall would be finished" in texts_of(answered.body)[1]
    assert (refused.body["type"], refused.body["data"]["flags"] & 64) == (4, 64)
    assert unescape(texts_of(refused.body)[0]) == RESTARTING
    assert texts_of(late.body)[0] == "### Is it finished later?"
    assert status == 0
    assert [identify["intents"] for identify in here.identified] == [HEARD]
    assert "event=stopped unanswered=0" in bot.log
    for secret in (here.token, "token-of-", "finished"):
        assert secret not in bot.log


@pytest.mark.asyncio
async def test_an_answer_that_does_not_come_in_time_is_given_up(tmp_path: Path) -> None:
    async with discord_here(tmp_path) as here, started(here, DRAIN_SECONDS="0.1") as bot:
        await here.interact("Is it finished later?", number=72)
        await here.request("POST", "/interactions/72/token-of-72/callback")
        bot.process.send_signal(signal.SIGTERM)
        await bot.told("event=stopped unanswered=1")
        bot.release()

        assert await bot.ended() == 0


@pytest.mark.asyncio
async def test_a_second_signal_ends_the_process_at_once(tmp_path: Path) -> None:
    async with discord_here(tmp_path) as here, started(here) as bot:
        await here.interact("Is it finished later?", number=72)
        await here.request("POST", "/interactions/72/token-of-72/callback")
        bot.process.send_signal(signal.SIGINT)
        await bot.told("event=stopping")
        bot.process.send_signal(signal.SIGTERM)

        assert await bot.ended() == -signal.SIGTERM


@pytest.mark.asyncio
async def test_a_refused_token_is_one_sentence(tmp_path: Path) -> None:
    async with discord_here(tmp_path) as here, started(here, DISCORD_TOKEN="stale.token") as bot:
        assert await bot.ended() == 1

    assert bot.log.splitlines()[-1].startswith("error: Discord refused the token; copy the bot's current token")
    assert "Traceback" not in bot.log
    assert "stale.token" not in bot.log


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        pytest.param(None, "there is no Discord token; .*DISCORD_TOKEN_FILE", id="none"),
        pytest.param("", "there is no Discord token", id="empty"),
        pytest.param("two words", "holds characters that no token has", id="not a token"),
        pytest.param("line\nbreak", "holds characters that no token has", id="two lines"),
    ],
)
def test_an_unusable_token_is_refused_before_anything_is_sent(token: str | None, sentence: str) -> None:
    with pytest.raises(DiscordError, match=sentence):
        run(Shelf(), token, DiscordSettings())
    with pytest.raises(DiscordError, match=sentence):
        sync(token, DiscordSettings())


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        pytest.param(4004, "Discord refused the token", id="token"),
        pytest.param(4011, "more than one connection", id="sharding"),
        pytest.param(4014, "refused what the bot wants to listen to", id="intents"),
        pytest.param(4012, "closed the connection with code 4012", id="any other"),
    ],
)
async def test_a_gateway_that_refuses_the_bot_is_one_sentence(tmp_path: Path, code: int, sentence: str) -> None:
    async with discord_here(tmp_path, close_code=code) as here:
        client = Client(Shelf(), DiscordSettings(), connector=here.connector())
        with pytest.raises(DiscordError, match=sentence):
            await serve(client, here.token, stop=asyncio.Event(), drain_seconds=1.0)


@pytest.mark.asyncio
async def test_discord_out_of_reach_is_one_sentence(tmp_path: Path) -> None:
    async with discord_here(tmp_path) as here:
        connector = here.connector
    client = Client(Shelf(), DiscordSettings(), connector=connector())

    with pytest.raises(DiscordError, match=r"cannot reach Discord .*; check the network and try again"):
        await serve(client, here.token, stop=asyncio.Event(), drain_seconds=1.0)


@pytest.mark.asyncio
async def test_stopping_while_still_connecting_ends_at_once(tmp_path: Path) -> None:
    stop = asyncio.Event()
    stop.set()
    async with discord_here(tmp_path) as here:
        client = Client(Shelf(), DiscordSettings(), connector=here.connector())
        await asyncio.wait_for(serve(client, here.token, stop=stop, drain_seconds=1.0), PATIENCE)


@pytest.mark.asyncio
async def test_commands_are_offered_everywhere(tmp_path: Path) -> None:
    async with discord_here(tmp_path) as here:
        done = await upload(here.token, DiscordSettings(), connector=here.connector)

    assert str(done).startswith("Discord now offers /ask, ")
    assert str(done).endswith(", “Find sources” everywhere")
    [put] = [request for request in here.requests if request.method == "PUT"]
    assert put.path == "/applications/2001/commands"
    assert [command["name"] for command in put.body] == [name.strip("/“”") for name in done.commands]


@pytest.mark.asyncio
async def test_commands_of_some_servers_are_taken_back_everywhere_else(tmp_path: Path) -> None:
    async with discord_here(tmp_path) as here:
        done = await upload(here.token, DiscordSettings(guilds=(11, 12)), connector=here.connector)

    assert str(done).endswith(" in these servers alone: 11, 12")
    names = [name.strip("/“”") for name in done.commands]
    puts = {
        request.path: [command["name"] for command in request.body]
        for request in here.requests
        if request.method == "PUT"
    }
    assert puts == {
        "/applications/2001/guilds/11/commands": names,
        "/applications/2001/guilds/12/commands": names,
        "/applications/2001/commands": [],
    }


@pytest.mark.asyncio
async def test_a_server_that_did_not_invite_the_bot_is_named(tmp_path: Path) -> None:
    async with discord_here(tmp_path, forbidden_guild="12") as here:
        with pytest.raises(DiscordError, match=r"server 12; .*scope applications\.commands"):
            await upload(here.token, DiscordSettings(guilds=(11, 12)), connector=here.connector)
        with pytest.raises(DiscordError, match="Discord refused the token"):
            await upload("stale", DiscordSettings(), connector=here.connector)


@pytest.mark.asyncio
async def test_no_other_host_is_reached() -> None:
    with pytest.raises(OSError, match="not to be reached"):
        await Pinned(1).resolve("example.org")
