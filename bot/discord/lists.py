"""`/speakers` and `/sources`: lists in pages, for the asker alone."""

import re
from typing import TYPE_CHECKING, Any, Self

from discord import ButtonStyle, Interaction, app_commands
from discord.ui import ActionRow, Button, DynamicItem, Item, LayoutView

from bot.discord.pages import Listed, last_page, listing_of, page_card
from bot.discord.view import layout

if TYPE_CHECKING:
    from bot.discord.client import Client
    from bot.discord.directory import Directory

_TURNS = ((-1, "Earlier"), (1, "Further"))


def list_commands() -> list[app_commands.Command[Any, ..., None]]:
    """The commands that list."""

    @app_commands.command(name="speakers", description="List the people and organisations that are quoted")
    async def speakers(interaction: "Interaction[Client]") -> None:
        await _show(interaction, Listed.SPEAKERS)

    @app_commands.command(name="sources", description="List the sources of the articles")
    async def sources(interaction: "Interaction[Client]") -> None:
        await _show(interaction, Listed.SOURCES)

    return [speakers, sources]


class PageButton(DynamicItem[Button[Any]], template=r"list:(?P<what>speakers|sources):(?P<number>\d{1,7})"):
    """Leads to another page; its id says to which, so that it works as long as the message is there."""

    def __init__(self, what: Listed, number: int, label: str, *, disabled: bool = False) -> None:
        button = Button[Any](
            style=ButtonStyle.secondary, label=label, disabled=disabled, custom_id=f"list:{what}:{number}"
        )
        super().__init__(button)
        self.what = what
        self.number = number

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction[Any], _item: Item[Any], match: re.Match[str], /) -> Self:
        """The button that was pressed, made again from its id."""
        return cls(Listed(match["what"]), int(match["number"]), "-")

    async def callback(self, interaction: Interaction[Any]) -> None:
        """Called by discord.py when somebody presses it."""
        try:
            page = _page(interaction.client.directory, self.what, self.number)
            await interaction.response.edit_message(view=page)
        except Exception as error:
            await interaction.client.tree.on_error(interaction, app_commands.AppCommandError(str(error)))


async def _show(interaction: "Interaction[Client]", what: Listed) -> None:
    view = _page(interaction.client.directory, what, 0)
    await interaction.response.send_message(view=view, ephemeral=True)


def _page(directory: "Directory", what: Listed, number: int) -> LayoutView:
    view = layout(page_card(directory, what, number))
    last = last_page(listing_of(directory, what))
    number = min(number, last)
    turns = [(number + step, label) for step, label in _TURNS]
    if last:
        view.add_item(
            ActionRow(*(PageButton(what, max(0, to), label, disabled=not 0 <= to <= last) for to, label in turns))
        )
    return view
