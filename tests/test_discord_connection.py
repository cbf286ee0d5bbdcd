"""Broken lines, limits, heartbeats and the service manager, over real TLS and a real websocket."""

import asyncio
import socket
import time
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from loopback_discord import LoopbackDiscord
from loopback_discord_payloads import interaction
from loopback_discord_rules import refusals, texts_of
from loopback_discord_scene import Shelf

from bot.config import DiscordSettings
from bot.discord.client import Client, ShardedClient
from bot.discord.connecting import read_in_turn
from bot.discord.metrics import Metrics
from bot.discord.run import serve
from bot.discord.service_manager import ServiceManager
from bot.discord.watchdog import STALLED, Heartbeats, Watchdog
from corpus.errors import DiscordError

QUESTION = "Is the wall finished?"
ASKING = DiscordSettings(cooldown_seconds=0)


@asynccontextmanager
async def connected(here: LoopbackDiscord, kind: type[Client] = Client) -> AsyncIterator[None]:
    """A bot of this process; afterwards every request is held to the rules."""
    stop = asyncio.Event()
    client = kind(Shelf(), ASKING, connector=here.connector())
    running = asyncio.create_task(serve(client, here.token, stop=stop, drain_seconds=30))
    yield
    stop.set()
    await running
    assert refusals(here.requests) == []


async def answered(here: LoopbackDiscord, number: int) -> list[str]:
    patch = await here.request("PATCH", f"/webhooks/2001/token-of-{number}/messages/@original")
    return texts_of(patch.body)


@pytest.mark.asyncio
@pytest.mark.parametrize("asked", [pytest.param(False, id="broken line"), pytest.param(True, id="asked by Discord")])
async def test_a_client_that_comes_back_resumes_and_answers_what_it_missed(tmp_path: Path, asked: bool) -> None:
    async with LoopbackDiscord(tmp_path) as here, connected(here):
        await here.interact(QUESTION, number=71)
        await answered(here, 71)
        if asked:
            await here.ask_to_reconnect()
        else:
            here.drop(interaction(QUESTION, number=72))
        await here.until(lambda: bool(here.resumed))
        await here.interact(QUESTION, number=73)

        assert "Odile Farrant" in (await answered(here, 73))[1]
        if not asked:
            assert "Odile Farrant" in (await answered(here, 72))[1]
    assert len(here.identified) == 1
    assert here.resumed[0]["session_id"] == "session"
    callbacks = [request.path for request in here.requests if request.path.endswith("callback")]
    assert len(callbacks) == len(set(callbacks))


@pytest.mark.asyncio
@pytest.mark.parametrize("trouble", ["limited", "broken"])
@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_an_answer_arrives_in_spite_of_limits_and_broken_connections(
    tmp_path: Path, trouble: str, method: str
) -> None:
    async with LoopbackDiscord(tmp_path, **{trouble: [method]}) as here, connected(here):
        await here.interact(QUESTION, number=71)
        await here.until(lambda: [r.method for r in here.requests if "71" in r.path].count("PATCH") >= 1)

        assert "Odile Farrant" in (await answered(here, 71))[1]
        await here.until(lambda: [r.method for r in here.requests if "71" in r.path].count(method) == 2)


@pytest.mark.asyncio
async def test_events_that_arrive_together_leave_the_event_loop_its_turn() -> None:
    class Crowd:
        """A gateway with many events at hand."""

        polled = 0

        async def poll_event(self) -> None:
            self.polled += 1

    async def poll() -> None:
        for _ in range(100):
            await crowd.poll_event()

    crowd = Crowd()
    read_in_turn(crowd)
    polling = asyncio.create_task(poll())
    seen = set()
    while not polling.done():
        await asyncio.sleep(0)
        seen.add(crowd.polled)

    assert seen >= set(range(1, 101))


@pytest.mark.asyncio
async def test_the_bot_of_many_servers_answers_too(tmp_path: Path) -> None:
    async with LoopbackDiscord(tmp_path) as here, connected(here, ShardedClient):
        await here.interact(QUESTION, number=71)

        assert "Odile Farrant" in (await answered(here, 71))[1]
    assert here.identified[0]["shard"] == [0, 1]


