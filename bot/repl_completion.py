"""Completion at the prompt: commands, and the speakers and sources that are really there."""

import re
from collections.abc import Iterable

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bot.engine import Engine
from bot.repl_commands import COMMANDS

_SHORTEST = 2  # letters of a name before it is completed
_MOST = 30


class NameCompleter(Completer):
    """Completes a command after a colon, elsewhere any name of which the words before the cursor begin a part."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """The completions of what stands before the cursor."""
        del complete_event  # the same, however it was asked for
        before = document.text_before_cursor
        if before.startswith(":") and " " not in before:
            return [
                Completion(f":{name}", -len(before), display_meta=command.help)
                for name, command in COMMANDS.items()
                if name.startswith(before[1:])
            ]
        return self._names(before)[:_MOST]

    def _names(self, before: str) -> list[Completion]:
        """Names by the longest run of words before the cursor that begins one of their words."""
        kinds = {"speaker": self._engine.speakers(), "source": self._engine.sources()}
        for start in (found.start() for found in re.finditer(r"(?<!\S)\S", before)):
            typed = before[start:].casefold()
            found = [
                Completion(name, start - len(before), display_meta=f"{kind}, {count}")
                for kind, names in kinds.items()
                for name, count in names
                if f" {name}".casefold().find(f" {typed}") >= 0
            ]
            if found and len(typed) >= _SHORTEST:
                return found
        return []
