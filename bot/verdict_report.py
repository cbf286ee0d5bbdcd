"""A verdict on a quotation as a person reads it, and as JSON."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.text import Text

from bot.jsonlines import document_json
from bot.terminal import cited, print_block, speakers_line
from bot.verdicts import Difference, Finding, Found, Mark, Verdict
from bot.visible import json_line, visible
from bot.wording import Span, Tolerance

_STYLE = {
    Finding.EXACT: "bold green",
    Finding.NEARLY: "bold yellow",
    Finding.SOMEONE_ELSE: "bold red",
    Finding.NOT_FOUND: "bold red",
}


def show_verdict(console: Console, verdict: Verdict) -> None:
    """Print what is to be said of a quotation, the words on both sides where they differ, and the places."""
    console.print(Text(visible(verdict.reason), style=_STYLE[verdict.finding]), soft_wrap=True)
    if verdict.found and (overlooked := verdict.found[0].tolerated):
        console.print(Text(f"(tolerated: {', '.join(overlooked)})", style="dim"), soft_wrap=True)
    for number, found in enumerate(verdict.found, 1):
        console.print()
        if found.differences:
            quoted = [difference.quoted for difference in found.differences]
            print_block(console, _line("quoted   ", verdict.quotation, quoted, "[-", "-]", "red"))
        for index in range(len(found.quotes)):
            print_block(console, _printed(found, index))
        print_block(console, _place(number, found))


def verdict_json(verdict: Verdict) -> str:
    """One object on one line; offsets count characters, see docs/verification.md."""
    return json_line(
        {
            "quotation": verdict.quotation,
            "speaker": verdict.speaker,
            "finding": verdict.finding,
            "confirmed": verdict.confirmed,
            "reason": verdict.reason,
            "places": verdict.places,
            "counted_all": verdict.counted_all,
            "found": [_found(found) for found in verdict.found],
        }
    )


def _line(label: str, text: str, spans: Iterable[Span], opening: str, closing: str, style: str) -> Text:
    line, last = Text().append(label, style="cyan"), 0
    for start, end in spans:
        line.append(visible(text[last:start]))
        line.append(f"{opening}{visible(text[start:end])}{closing}" if start < end else "", style=style)
        last = end
    return line.append(visible(text[last:]))


def _printed(found: Found, index: int) -> Text:
    label = "printed  " if found.differences else ""
    text = found.quotes[index].text
    marks = [(d.printed, "{+", "+}", "green") for d in found.differences if d.printed.quote == index]
    marks += [(mark, "(", ")", "dim") for mark in found.omitted if mark.quote == index]
    line, last = Text().append(label, style="cyan"), 0
    for mark, opening, closing, style in sorted(marks, key=lambda each: (each[0].start, each[0].end)):
        line.append(visible(text[last : mark.start]))
        if mark.start < mark.end:
            line.append(f"{opening}{visible(text[mark.start : mark.end])}{closing}", style=style)
        last = mark.end
    return line.append(visible(text[last:]))


def _place(number: int, found: Found) -> Text:
    paragraphs = [quote.paragraph for quote in found.quotes]
    document = paragraphs[0].document
    line = Text().append(f"[{number}] ", style="bold cyan")
    if said := speakers_line(found.said):
        line.append(f"{said} — ", style="cyan")
    line.append(visible(document.title), style="italic")
    ordinals = ", ".join(str(paragraph.ordinal) for paragraph in paragraphs)
    word = "paragraph" if len(paragraphs) == 1 else "paragraphs"
    return line.append(f" · {cited(document)} · {word} {ordinals}", style="dim")


def _found(found: Found) -> dict[str, Any]:
    return {
        "passages": [
            {
                "text": quote.text,
                "start": quote.paragraph.start + quote.start,
                "end": quote.paragraph.start + quote.end,
                "paragraph": quote.paragraph.ordinal,
            }
            for quote in found.quotes
        ],
        "speakers": [{"name": a.speaker, "channel": a.channel, "mode": a.mode, "how": a.how} for a in found.said],
        "differences": [_difference(difference) for difference in found.differences],
        "omitted": [_mark(mark) for mark in found.omitted],
        "tolerated": [_NAMES[each] for each in found.tolerated],
        "likeness": round(found.likeness, 4),
        "document": document_json(found.quotes[0].paragraph.document),
    }


def _difference(difference: Difference) -> dict[str, Any]:
    return {"quoted": list(difference.quoted), "printed": _mark(difference.printed)}


def _mark(mark: Mark) -> dict[str, int]:
    return {"passage": mark.quote, "start": mark.start, "end": mark.end}


_NAMES = {
    Tolerance.SPACE: "space",
    Tolerance.MARKS: "quotation_marks",
    Tolerance.INVISIBLE: "invisible",
    Tolerance.COMPOSED: "accents",
    Tolerance.OMISSION: "omission",
}
