"""A card as a message of Discord's components V2."""

from collections.abc import Iterator
from typing import Any

from discord.ui import ActionRow, Container, Item, LayoutView, Section, Separator, TextDisplay

from bot.discord.actions import Button
from bot.discord.buttons import CardButton
from bot.discord.card import Card

MOST_CHARACTERS = 4_000
MOST_COMPONENTS = 40


def layout(card: Card, *below: Item[Any]) -> LayoutView:
    """The card in a frame, then other items. Raises ValueError rather than build what Discord would refuse."""
    view = LayoutView(timeout=None).add_item(Container(*_items(card), *(ActionRow(item) for item in below)))
    if view.content_length() > MOST_CHARACTERS or view.total_children_count > MOST_COMPONENTS:
        raise ValueError(f"{view.content_length()} characters in {view.total_children_count} components are too many")
    view.stop()  # else discord.py remembers every message for a while, and its buttons find their card without that
    return view


def _items(card: Card) -> Iterator[Item[Any]]:
    yield from map(TextDisplay, card.head)
    if card.subject:
        yield from _section(card.drop, card.subject)
    for passage in card.passages:
        yield Separator(visible=False)
        yield from _section(passage.button, passage.beside, passage.quotation, passage.citation)
    if card.footer:
        yield Separator()
        yield TextDisplay(card.footer)
    if card.buttons:
        yield ActionRow(*map(CardButton, card.buttons))


def _section(button: Button | None, *texts: str) -> Iterator[Item[Any]]:
    """Texts beside a button; without one, as they are."""
    shown = [TextDisplay[Any](text) for text in texts if text]
    yield from [Section(*shown, accessory=CardButton(button))] if button else shown
