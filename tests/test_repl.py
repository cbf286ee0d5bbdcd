"""The prompt, typed at through a pipe."""

import io
from pathlib import Path

import pytest
from conftest import HASHED, Build
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot.engine import Engine
from bot.records import Question
from bot.repl import run
from bot.repl_commands import COMMANDS, Conversation
from bot.repl_completion import NameCompleter

CTRL_C, CTRL_D = "\x03", "\x04"


def typed(engine: Engine, text: str, history: Path) -> str:
    """What the prompt prints when this is typed."""
    out = io.StringIO()
    with create_pipe_input() as keys:
        keys.send_text(text)
        console = Console(file=out, highlight=False, width=200)
        assert run(engine, console=console, history=history, input=keys, output=DummyOutput()) == 0
    return out.getvalue()


def test_a_conversation(engine: Engine, tmp_path: Path) -> None:
    lines = [
        "What did Ilse Corvane say about raising fares and a ramp?",
        ":context 1",
        ":more",
        ":status",
        ":sources",
        ":quit",
    ]

    out = typed(engine, "".join(f"{line}\r" for line in lines), tmp_path / "history")

    assert "[1] " in out
    assert "▶  10  “If you gave me a ramp for nothing tomorrow" in out
    assert "[5] " in out
    assert "documents  16" in out
    assert "3  Orvenia Post" in out


def test_what_is_carried_is_shown_and_can_be_dropped(engine: Engine, tmp_path: Path) -> None:
    lines = [
        "What did Zhang Xin say about an alliance?",
        "what about the Arctic?",
        ":new",
        "what else did he say?",
        ":new",
        ":new",
        ":quit",
    ]

    out = typed(engine, "".join(f"{line}\r" for line in lines), tmp_path / "history")

    carried, dropped = out.index("(Zhang Xin · Arctic)"), out.index("dropped: Zhang Xin · Arctic")
    assert carried < dropped < out.index("It is not clear whom “he” means")
    assert out.count("nothing is carried along") == 1


def test_show_me_more_goes_on_where_the_last_answer_ended(engine: Engine, tmp_path: Path) -> None:
    out = typed(engine, "what did Ilse Corvane say about fares?\rshow me more\r:quit\r", tmp_path / "history")

    assert out.count("[1] ") == 1
    assert "[5] " in out


def test_ctrl_c_drops_the_line_and_ctrl_d_leaves(engine: Engine, tmp_path: Path) -> None:
    assert "[1]" not in typed(engine, f"the ferry to Tollane{CTRL_C}{CTRL_D}", tmp_path / "history")


def test_ctrl_c_cancels_a_question_and_the_prompt_goes_on(engine: Engine, tmp_path: Path) -> None:
    class Interrupted(Engine):
        def __init__(self) -> None:
            self.asked = 0

        def refresh(self) -> bool:
            return False

        def answer(self, question: Question, *, limit: int | None = None):
            self.asked += 1
            if self.asked == 1:
                raise KeyboardInterrupt
            return engine.answer(question, limit=limit)

        def speakers(self):
            return []

        sources = speakers

    out = typed(Interrupted(), "slow one\rthe ferry to Tollane\r:quit\r", tmp_path / "history")

    assert out.index("cancelled") < out.index("[1]")


def test_the_history_is_kept_and_private(engine: Engine, tmp_path: Path) -> None:
    history = tmp_path / "state" / "history"
    typed(engine, "the ferry to Tollane\r:quit\r", history)

    assert "+the ferry to Tollane" in history.read_text(encoding="utf-8")
    assert history.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (":context 1", "no passage is shown yet"),
        (":nonsense", "there is no command :nonsense; :help lists them"),
        (":more", "nothing was asked yet"),
        ("x" * 3000, "the question has 3,000 characters"),
    ],
)
def test_mistakes_are_told_and_the_prompt_goes_on(engine: Engine, tmp_path: Path, line: str, message: str) -> None:
    out = typed(engine, f"{line}\r:help\r:quit\r", tmp_path / "history")

    assert message in out
    assert all(command.usage in out for command in COMMANDS.values())


def test_a_passage_that_is_not_shown_is_told(engine: Engine, tmp_path: Path) -> None:
    out = typed(engine, "the ferry to Tollane\r:context 9\r:open x\r:quit\r", tmp_path / "history")

    assert out.count("name a passage from 1 to 4") == 2


def test_open_shows_the_whole_article(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    pages: list[str] = []
    monkeypatch.setattr("pydoc.pager", pages.append)
    conversation = Conversation(engine, Console(file=io.StringIO()))
    conversation.take("What did Ilse Corvane say about raising fares and a ramp?")
    conversation.take(":open 1")

    assert "Stranded Tollane passengers numbered 410, says island" in pages[0]


def test_a_rebuilt_index_is_picked_up(corpus: Path, build_index: Build, tmp_path: Path) -> None:
    home = tmp_path / "index"
    build_index([corpus], home)
    out = io.StringIO()
    conversation = Conversation(Engine(HASHED, home), Console(file=out, width=200))
    conversation.take("the well of Tarrow")
    (corpus / "well.txt").write_text("A new well\n\nThe well of Tarrow gives water again.\n", encoding="utf-8")
    build_index([corpus], home)
    conversation.take("the well of Tarrow")

    assert "the index was rebuilt: generation 000002" in out.getvalue()
    assert "The well of Tarrow gives water again." in out.getvalue()


@pytest.mark.parametrize(
    ("line", "completion"),
    [(":co", ":context"), ("what about the tarnholm c", "Tarnholm Courier"), ("news in Skerrin", "Skerrin Wire")],
)
def test_commands_and_names_are_completed(engine: Engine, line: str, completion: str) -> None:
    found = list(NameCompleter(engine).get_completions(Document(line), CompleteEvent()))

    assert completion in [each.text for each in found]
    for each in found:
        assert line[len(line) + each.start_position :].casefold() in f" {each.text}".casefold()
