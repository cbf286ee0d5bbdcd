"""The conversation at the prompt: questions, and commands that begin with a colon."""

import pydoc
from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType

from rich.console import Console
from rich.text import Text

from bot.conversation import asks_for_more
from bot.engine import Engine
from bot.listings import show_status, speaker_line
from bot.records import Answer, Passage, Question
from bot.terminal import article_text, show_answer, show_paragraphs, show_passages
from bot.visible import visible
from corpus.errors import IndexFault, QuestionError

_AROUND = 2  # paragraphs before and after
_LONGEST_HISTORY = 20  # questions


@dataclass(slots=True)
class Conversation:
    """What was asked and shown so far."""

    engine: Engine
    console: Console
    asked: list[str] = field(default_factory=list)
    answer: Answer | None = None
    shown: list[Passage] = field(default_factory=list)

    def take(self, line: str) -> bool:
        """Answer a question or carry out a command; whether to go on. Raises QuestionError."""
        if not line.startswith(":"):
            self._refresh()
            if self.answer is not None and asks_for_more(line):
                return _more(self, "")
            self._ask(line)
            return True
        name, _, argument = line[1:].partition(" ")
        command = COMMANDS.get(name)
        if command is None:
            raise QuestionError(f"there is no command :{name}; :help lists them")
        return command.run(self, argument.strip())

    def passage(self, number: str) -> Passage:
        """The passage that is shown with this number. Raises QuestionError."""
        if not self.shown:
            raise QuestionError("no passage is shown yet; ask a question first")
        if not number.isdecimal() or not 1 <= int(number) <= len(self.shown):
            raise QuestionError(f"name a passage from 1 to {len(self.shown)}, as in :context 1")
        return self.shown[int(number) - 1]

    def forget(self) -> str | None:
        """Let the next question stand alone; what would have been carried along, where there was something."""
        carried = (self.answer.carried or self.asked[-1]) if self.answer is not None else None
        self.asked, self.answer, self.shown = [], None, []
        return carried

    def _ask(self, text: str) -> None:
        self.answer = self.engine.answer(Question(text, tuple(self.asked)))
        self.shown = list(self.answer.passages or self.answer.closest)
        self.asked = [*self.asked, text][-_LONGEST_HISTORY:]
        show_answer(self.console, self.answer)

    def _refresh(self) -> None:
        try:
            if self.engine.refresh():
                status = self.engine.status()
                self.console.print(Text(f"the index was rebuilt: generation {status.generation}", style="dim"))
        except IndexFault as error:
            self.console.print(
                Text(f"the index in use stays open, since {visible(str(error))}", style="yellow"), soft_wrap=True
            )


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the prompt; `run` says whether to go on."""

    usage: str
    help: str
    run: Callable[[Conversation, str], bool]


def _more(conversation: Conversation, _: str) -> bool:
    answer, before = conversation.answer, len(conversation.shown)
    if answer is None:
        raise QuestionError("nothing was asked yet; ask a question first")
    longer = conversation.engine.answer(answer.question, limit=before + 4)
    found = list(longer.passages or longer.closest)
    if len(found) <= before:
        conversation.console.print(Text("there are no more passages", style="dim"))
        return True
    conversation.shown = found
    show_passages(conversation.console, found[before:], longer.stems, first=before + 1)
    return True


def _new(conversation: Conversation, _: str) -> bool:
    dropped = conversation.forget()
    told = f"dropped: {visible(dropped)}" if dropped else "nothing is carried along"
    conversation.console.print(Text(told, style="dim"), soft_wrap=True)
    return True


def _context(conversation: Conversation, argument: str) -> bool:
    paragraph = conversation.passage(argument).paragraph
    around = conversation.engine.context(paragraph, _AROUND)
    show_paragraphs(conversation.console, around, quoted=paragraph.ordinal)
    return True


def _open(conversation: Conversation, argument: str) -> bool:
    document = conversation.passage(argument).paragraph.document
    article = conversation.engine.article(document.id)
    if article is None:
        raise QuestionError(f"{document.id} is no longer in the index; ask again")
    pydoc.pager(article_text(article))
    return True


def _verify(conversation: Conversation, argument: str) -> bool:
    from bot.verdict_report import show_verdict  # few conversations need it

    show_verdict(conversation.console, conversation.engine.verify(argument))
    return True


def _sources(conversation: Conversation, _: str) -> bool:
    lines = [f"{count:>6}  {name}" for name, count in conversation.engine.sources()]
    return _listed(conversation.console, lines, "no article names its source")


def _speakers(conversation: Conversation, _: str) -> bool:
    records = conversation.engine.speaker_records()
    return _listed(conversation.console, [speaker_line(each) for each in records], "nobody is known to speak here")


def _listed(console: Console, lines: list[str], none: str) -> bool:
    for line in lines:
        console.print(Text(visible(line)), soft_wrap=True)
    if not lines:
        console.print(Text(none, style="dim"))
    return True


def _status(conversation: Conversation, _: str) -> bool:
    show_status(conversation.console, conversation.engine.status())
    return True


def _help(conversation: Conversation, _: str) -> bool:
    for command in COMMANDS.values():
        conversation.console.print(Text(f"{command.usage:>12}  ", style="cyan").append(command.help, style="default"))
    return True


def _quit(_: Conversation, __: str) -> bool:
    return False


COMMANDS = MappingProxyType(
    {
        "more": Command(":more", "further passages for the last question", _more),
        "new": Command(":new", "a new subject: drop what is carried along from earlier questions", _new),
        "context": Command(":context N", "the paragraphs around passage N", _context),
        "open": Command(":open N", "the whole article of passage N", _open),
        "verify": Command(":verify TEXT", "whether “…” — Name is printed so, and said by them", _verify),
        "sources": Command(":sources", "the sources of the articles", _sources),
        "speakers": Command(":speakers", "who is quoted, and how often", _speakers),
        "status": Command(":status", "what the index holds", _status),
        "help": Command(":help", "this list", _help),
        "quit": Command(":quit", "leave; so does Ctrl-D", _quit),
    }
)
