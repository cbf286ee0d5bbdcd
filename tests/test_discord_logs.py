"""The log is one line of pairs for every event, and keeps secrets."""

import io
import json
import logging

import pytest
from loopback_discord_scene import Shelf
from simulated_discord import stage

from bot.config import DiscordSettings
from bot.discord.logs import Lines, logging_to


def line(message: str, *, shape: str = "pairs", secrets: tuple[str, ...] = (), **fields: object) -> str:
    record = logging.makeLogRecord({"name": "bot.discord.desk", "levelname": "INFO", "created": 0.0} | fields)
    record.msg = message
    return Lines(shape, secrets).format(record)


def test_a_line_is_pairs() -> None:
    assert line("answered", passages=3, note='say "no"') == (
        "time=1970-01-01T00:00:00.000+00:00 level=info logger=bot.discord.desk event=answered "
        r'passages=3 note="say \"no\""'
    )


def test_a_line_is_a_json_object_if_asked() -> None:
    written = line("answered", shape="json", secrets=("my.token",), passages=3, note="“my.token”\n", seconds=0.25)

    assert json.loads(written) == {
        "time": "1970-01-01T00:00:00.000+00:00",
        "level": "info",
        "logger": "bot.discord.desk",
        "event": "answered",
        "passages": 3,
        "note": "“[secret]”\n",
        "seconds": 0.25,
    }
    assert "\n" not in written


def test_a_stack_stays_on_its_line() -> None:
    try:
        raise OSError("disk")
    except OSError as error:
        written = line("failed", exc_info=(OSError, error, error.__traceback__))

    assert "\n" not in written
    assert written.endswith(r'\nOSError: disk"')


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        pytest.param("logged in with my.token", "logged in with [secret]", id="the bot's token"),
        pytest.param(
            "POST /interactions/71/aW5.0ZX/callback", "POST /interactions/71/[secret]/callback", id="callback"
        ),
        pytest.param("PATCH /webhooks/2001/aW5.0ZX", "PATCH /webhooks/2001/[secret]", id="webhook"),
    ],
)
def test_tokens_are_left_out(message: str, kept: str) -> None:
    assert f'event="{kept}"' in line(message, secrets=("my.token",))


def test_only_events_for_an_operator_are_written_and_only_while_asked() -> None:
    stream = io.StringIO()
    before = list(logging.getLogger("discord").handlers)
    library, own = logging.getLogger("discord.http"), logging.getLogger("bot.discord.desk")
    with logging_to(stream):
        library.debug("a token")
        library.info("connected")
        library.warning("PyNaCl is not installed, voice will NOT be supported")
        own.info("answered")
    own.warning("too late")

    assert [written.split("event=")[1] for written in stream.getvalue().splitlines()] == ["connected", "answered"]
    assert logging.getLogger("discord").propagate
    assert logging.getLogger("discord").handlers == before


@pytest.mark.asyncio
@pytest.mark.parametrize("wanted", [True, False])
async def test_questions_are_in_the_log_only_if_the_operator_wants_them(
    wanted: bool, caplog: pytest.LogCaptureFixture
) -> None:
    settings = DiscordSettings(log_questions=wanted, refresh_seconds=3600)
    with caplog.at_level(logging.INFO, "bot.discord"):
        async with stage(Shelf(), settings=settings) as here:
            await here.ask("Is the wall finished?")

    assert ("Is the wall finished?" in "".join(map(str, map(vars, caplog.records)))) is wanted


@pytest.mark.asyncio
async def test_names_completed_too_late_are_one_calm_line() -> None:
    stream = io.StringIO()
    with logging_to(stream):
        async with stage(Shelf()) as here:
            callback = "/interactions/*/*/callback"
            here.env.inject_error("*", callback, status=404, code=10062, message="Unknown", times=None)
            await here.alice.autocomplete(here.channel, "ask", "speaker", "o", question="wall")

            assert sum("/callback" in request.path for request in here.env.http_requests) == 1
    [late] = [written for written in stream.getvalue().splitlines() if "level=info" not in written]
    assert 'level=warning logger=discord.app_commands.tree event="too late"' in late
    assert "stack" not in late
