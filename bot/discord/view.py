"""A card as a message of Discord's components V2."""

from collections.abc import Iterator
from typing import Any

from discord.ui import Container, Item, LayoutView, Separator, TextDisplay

from bot.discord.card import Card

MOST_CHARACTERS = 4_000
MOST_COMPONENTS = 40


def layout(card: Card) -> LayoutView:
    """The card in a frame. Raises ValueError rather than build what Discord would refuse."""
    view = LayoutView(timeout=None).add_item(Container(*_items(card)))
    if view.content_length() > MOST_CHARACTERS or view.total_children_count > MOST_COMPONENTS:
        raise ValueError(f"{view.content_length()} characters in {view.total_children_count} components are too many")
    return view


def _items(card: Card) -> Iterator[Item[Any]]:
    yield from map(TextDisplay, card.head)
    for passage in card.passages:
        yield Separator(visible=False)
        yield TextDisplay(passage.quotation)
        yield TextDisplay(passage.citation)
    if card.footer:
        yield Separator()
        yield TextDisplay(card.footer)
