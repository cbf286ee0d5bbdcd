"""What a terminal shows: golden files for answers, and nothing that could steer it."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from bot.engine import Engine
from bot.records import Answer, Passage, Question
from bot.terminal import article_text, show_answer, show_paragraphs
from bot.visible import visible
from corpus.records import Attribution, Document, How, Kind, Mode, Paragraph

GOLDEN = Path(__file__).parent / "golden"


def shown(answer: Answer, *, terminal: bool) -> str:
    out = io.StringIO()
    show_answer(
        Console(
            file=out, force_terminal=terminal, width=80, highlight=False, color_system="standard" if terminal else None
        ),
        answer,
    )
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("answer", "What did Ilse Corvane say about raising fares and a ramp?"),
        ("refusal", "what did Barack Obama say about the ferry?"),
    ],
)
@pytest.mark.parametrize("terminal", [False, True], ids=["piped", "terminal"])
def test_answers_look_as_they_should(engine: Engine, name: str, question: str, terminal: bool) -> None:
    text = shown(engine.answer(Question(question), limit=2), terminal=terminal)
    golden = GOLDEN / f"terminal_{name}_{'terminal' if terminal else 'piped'}.txt"

    assert text == golden.read_text(encoding="utf-8")


def test_speakers_are_shown_with_how_they_are_quoted() -> None:
    document = Document("a.txt", "A title", "“We won,” she said.", "0" * 64)
    said = Attribution("Odile Varn", Mode.DIRECT, How.PRONOUN, 0, 9, "the Lenn Wire")
    passage = Passage(Paragraph(document, 0, 0, 19, Kind.BODY), 1.0, (said, said))

    text = shown(Answer(Question("who won?"), (passage,)), terminal=False)

    assert "[1] Odile Varn (quoted, via the Lenn Wire) — A title · a.txt · paragraph 0" in text


def test_escape_sequences_and_hidden_characters_never_reach_a_terminal() -> None:
    text = "red \x1b[31m bell \x07 turned \u202e hidden \u200b end \x9b1m"
    document = Document("a\x1b.txt", f"Title {text}", text, "0" * 64)
    paragraph = Paragraph(document, 0, 0, len(text), Kind.BODY)
    out = io.StringIO()
    console = Console(file=out, highlight=False)
    show_answer(console, Answer(Question("red?"), (Passage(paragraph, 1.0),)))
    show_paragraphs(console, [paragraph], quoted=0)

    for character in "\x1b\x07\u202e\u200b\x9b":
        assert character not in out.getvalue()
    assert "red \\u001b[31m bell \\u0007 turned \\u202e" in out.getvalue()


def test_markup_of_the_terminal_library_is_only_text() -> None:
    text = "[bold]not bold[/bold] [link=x]y[/link] :smile:"
    paragraph = Paragraph(Document("a.txt", "[red]", text, "0" * 64), 0, 0, len(text), Kind.BODY)

    assert text in shown(Answer(Question("bold?"), (Passage(paragraph, 1.0),)), terminal=False)


def test_a_whole_article_names_its_paragraphs(engine: Engine) -> None:
    article = engine.article("ferry-talks-collapse.txt")
    assert article is not None
    text = article_text(article)

    for paragraph in article.paragraphs:
        assert f"{paragraph.ordinal:>4}  {visible(paragraph.text)}" in text
