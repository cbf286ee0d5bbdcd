"""The citation line under a quotation: who, in which article, where and when."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit

from bot.discord.excerpt import length, shortened
from bot.discord.kept import KeptPassage
from bot.discord.markdown import escape, one_line
from bot.whose_words import GIVEN, MAY_BE_NARRATION, may_be_narration
from corpus.records import Attribution

LONGEST_NAMES = 100
LONGEST_TITLE = 120
LONGEST_SOURCE = 60
LONGEST_ALSO = 80
LONGEST_LINK = 400
_BREAKS_A_LINK = ("[", "]", "://")  # Discord shows the link's markup instead of the link around these


@dataclass(frozen=True, slots=True)
class Cut:
    """What of a paragraph is not quoted."""

    beginning: bool = False
    end: bool = False


def citation(number: int, passage: KeptPassage, cut: Cut) -> str:
    """`[1] Speaker — Title · Source · 3 May 2021 · paragraph 27` in small print, the title as a link."""
    parts = (
        _speakers(passage) + _title(passage),
        escape(shortened(one_line(passage.source or ""), LONGEST_SOURCE)),
        day(passage.published) if passage.published else "",
        f"paragraph {passage.ordinal}",
        _also(passage.also),
        omission(cut),
    )
    return f"-# {escape(f'[{number}]')} " + " · ".join(filter(None, parts))


def day(moment: date) -> str:
    """A date in words. Not Discord's `<t:…>`: in some time zones that shows the day before or after."""
    return f"{moment.day} {moment:%b %Y}"


def omission(cut: Cut) -> str:
    """Words outside of the quotation: an ellipsis inside of it could be the speaker's own."""
    parts = " and ".join(["beginning"] * cut.beginning + ["end"] * cut.end)
    return f"{parts} left out" if parts else ""


def _speakers(passage: KeptPassage) -> str:
    names = dict.fromkeys(map(_speaker, passage.speakers))
    if not names:
        return ""
    hedged = may_be_narration(passage.text, passage.bold, passage.speakers)
    return escape(shortened(", ".join(names), LONGEST_NAMES) + (f"; {MAY_BE_NARRATION}" if hedged else "")) + " — "


def _speaker(attribution: Attribution) -> str:
    via = f", via {one_line(attribution.channel)}" if attribution.channel else ""
    return f"{one_line(attribution.speaker)} ({GIVEN[attribution.mode]}{via})"


def _also(titles: tuple[str, ...]) -> str:
    return escape(shortened(f"also in {', '.join(map(one_line, titles))}", LONGEST_ALSO)) if titles else ""


def _title(passage: KeptPassage) -> str:
    title = shortened(one_line(passage.title), LONGEST_TITLE) or shortened(passage.document, LONGEST_TITLE)
    link = _link(passage.url or "")
    if not link:
        return escape(title)
    if any(mark in title for mark in _BREAKS_A_LINK):
        return f"{escape(title)} ([article](<{link}>))"
    return f"[{escape(title)}](<{link}>)"


def _link(url: str) -> str:
    """The address with everything encoded that could end the link early; empty if it is none to click on."""
    try:
        usable = urlsplit(url.strip()).scheme in ("http", "https")
    except ValueError:  # such as an unfinished IPv6 address
        return ""
    encoded = quote(url.strip(), safe="/:?#@!$&+,;=%~.-_", errors="replace")
    return encoded if usable and length(encoded) <= LONGEST_LINK else ""
