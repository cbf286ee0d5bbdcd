"""The form for a follow-up question. It is not remembered: what somebody sends names its card by itself."""

from typing import TYPE_CHECKING, Any

from discord import Interaction, InteractionType, TextStyle
from discord.ui import Label, Modal, TextInput

from bot.discord.actions import TEMPLATE, Action, Press
from bot.discord.excerpt import shortened
from bot.discord.markdown import one_line

if TYPE_CHECKING:
    from bot.discord.client import Client

LONGEST_FOLLOW_UP = 2_000
_LONGEST_PLACEHOLDER = 100


def follow_up_form(key: str, subject: str) -> Modal:
    """Asks for a further question in the conversation of a card."""
    form = Modal(title="Ask a follow-up", custom_id=Press(Action.FOLLOW, key).custom_id, timeout=None)
    field: TextInput[Any] = TextInput(
        custom_id="question",
        style=TextStyle.paragraph,
        max_length=LONGEST_FOLLOW_UP,
        placeholder=shortened(f"After: {one_line(subject)}", _LONGEST_PLACEHOLDER - 1),
    )
    form.add_item(Label(text="Your question", description="“He”, “the Arctic too?” and the like work", component=field))
    form.stop()  # else discord.py waits for this very form, and only until a restart
    return form


def sent(interaction: "Interaction[Client]") -> tuple[Press, str] | None:
    """Which form was sent and what was typed; None for everything else that happens."""
    if interaction.type is not InteractionType.modal_submit or interaction.data is None:
        return None
    found = TEMPLATE.fullmatch(str(interaction.data.get("custom_id", "")))
    return (Press.read(found), _typed(interaction.data)) if found else None


def _typed(part: Any) -> str:
    """The first value in what Discord sends of a form, however deep it lies."""
    if "value" in part:
        return str(part["value"])
    inner = [*part.get("components", []), *([part["component"]] if "component" in part else [])]
    return next(filter(None, map(_typed, inner)), "")
