"""Long lists of names as pages, and which buttons lead to the others. Knows nothing of discord.py."""

from enum import StrEnum

from bot.discord.card import Card
from bot.discord.directory import Directory, Listing
from bot.discord.excerpt import shortened
from bot.discord.markdown import escape, one_line

NAMES_A_PAGE = 20
LONGEST_NAME = 80  # before escaping; twenty of them fit on a card in any case


class Listed(StrEnum):
    """What is listed."""

    SPEAKERS = "speakers"
    SOURCES = "sources"


def page_card(directory: Directory, what: Listed, number: int) -> Card:
    """A page, counted from 0; the last one where there are fewer by now."""
    listing = listing_of(directory, what)
    if not listing.counted:
        return Card((f"### {what.capitalize()}", f"No article names a {what.removesuffix('s')}."))
    number = min(number, last_page(listing))
    shown = listing.counted[number * NAMES_A_PAGE : (number + 1) * NAMES_A_PAGE]
    lines = "\n".join(f"{escape(shortened(one_line(name), LONGEST_NAME))} — {count:,}" for name, count in shown)
    counted = "passages" if what is Listed.SPEAKERS else "articles"
    footer = f"-# page {number + 1:,} of {last_page(listing) + 1:,} · {len(listing.counted):,} {what}, by {counted}"
    return Card((f"### {what.capitalize()}", lines), (), footer)


def listing_of(directory: Directory, what: Listed) -> Listing:
    """The names that are to be listed."""
    return directory.speakers if what is Listed.SPEAKERS else directory.sources


def last_page(listing: Listing) -> int:
    """The number of the last page; 0 also where there is nothing."""
    return max(0, (len(listing.counted) - 1) // NAMES_A_PAGE)
