"""Options, lists, status, help and the operator's commands, as people in a simulated Discord see them."""

import logging
from datetime import date

import discord
import pytest
from loopback_discord_scene import Shelf
from msgspec import structs
from simulated_discord import Stage, shown, stage

from bot.config import DiscordSettings
from bot.discord.about import duration
from bot.discord.admin import NOT_YOURS
from bot.discord.client import Client
from bot.discord.desk import TOO_SOON
from bot.discord.markdown import unescape
from bot.discord.offering import offer
from bot.records import Answer, Question

CROWD = tuple((f"Speaker *{number}*", 200 - number) for number in range(45))


class Noting(Shelf):
    """Notes what it was asked."""

    def answer(self, question: Question, *, limit: int) -> Answer:
        self.asked = question
        return super().answer(question, limit=limit)


async def choices(here: Stage, option: str, typed: str) -> list[str]:
    offered = await here.alice.autocomplete(here.channel, "ask", option, typed, question="wall")
    return [choice["name"] for choice in offered]


@pytest.mark.asyncio
async def test_the_options_are_completed_and_reach_the_engine() -> None:
    shelf = Noting()
    async with stage(shelf) as here:
        assert await choices(here, "speaker", "far") == ["Odile Farrant"]
        assert await choices(here, "source", "") == ["The Vellmouth Courier"]
        assert await choices(here, "since", "2021-05")
        assert len(await choices(here, "until", "2021-05")) == 25

        await here.alice.slash(
            *(here.channel, "ask"),
            **{
                "question": "wall",
                "speaker": "odile farrant",
                "source": "vellmouth",
                "since": "2021",
                "until": "2021-05",
            },
        )

    assert shelf.asked == Question(
        "wall",
        speaker="Odile Farrant",
        source="The Vellmouth Courier",
        since=date(2021, 1, 1),
        until=date(2021, 5, 31),
    )


@pytest.mark.asyncio
async def test_a_private_answer_is_for_the_asker_alone() -> None:
    async with stage(Shelf()) as here:
        result = await here.alice.slash(here.channel, "ask", question="Is the wall finished?", private=True)

        assert here.replies[0] == {"type": 5, "data": {"flags": 64}}
        assert "Odile Farrant" in shown(result)


@pytest.mark.asyncio
async def test_an_option_that_was_not_offered_is_refused_to_the_asker_alone() -> None:
    async with stage(Shelf()) as here:
        result = await here.alice.slash(here.channel, "ask", question="wall", speaker="@everyone")

        assert result.ephemeral
        assert (
            unescape(shown(result)) == "The articles know no speaker “@everyone”; /speakers lists those that they know."
        )
        assert here.env.errors


@pytest.mark.asyncio
async def test_somebody_who_asks_again_at_once_is_told_to_wait_and_others_are_not() -> None:
    async with stage(Shelf(), settings=DiscordSettings(cooldown_seconds=60, refresh_seconds=3600)) as here:
        bob = here.env.guild.add_member(here.env.create_user("bob"))
        await here.ask("Is the wall finished?")
        again = await here.ask("Is the wall finished?")
        other = await bob.slash(here.channel, "ask", question="Is the wall finished?")

        assert (again.ephemeral, unescape(shown(again))) == (True, TOO_SOON.format(seconds=60))
        assert "Odile Farrant" in shown(other)


@pytest.mark.asyncio
async def test_lists_are_turned_page_by_page_also_after_a_restart_and_with_fewer_names() -> None:
    async with stage(Shelf(quoted=CROWD)) as here:
        result = await here.alice.slash(here.channel, "speakers")
        assert result.ephemeral
        assert unescape(shown(result)).startswith("### Speakers\nSpeaker *0* — 200\n")
        assert "page 1 of 3 · 45 speakers, by passages" in shown(result)

        await here.alice.click(result.response, label="Further")
        assert "page 2 of 3" in shown(result)

        here.client.desk.close()
        client = Client(Shelf(quoted=CROWD[:21]), here.client.settings)
        await here.env.restart_bot(client)
        await here.alice.click(result.response, label="Further")
        assert "page 2 of 2" in shown(result)
        assert unescape(shown(result)).startswith("### Speakers\nSpeaker *20* — 180")
        await here.alice.click(result.response, label="Earlier")
        assert "page 1 of 2" in shown(result)
        client.desk.close()


