"""What readers said of cards, as a question file for `pullquote eval`. Knows nothing of discord.py."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from bot.discord.kept import CardKind, Complaint, Feedback, KeptCard, Verdict

UNKNOWN = {"doc": "name the file", "contains": "and words of the passage that answers"}


def question_lines(judged: Iterable[tuple[KeptCard, Feedback]], *, passages: int) -> Iterator[str]:
    """A line for each verdict on an answer, without who gave it; `passages` is how many a card shows.

    What a reader found right is the gold: any of the passages on the card, or the refusal. Where a reader found it
    wrong, the gold is a place that no index has: the question counts as missed until a person names the right one.
    """
    for number, (card, feedback) in enumerate(judged, start=1):
        if card.kind is CardKind.ANSWER:
            line = _line(card, feedback, passages)
            yield msgspec.json.encode({"id": f"feedback-{number}", **line}).decode() + "\n"


def _line(card: KeptCard, feedback: Feedback, passages: int) -> dict[str, Any]:
    right = feedback.verdict is Verdict.UP or feedback.complaint is Complaint.SPEAKER  # then the passages are right
    refused = card.reason is not None
    shown = card.passages[:passages] if right and not refused else ()
    gold = [{"doc": passage.document, "contains": passage.text} for passage in shown]
    answerable = not (refused and right)
    return {
        "kind": feedback.complaint or feedback.verdict,
        "question": card.question,
        "history": card.history,
        "filters": {"speaker": card.speaker, "source": card.source, "since": card.since, "until": card.until},
        "answerable": answerable,
        "gold": gold or ([UNKNOWN] if answerable else []),
    }
