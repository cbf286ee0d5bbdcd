"""A card as a message of Discord's components V2."""

from discord.ui import Container, LayoutView, Separator, TextDisplay

from bot.discord.card import Card

MOST_CHARACTERS = 4_000
MOST_COMPONENTS = 40


def layout(card: Card) -> LayoutView:
    """The card in a frame. Raises ValueError rather than build what Discord would refuse."""
    frame: Container[LayoutView] = Container(*map(TextDisplay, card.texts))
    if card.footer:
        frame.add_item(Separator()).add_item(TextDisplay(card.footer))
    view = LayoutView(timeout=None).add_item(frame)
    if view.content_length() > MOST_CHARACTERS or view.total_children_count > MOST_COMPONENTS:
        raise ValueError(f"{view.content_length()} characters in {view.total_children_count} components are too many")
    return view
