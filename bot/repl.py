"""The prompt: question after question, with a history that is kept."""

import os
import sys
from pathlib import Path

import platformdirs
from prompt_toolkit import PromptSession
from prompt_toolkit.history import FileHistory
from prompt_toolkit.input import Input
from prompt_toolkit.output import Output
from rich.console import Console
from rich.text import Text

from bot.engine import Engine
from bot.repl_commands import Conversation
from bot.repl_completion import NameCompleter
from bot.visible import visible
from corpus.errors import PullquoteError

_GREETING = "Ask about the articles; :help lists the commands, Ctrl-D leaves."


def run(
    engine: Engine,
    *,
    console: Console | None = None,
    history: Path | None = None,
    input: Input | None = None,
    output: Output | None = None,
) -> int:
    """Read questions and commands until the person leaves; the exit status."""
    console = console or Console(highlight=False)
    session: PromptSession[str] = PromptSession(
        history=FileHistory(_private(history or platformdirs.user_state_path("pullquote") / "history")),
        completer=NameCompleter(engine),
        complete_while_typing=False,
        input=input,
        output=output,
    )
    conversation = Conversation(engine, console)
    console.print(Text(_GREETING, style="dim"))
    while True:
        try:
            line = session.prompt("pullquote> ").strip()
        except KeyboardInterrupt:
            continue  # the line is dropped, as in a shell
        except EOFError:
            return 0
        if line and not _obey(conversation, line, console):
            return 0


def _obey(conversation: Conversation, line: str, console: Console) -> bool:
    """Answer or carry out one line; whether to go on. No error ends the conversation."""
    try:
        return conversation.take(line)
    except KeyboardInterrupt:
        console.print(Text("cancelled", style="yellow"))
    except PullquoteError as error:
        console.print(Text(visible(str(error)), style="yellow"), soft_wrap=True)
    return True


def _private(file: Path) -> str:
    """The history file, which nobody else may read."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        print(f"pullquote: the history cannot be kept in {file}: {error.strerror}", file=sys.stderr)  # noqa: T201
        return os.devnull
    return str(file)
