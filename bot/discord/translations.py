"""Names and descriptions of commands in other languages."""

import tomllib
from importlib.resources import files

from discord import Locale
from discord.app_commands import TranslationContextTypes, Translator, locale_str


class Translations(Translator):
    """Those of translations.toml; everything else stays as it is."""

    def __init__(self) -> None:
        text = files("bot.discord").joinpath("translations.toml").read_text(encoding="utf-8")
        self._tables: dict[str, dict[str, str]] = tomllib.loads(text)

    async def translate(self, string: locale_str, locale: Locale, _context: TranslationContextTypes, /) -> str | None:
        """The text in this language; None where there is none."""
        return self._tables.get(locale.value, {}).get(string.message)
