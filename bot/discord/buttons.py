"""Buttons and menus whose ids say what they do, so that they outlive any process."""

import re
from typing import TYPE_CHECKING, Any, Self

from discord import ButtonStyle, Interaction, SelectOption
from discord.ui import Button as DiscordButton
from discord.ui import DynamicItem, Item, Select

from bot.discord.actions import TEMPLATE, Action, Button, Press
from bot.discord.kept import Complaint

if TYPE_CHECKING:
    from bot.discord.client import Client


class CardButton(DynamicItem[DiscordButton[Any]], template=TEMPLATE):
    """A button of a card; the client knows what pressing it does."""

    def __init__(self, button: Button) -> None:
        super().__init__(
            DiscordButton(
                style=ButtonStyle.secondary,
                label=button.label or None,
                emoji=button.emoji or None,
                custom_id=button.press.custom_id,
            )
        )
        self.press = button.press

    @classmethod
    async def from_custom_id(cls, _: Interaction[Any], __: Item[Any], match: re.Match[str], /) -> Self:
        """The button that was pressed, made again from its id."""
        return cls(Button(Press.read(match), label="-"))

    async def callback(self, interaction: Interaction[Any]) -> None:
        """Called by discord.py when somebody presses it."""
        client: Client = interaction.client
        await client.pressed(interaction, self.press)


class WhyMenu(DynamicItem[Select[Any]], template=r"why:(?P<key>[\w-]{1,40})"):
    """Asks what is wrong with a card."""

    def __init__(self, key: str) -> None:
        options = [SelectOption(label=complaint.capitalize(), value=complaint) for complaint in Complaint]
        super().__init__(Select(custom_id=f"why:{key}", placeholder="What is wrong with it?", options=options))
        self.key = key

    @classmethod
    async def from_custom_id(cls, _: Interaction[Any], __: Item[Any], match: re.Match[str], /) -> Self:
        """The menu that was used, made again from its id."""
        return cls(match["key"])

    async def callback(self, interaction: Interaction[Any]) -> None:
        """Called by discord.py when somebody chooses."""
        client: Client = interaction.client
        await client.pressed(interaction, Press(Action.WHY, self.key), self.item.values[0])
