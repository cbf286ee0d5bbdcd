"""An evaluation as a person reads it: figures with their intervals, and each miss. Or as one JSON object."""

from collections.abc import Iterator, Sequence
from textwrap import shorten
from typing import Any

from rich.console import Console
from rich.text import Text

from bot.evaluation import Evaluation, Figures, Outcome
from bot.intervals import CONFIDENCE, Estimate
from bot.records import Passage
from bot.terminal import speakers_line
from bot.visible import json_line, visible

_EXCERPT = 160  # characters of the passage that came first


def show_evaluation(console: Console, evaluation: Evaluation, missed: Sequence[Outcome] | None = None) -> None:
    """Print the figures of all questions and of each kind with their intervals, and the misses where they are given."""
    _show_figures(console, evaluation)
    if missed is not None:
        _show_misses(console, missed)


def evaluation_json(evaluation: Evaluation, missed: Sequence[Outcome] | None = None) -> str:
    """All figures as one JSON object, and the misses where they are given."""
    report: dict[str, Any] = {"confidence": CONFIDENCE, "overall": evaluation.overall, "kinds": evaluation.kinds}
    if missed is not None:
        report["misses"] = [_miss_fields(outcome) for outcome in missed]
    return json_line(report)


def _show_figures(console: Console, evaluation: Evaluation) -> None:
    groups = {"all": evaluation.overall, **{visible(kind): found for kind, found in evaluation.kinds.items()}}
    rows = [_head(evaluation.overall)]
    for name, found in groups.items():
        rows += _rows(name, found)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        console.print(Text(line, style=_style(number)), soft_wrap=True)
    console.print()
    console.print(Text(_legend(), style="dim"), soft_wrap=True)


def _show_misses(console: Console, missed: Sequence[Outcome]) -> None:
    console.print()
    console.print(Text(f"misses: {len(missed)}", style="bold"))
    for outcome in missed:
        console.print()
        for line in _miss(outcome):
            console.print(line, soft_wrap=True)


def _head(found: Figures) -> list[str]:
    return ["", "n", *(f"Hits@{depth}" for depth in found.hits), "MRR", "refused", "wrongly", "speaker"]


def _rows(name: str, found: Figures) -> Iterator[list[str]]:
    estimates = [*found.hits.values(), found.mrr, found.refused, found.wrongly_refused, found.speaker]
    yield [name, f"{found.answerable}+{found.unanswerable}", *map(_value, estimates)]
    yield ["", "", *map(_interval, estimates)]


def _value(estimate: Estimate | None) -> str:
    return "–" if estimate is None else _short(estimate.value)


def _interval(estimate: Estimate | None) -> str:
    return "" if estimate is None else f"{_short(estimate.low)}–{_short(estimate.high)}"


def _short(figure: float) -> str:
    return f"{figure:.2f}".removeprefix("0")


def _style(number: int) -> str:
    """Of a line of the table: the head, then figures and intervals in turn."""
    return "bold" if number == 0 else ("" if number % 2 else "dim")


def _legend() -> str:
    return (
        "n: questions with and without an answer. refused: those without, rightly. wrongly: those with one, refused.\n"
        "speaker: named rightly, of the passages found first. "
        f"Beneath: {CONFIDENCE:.0%} intervals (Wilson; bootstrap for MRR)."
    )


def _miss(outcome: Outcome) -> Iterator[Text]:
    judged = outcome.judged
    label = f"{judged.id}  " if judged.id is not None else ""
    yield Text(visible(f"{label}{judged.question.text}"), style="cyan")
    for earlier in judged.question.history:
        yield Text(f"  after: {visible(earlier)}", style="dim")
    yield Text(f"  {_verdict(outcome)}")
    if outcome.reason is not None:
        yield Text(f"  reason: {visible(outcome.reason)}")
    if outcome.first is not None:
        yield Text(f"  first: {_excerpt(outcome.first)}")
    for gold in judged.gold[:1]:
        yield Text(f"  gold: {visible(shorten(gold.contains, _EXCERPT, placeholder=' …'))} — {visible(gold.doc)}")


def _verdict(outcome: Outcome) -> str:
    """What is wrong; of an answerable question also where its gold came."""
    verdict = str(outcome.lapse)
    if not outcome.judged.answerable:
        return verdict
    wanted = f", {outcome.judged.speaker}" if outcome.speaker_named is False else ""
    return visible(f"{verdict}{wanted}; rank of the gold: {outcome.rank or 'none'}")


def _excerpt(passage: Passage) -> str:
    said = speakers_line(passage.speakers)
    paragraph = passage.paragraph
    words = visible(shorten(paragraph.text, _EXCERPT, placeholder=" …"))
    return " — ".join(filter(None, (words, said, f"{visible(paragraph.document.id)}, paragraph {paragraph.ordinal}")))


def _miss_fields(outcome: Outcome) -> dict[str, Any]:
    judged, first = outcome.judged, outcome.first
    return {
        "id": judged.id,
        "kind": judged.kind,
        "question": judged.question.text,
        "lapse": outcome.lapse and outcome.lapse.name.lower(),
        "rank": outcome.rank,
        "reason": outcome.reason,
        "first": first
        and {
            "document": first.paragraph.document.id,
            "paragraph": first.paragraph.ordinal,
            "text": first.paragraph.text,
            "score": first.score,
            "speakers": [attribution.speaker for attribution in first.speakers],
        },
    }
