"""Who is admitted, who waits how long, and what comes first."""

import asyncio

import pytest
from loopback_discord_scene import Shelf
from simulated_discord import stage

from bot.config import DiscordSettings
from bot.discord.cooldown import Cooldown
from bot.discord.desk import BUSY, RESTARTING, TOO_SOON, Desk
from bot.discord.metrics import Metrics


def value(metrics: Metrics, name: str) -> float:
    found = metrics._registry.get_sample_value(f"pullquote_{name}")
    assert found is not None
    return found


def test_a_user_waits_for_the_rest_of_the_cooldown_and_is_then_forgotten() -> None:
    now = 0.0
    cooldown = Cooldown(10.0, lambda: now)

    assert cooldown.take(1) == 0.0
    now = 4.0
    assert (cooldown.take(1), cooldown.take(2)) == (6.0, 0.0)
    now = 10.0
    assert cooldown.take(1) == 0.0
    now = 1000.0
    assert cooldown.take(3) == 0.0
    assert list(cooldown._until) == [3]


def test_without_a_cooldown_nobody_waits() -> None:
    cooldown = Cooldown(0.0, lambda: 5.0)

    assert [cooldown.take(1), cooldown.take(1)] == [0.0, 0.0]


@pytest.mark.asyncio
async def test_the_time_to_come_back_follows_from_how_long_answers_took() -> None:
    now = 0.0
    metrics = Metrics()
    desk = Desk(DiscordSettings(seats=2, workers=1, cooldown_seconds=3), metrics, clock=lambda: now)
    desk._seconds.extend([4.0, 6.0])

    assert desk.refusal(1) is None
    assert desk.refusal(1) == TOO_SOON.format(seconds=3)
    with desk.seat(), desk.seat():
        assert value(metrics, "queue") == 2
        assert desk.refusal(2) == BUSY.format(seconds=10)
    assert desk.refusal(2) is None
    assert value(metrics, "busy_total") == 2
    assert value(metrics, "queue") == 0
    await desk.drain(1)
    assert desk.refusal(3) == RESTARTING
    desk.close()


@pytest.mark.asyncio
async def test_answers_are_not_begun_while_somebody_waits_for_an_acknowledgement() -> None:
    desk = Desk(DiscordSettings(workers=1), Metrics())
    begun: list[str] = []
    with desk.acknowledging():
        answering = asyncio.create_task(desk.answer(lambda: begun.append("answer")))
        await asyncio.sleep(0.1)
        begun.append("acknowledged")
    await answering

    assert begun == ["acknowledged", "answer"]
    desk.close()


@pytest.mark.asyncio
async def test_acknowledgements_without_end_do_not_keep_answers_from_being_begun() -> None:
    desk = Desk(DiscordSettings(workers=1), Metrics())
    with desk.acknowledging():
        assert await desk.answer(lambda: "answered") == "answered"
    desk.close()


@pytest.mark.asyncio
async def test_questions_answers_and_abstentions_are_counted() -> None:
    async with stage(Shelf()) as here:
        await here.ask("Is the wall finished?")
        await here.ask("Who owns the lighthouse?")
        metrics = here.client.metrics

        assert [value(metrics, name) for name in ("questions_total", "abstentions_total", "queue")] == [2, 1, 0]
        assert value(metrics, "answered_seconds_count") == value(metrics, "acknowledged_seconds_count") == 2
