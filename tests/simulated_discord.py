"""A simulated Discord with one server, one channel, people in it, and the bot; every request is held to the rules."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import simcord
from loopback_discord_rules import Request, refusals, texts_of
from loopback_discord_scene import Shelf

from bot.config import DiscordSettings
from bot.discord.archive import Archive
from bot.discord.client import Client
from bot.discord.markdown import unescape

QUIET = DiscordSettings(refresh_seconds=3600, cooldown_seconds=0)


class Stage:
    """One server with one channel, two people in it, and the bot."""

    def __init__(self, env: simcord.Env, client: Client) -> None:
        self.env = env
        self.client = client
        self.channel = env.create_guild().create_text_channel("newsroom")
        self.alice = env.guild.add_member(env.create_user("alice"))
        self.bob = env.guild.add_member(env.create_user("bob"))

    async def ask(self, question: str, **options: Any) -> simcord.InteractionResult:
        return await self.alice.slash(self.channel, "ask", question=question, **options)

    @property
    def replies(self) -> list[Any]:
        """The bodies of what the bot sent because of interactions, in order."""
        sent = [r for r in self.env.http_requests if r.path.startswith(("/interactions", "/webhooks"))]
        return [r.json for r in sent]

    @property
    def me(self) -> str:
        """How people mention the bot."""
        assert self.client.user is not None
        return self.client.user.mention

    async def restart(self, client: Client | None = None) -> None:
        """Another process takes over, by default with the same settings and what was kept."""
        old = self.client
        old.desk.close()
        self.client = client or Client(old.engine, old.settings, old.archive)
        await self.env.restart_bot(self.client)


@asynccontextmanager
async def stage(
    shelf: Shelf, archive: Archive | None = None, *, synced: bool = True, **options: Any
) -> AsyncIterator[Stage]:
    client = Client(shelf, options.pop("settings", QUIET), archive)
    async with simcord.run(client, settle_timeout=30.0, **options) as env:
        if synced:
            await client.tree.sync()
        here = Stage(env, client)
        yield here
        sent = [Request(r.method, r.path, r.json) for r in env.http_requests]
        here.client.desk.close()
    assert refusals(sent) == []


Seen = simcord.InteractionResult | simcord.ResponseMessage | discord.Message | None


def told(result: Seen) -> str:
    """What somebody sees as the outcome: the last message that is left, as a person reads it."""
    return unescape("\n".join(texts(result)))


def shown(result: Seen) -> str:
    """The same, as it was sent."""
    return "\n".join(texts(result))


def texts(result: Seen) -> list[str]:
    """The same, text by text."""
    assert result is not None
    message = outcome(result) if isinstance(result, simcord.InteractionResult) else result
    components = [part if isinstance(part, dict) else part.to_dict() for part in message.components]
    return texts_of({"components": components})


def outcome(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    """The last message that an interaction left."""
    messages = [*([result.response] if result.response else []), *result.followups]
    assert messages
    return messages[-1]


def labels(result: simcord.InteractionResult) -> list[str]:
    """The labels of the buttons, top to bottom."""
    return [
        part.get("label") or part["emoji"]["name"] for part in parts(outcome(result).components) if part["type"] == 2
    ]


def parts(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All components, however deep."""
    found = []
    for part in components:
        inner = [*part.get("components", []), *([part["accessory"]] if "accessory" in part else [])]
        found += [part, *parts(inner)]
    return found


async def press(
    here: Stage, card: simcord.InteractionResult, label: str, *, by: str = "alice"
) -> simcord.InteractionResult:
    """Somebody clicks a button of a card; of several with the same label, the first."""
    buttons = [part for part in parts(outcome(card).components) if part["type"] == 2]
    named = [b for b in buttons if label in (b.get("label"), (b.get("emoji") or {}).get("name"))]
    return await getattr(here, by).click(outcome(card), custom_id=named[0]["custom_id"])
