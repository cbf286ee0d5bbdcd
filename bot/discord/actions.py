"""What the buttons of a card do, and how a button's id says it. Knows nothing of discord.py."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Action(StrEnum):
    """What pressing a button asks for."""

    MORE = "more"  # the passages from a number on
    CLOSEST = "closest"  # likewise, of those that do not answer
    CONTEXT = "context"  # what stands around one passage
    FOLLOW = "follow"  # a further question
    THREAD = "thread"
    DROP = "drop"  # the subject that was carried along
    UP = "up"
    DOWN = "down"
    WHY = "why"  # the complaint behind a thumb down


TEMPLATE = re.compile(r"pq:(?P<action>[a-z]+):(?P<key>[\w-]{1,40}):(?P<number>\d{1,5})")


@dataclass(frozen=True, slots=True)
class Press:
    """An action on one card; the number says from which passage on, or on which."""

    action: Action
    key: str
    number: int = 0

    @property
    def custom_id(self) -> str:
        """The id of the button, from which `read` makes the same again after any restart."""
        return f"pq:{self.action}:{self.key}:{self.number}"

    @classmethod
    def read(cls, match: re.Match[str]) -> Self:
        """From a match of TEMPLATE. Raises ValueError for an action that there is not."""
        return cls(Action(match["action"]), match["key"], int(match["number"]))


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a person sees it."""

    press: Press
    label: str = ""
    emoji: str = ""
