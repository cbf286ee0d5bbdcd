"""Questions and answers as JSON, one object a line."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from bot.records import Answer, Passage, Question
from corpus.errors import QuestionError


class AskedLine(msgspec.Struct, frozen=True):
    """A line of a question file; what else stands there is for scorers."""

    question: str
    id: str | int | None = None
    history: tuple[str, ...] = ()
    speaker_filter: str | None = None
    source: str | None = None


def read_questions(lines: Iterable[str], name: str) -> Iterator[tuple[str | int | None, Question]]:
    """The questions of a file with their ids, in order. Raises QuestionError with the line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            asked = msgspec.json.decode(line, type=AskedLine)
        except msgspec.MsgspecError as error:
            raise QuestionError(
                f'{name}, line {number}: {error}; a line is an object such as {{"id": "1", "question": "…"}}'
            ) from error
        yield asked.id, Question(asked.question, asked.history, asked.speaker_filter, asked.source)


def question_lines(file: Path) -> Iterator[tuple[str | int | None, Question]]:
    """The questions of a file on disk. Raises QuestionError where it cannot be read."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(
            f"cannot read the questions in {file} ({error}); name a UTF-8 file, one JSON object a line"
        ) from error
    return read_questions(text.splitlines(), file.name)


def answer_json(answer: Answer, identifier: str | int | None = None) -> str:
    """An answer as one line. Highlights are offsets into the passage's text, start and end into the document's."""
    return msgspec.json.encode(
        {
            "id": identifier,
            "question": answer.question.text,
            "answered": answer.answered,
            "reason": answer.reason,
            "passages": _passages(answer.passages),
            "closest": _passages(answer.closest),
        }
    ).decode()


def error_json(question: str, identifier: str | int | None, reason: str) -> str:
    """A question that could not be asked, as an answer without passages."""
    return msgspec.json.encode(
        {
            "id": identifier,
            "question": question,
            "answered": False,
            "reason": reason,
            "passages": [],
            "closest": [],
        }
    ).decode()


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
        "document": {
            "id": document.id,
            "title": document.title,
            "source": document.source,
            "published": None if document.published is None else document.published.isoformat(),
            "url": document.url,
        },
    }
