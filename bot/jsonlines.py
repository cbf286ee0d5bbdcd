"""Questions and answers as JSON, one object a line."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from bot.evaluation import Gold, Judged
from bot.records import Answer, Passage, Question
from bot.visible import json_line
from corpus.errors import QuestionError
from corpus.records import Document, Speaker

Line = TypeVar("Line")


class Filters(msgspec.Struct, frozen=True):
    """What the passages must satisfy, as on the command line."""

    speaker: str | None = None
    source: str | None = None
    since: date | None = None
    until: date | None = None


class AskedLine(msgspec.Struct, frozen=True):
    """A line of a question file; what else stands there is for scorers."""

    question: str
    id: str | int | None = None
    history: tuple[str, ...] = ()
    filters: Filters = Filters()


class JudgedLine(AskedLine, frozen=True, kw_only=True):
    """A line of a question file with what answers the question."""

    answerable: bool
    gold: tuple[Gold, ...] = ()
    kind: str = "other"
    speaker: str | None = None


def read_questions(lines: Iterable[str], name: str) -> Iterator[tuple[str | int | None, Question]]:
    """The questions of a file with their ids, in order. Raises QuestionError with the line."""
    return _read(lines, name, _asked, '{"id": "1", "question": "…"}')


def question_lines(file: Path) -> Iterator[tuple[str | int | None, Question]]:
    """The questions of a file on disk. Raises QuestionError where it cannot be read."""
    return read_questions(_lines(file), file.name)


def judged_questions(file: Path) -> list[Judged]:
    """The questions of a file on disk with what answers them. Raises QuestionError, also where there are none."""
    example = '{"question": "…", "answerable": true, "gold": [{"doc": "article.txt", "contains": "…"}]}'
    judged = list(_read(_lines(file), file.name, _judged, example))
    if not judged:
        raise QuestionError(f"there are no questions in {file}; write one object a line, such as {example}")
    return judged


def answer_json(answer: Answer, identifier: str | int | None = None) -> str:
    """An answer as one line. Highlights are offsets into the passage's text, start and end into the document's."""
    return json_line(
        {
            "id": identifier,
            "question": answer.question.text,
            "answered": answer.answered,
            "reason": answer.reason,
            "passages": _passages(answer.passages),
            "closest": _passages(answer.closest),
        }
    )


def speaker_json(speaker: Speaker) -> str:
    """A speaker as one line."""
    return json_line(speaker)


def error_json(question: str, identifier: str | int | None, reason: str) -> str:
    """A question that could not be asked, as an answer without passages."""
    return json_line(
        {
            "id": identifier,
            "question": question,
            "answered": False,
            "reason": reason,
            "passages": [],
            "closest": [],
        }
    )


def _read(lines: Iterable[str], name: str, convert: Callable[[str], Line], example: str) -> Iterator[Line]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield convert(line)
        except (msgspec.MsgspecError, ValueError) as error:
            raise QuestionError(f"{name}, line {number}: {error}; a line is an object such as {example}") from error


def _lines(file: Path) -> list[str]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(
            f"cannot read the questions in {file} ({error}); name a UTF-8 file, one JSON object a line"
        ) from error
    return text.split("\n")  # splitlines would also break a line at U+2028, which may stand in a string


def _asked(line: str) -> tuple[str | int | None, Question]:
    asked = msgspec.json.decode(line, type=AskedLine)
    return asked.id, _question(asked)


def _judged(line: str) -> Judged:
    judged = msgspec.json.decode(line, type=JudgedLine)
    return Judged(judged.id, _question(judged), judged.kind, judged.answerable, judged.gold, judged.speaker)


def _question(asked: AskedLine) -> Question:
    only = asked.filters
    return Question(asked.question, asked.history, only.speaker, only.source, only.since, only.until)


def _passages(passages: Iterable[Passage]) -> list[dict[str, Any]]:
    return [_passage(rank, passage) for rank, passage in enumerate(passages, 1)]


def _passage(rank: int, passage: Passage) -> dict[str, Any]:
    paragraph, document = passage.paragraph, passage.paragraph.document
    return {
        "rank": rank,
        "text": paragraph.text,
        "start": paragraph.start,
        "end": paragraph.end,
        "paragraph": paragraph.ordinal,
        "score": round(passage.score, 6),
        "speakers": [{"name": a.speaker, "channel": a.channel, "mode": a.mode, "how": a.how} for a in passage.speakers],
        "highlights": [[quote.start, quote.end] for quote in passage.highlights],
        "document": document_json(document),
        **({"also": [document_json(copy.document) for copy in passage.also]} if passage.also else {}),
    }


def document_json(document: Document) -> dict[str, str | None]:
    """What is told of a document."""
    return {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "published": None if document.published is None else document.published.isoformat(),
        "url": document.url,
    }