@pytest.mark.asyncio
async def test_heartbeats_that_nobody_acknowledges_end_the_bot_with_a_sentence(tmp_path: Path) -> None:
    settings = DiscordSettings(watchdog_seconds=1)
    async with LoopbackDiscord(tmp_path, heartbeat_interval=50, heartless=True) as here:
        client = Client(Shelf(), settings, connector=here.connector())
        with pytest.raises(DiscordError, match="acknowledged no heartbeat for 1 s"):
            await serve(client, here.token, stop=asyncio.Event(), drain_seconds=1)


def test_the_silence_of_the_quietest_shard_counts() -> None:
    now = 100.0
    heartbeats = Heartbeats(lambda: now)

    assert heartbeats.silence([(0, float("nan")), (1, float("inf"))]) == 0.0
    now = 140.0
    assert heartbeats.silence([(0, 0.05), (1, float("inf"))]) == 40.0
    now = 150.0
    assert heartbeats.silence([(0, 0.05), (1, 0.07)]) == 10.0
    assert heartbeats.silence([(0, 0.06), (1, 0.07)]) == 0.0


def test_an_event_loop_that_stands_still_ends_the_process(caplog: pytest.LogCaptureFixture) -> None:
    ends: list[int] = []
    watchdog = Watchdog(0.2, Metrics(), beaten=lambda: None, end=ends.append)
    with watchdog.looking():
        while not ends:
            time.sleep(0.05)

    assert ends == [STALLED]
    assert caplog.records[-1].message == "event loop stands still"
    assert "test_an_event_loop_that_stands_still" in caplog.records[-1].stack


@pytest.mark.asyncio
async def test_an_event_loop_that_moves_is_let_be() -> None:
    ends: list[int] = []
    beaten = asyncio.Event()
    watchdog = Watchdog(0.5, Metrics(), beaten=beaten.set, end=ends.append)
    with watchdog.looking():
        beating = asyncio.create_task(watchdog.beat(lambda: [(0, time.monotonic())]))
        for _ in range(3):
            await beaten.wait()
            beaten.clear()
        beating.cancel()

    assert ends == []


@pytest.mark.asyncio
async def test_the_service_manager_is_told_when_the_bot_is_ready_alive_and_stopping(tmp_path: Path) -> None:
    stop = asyncio.Event()
    letters: list[bytes] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as letterbox:
        letterbox.bind(str(tmp_path / "notify"))
        letterbox.setblocking(False)
        async with LoopbackDiscord(tmp_path) as here:
            client = Client(Shelf(), ASKING, connector=here.connector())
            manager = ServiceManager(str(tmp_path / "notify"))
            work = serve(client, here.token, stop=stop, drain_seconds=1, manager=manager)
            running = asyncio.create_task(work)
            loop = asyncio.get_running_loop()
            while {b"READY=1", b"WATCHDOG=1"} - set(letters):
                letters.append(await loop.sock_recv(letterbox, 100))
            stop.set()
            await running
        while b"STOPPING=1" not in letters:
            letters.append(letterbox.recv(100))

    assert letters[-1] == b"STOPPING=1"


def test_a_service_manager_that_is_not_there_is_no_reason_to_stop(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ServiceManager(None).ready()
    ServiceManager("@pullquote-nobody-listens").ready()
    ServiceManager(str(tmp_path / "nowhere")).alive()

    assert [record.message for record in caplog.records] == ["service manager not told"] * 2


def test_metrics_are_served_on_the_loopback_address_while_asked() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    metrics = Metrics()
    metrics.questions.inc()
    with metrics.served(port):
        text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics").read().decode()
    with metrics.served(0), pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics")

    assert "pullquote_questions_total 1.0" in text
    for name in ("abstentions", "failures", "busy", "late", "queue", "answered_seconds", "loop_lag_seconds"):
        assert f"\npullquote_{name}" in text
