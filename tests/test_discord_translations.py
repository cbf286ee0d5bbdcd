"""Commands in other languages: what is translated exists, and what comes out is a name that Discord takes."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from loopback_discord import LoopbackDiscord
from loopback_discord_rules import refusals

from bot.config import DiscordSettings
from bot.discord.sync import upload

FILE = Path(__file__).parents[1] / "bot" / "discord" / "translations.toml"
TABLES = tomllib.loads(FILE.read_text(encoding="utf-8"))
NAME = re.compile(r"[-_\w]{1,32}")  # and in small letters


async def uploaded(folder: Path) -> list[dict[str, Any]]:
    async with LoopbackDiscord(folder) as here:
        await upload(here.token, DiscordSettings(), connector=here.connector)
    assert refusals(here.requests) == []
    return next(request.body for request in here.requests if request.method == "PUT")


@pytest.mark.asyncio
async def test_commands_and_options_are_called_differently_in_other_languages(tmp_path: Path) -> None:
    ask = (await uploaded(tmp_path))[0]

    assert ask["name"] == "ask"
    assert ask["name_localizations"] == {"de": "fragen", "fr": "demander", "es-ES": "preguntar"}
    assert ask["description_localizations"]["de"].startswith("Finde, was die Artikel sagen")
    assert ask["options"][1]["name_localizations"]["fr"] == "personne"


@pytest.mark.asyncio
@pytest.mark.parametrize("locale", TABLES)
async def test_every_translation_is_of_something_and_is_a_name_of_one_thing(tmp_path: Path, locale: str) -> None:
    commands = await uploaded(tmp_path)
    parts = [part for command in commands for part in (command, *command.get("options", []))]
    texts = {text for part in parts for text in (part["name"], part.get("description"))}

    assert set(TABLES[locale]) <= texts
    for command in commands:
        siblings = [part["name_localizations"][locale] for part in command.get("options", [])]
        assert max(Counter(siblings).values(), default=1) == 1
    for part in parts:
        name = part.get("name_localizations", {}).get(locale, part["name"])
        assert not part.get("description") or (NAME.fullmatch(name) and name == name.lower())  # a menu's is free
        assert len(part.get("description_localizations", {}).get(locale, "")) <= 100
    called = Counter(command.get("name_localizations", {}).get(locale, command["name"]) for command in commands)
    assert set(called.values()) == {1}