@pytest.mark.asyncio
async def test_short_and_empty_lists_have_no_buttons() -> None:
    async with stage(Shelf(quoted=())) as here:
        speakers = await here.alice.slash(here.channel, "speakers")
        sources = await here.alice.slash(here.channel, "sources")

        assert shown(speakers) == "### Speakers\nNo article names a speaker."
        assert "The Vellmouth Courier — 1" in shown(sources)
        assert "custom_id" not in str(here.replies)


@pytest.mark.asyncio
async def test_status_tells_the_index_and_the_bots_health_to_the_asker_alone() -> None:
    async with stage(Shelf()) as here:
        before = await here.alice.slash(here.channel, "status")
        await here.ask("Is the wall finished?")
        after = await here.alice.slash(here.channel, "status")

        assert before.ephemeral
        assert "2 articles, 5 passages\ngeneration g1, built <t:1795163400:f>\nup for 0 s, servers: 1" in shown(before)
        assert "answers: none yet\nwaiting: 0 of 200 seats" in shown(before)
        assert "of the latest 1" in shown(after)


@pytest.mark.asyncio
async def test_help_names_every_command() -> None:
    async with stage(Shelf()) as here:
        result = await here.alice.slash(here.channel, "help")

        assert result.ephemeral
        for command in here.client.tree.get_commands(type=discord.AppCommandType.chat_input):
            assert f"**/{command.name}** — " in shown(result)
        assert "/admin" not in shown(result)


async def numbers() -> tuple[int, int]:
    """Of the server and of alice, which are the same on every stage."""
    async with stage(Shelf()) as here:
        return here.env.guild.id, here.alice.id


@pytest.mark.asyncio
async def test_operators_reload_and_upload() -> None:
    guild, alice = await numbers()
    settings = DiscordSettings(admin_guild=guild, admins=(alice,), refresh_seconds=3600)
    async with stage(Shelf(refreshes=[True]), settings=settings) as here:
        done = await offer(here.client.tree, settings)
        await admit_alice(here)
        await here.alice.slash(here.channel, "ask", question="wall")

        results = [await here.alice.slash(here.channel, "admin " + name) for name in ("reload", "reload", "sync")]

        assert [unescape(shown(result)) for result in results] == [
            "Generation g1 is open now.",
            "Generation g1 is the newest.",
            f"{done}.",
        ]
        assert all(result.ephemeral for result in results)
        assert "/ask, " in str(done)
        uploads = [request for request in here.env.http_requests if request.method == "PUT"]
        offered = [[command["name"] for command in upload.json] for upload in uploads if "/guilds/" in upload.path]
        assert offered == [["admin"], ["admin"]]
        assert here.client.tree.get_commands()


@pytest.mark.asyncio
@pytest.mark.parametrize("allowed", [pytest.param(True, id="in another server"), pytest.param(False, id="not named")])
async def test_nobody_else_is_an_operator_whatever_discord_lets_them_see(
    allowed: bool, caplog: pytest.LogCaptureFixture
) -> None:
    guild, alice = await numbers()
    settings = DiscordSettings(admin_guild=guild, admins=(alice,) if allowed else (1,), refresh_seconds=3600)
    shelf = Shelf()
    with caplog.at_level(logging.WARNING, "bot.discord"):
        async with stage(shelf, settings=settings) as here:
            await offer(here.client.tree, settings)
            await admit_alice(here)
            here.client.tree.get_command("admin", guild=discord.Object(guild))._settings = replaced(settings, allowed)

            result = await here.alice.slash(here.channel, "admin reload")

            assert (result.ephemeral, shown(result)) == (True, NOT_YOURS)
            assert shelf.refreshed == 0
            assert here.env.errors
    assert [record.message for record in caplog.records] == ["admin refused"]


async def admit_alice(here: Stage) -> None:
    """Let her see the command, as a server's owner can let anybody."""
    [command] = await here.client.tree.fetch_commands(guild=discord.Object(here.env.guild.id))
    here.env.guild.set_command_permissions(command, {here.alice: True})


def replaced(settings: DiscordSettings, elsewhere: bool) -> DiscordSettings:
    return structs.replace(settings, admin_guild=1) if elsewhere else settings


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.9, "59 s"), (61, "1 min 1 s"), (3600, "1 h 0 min"), (200_000, "2 d 7 h")],
)
def test_times_are_told_in_two_units(seconds: float, words: str) -> None:
    assert duration(seconds) == words
