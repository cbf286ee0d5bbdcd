"""What became of a quotation, with the printed words beside it. Knows nothing of discord.py."""

from bot.discord.actions import Action, Button, Press
from bot.discord.card import LONGEST_CARD, LONGEST_PASSAGE, LONGEST_SENTENCE, Card, CitedQuotation, fitting, plain
from bot.discord.citation import Cut, citation, day
from bot.discord.kept import KeptCard, KeptPassage
from bot.discord.markdown import escape, one_line
from bot.verdicts import Finding, Found, Verdict

LONGEST_QUOTED = 300
TITLES = {
    Finding.EXACT: "✅ Printed exactly so",
    Finding.NEARLY: "✏️ Printed, but not in these words",
    Finding.SOMEONE_ELSE: "⚠️ Said by someone else",
    Finding.NOT_FOUND: "❌ Not found",
}


def verdict_card(verdict: Verdict, card: KeptCard) -> Card:
    """The finding, and the places where the words stand, or nearly; the last places are dropped to make it fit."""
    head = (
        f"### {TITLES[verdict.finding]}",
        *_claim(verdict),
        plain(verdict.reason, LONGEST_SENTENCE),
        _tolerated(verdict),
    )
    kept = enumerate(zip(verdict.found, card.passages, strict=False))
    places = [_place(verdict, found, passage, card.key, number) for number, (found, passage) in kept]
    buttons = _thumbs(card.key) if card.key else ()
    while True:
        shown = Card(tuple(filter(None, head)), tuple(places), _footer(verdict, len(places), card), buttons=buttons)
        if shown.length <= LONGEST_CARD or not places:
            return shown
        places.pop()


def _claim(verdict: Verdict) -> tuple[str, str]:
    """The words that were asked about, unless they stand beside what is printed, and whose they are said to be."""
    text, _ = fitting(one_line(verdict.quotation), (), LONGEST_QUOTED)
    speaker = f"-# said to be by {plain(verdict.speaker, LONGEST_QUOTED)}" if verdict.speaker else ""
    return "" if _differs(verdict) else text, speaker


def _differs(verdict: Verdict) -> bool:
    return any(found.differences for found in verdict.found)


def _place(verdict: Verdict, found: Found, passage: KeptPassage, key: str, number: int) -> CitedQuotation:
    button = Button(Press(Action.CONTEXT, key, number), "Context") if key else None
    printed, cut = _printed(found)
    if not found.differences:
        return CitedQuotation(printed, citation(number + 1, passage, cut), button)
    theirs, _ = fitting(verdict.quotation, [each.quoted for each in found.differences], LONGEST_PASSAGE)
    line = citation(number + 1, passage, cut)
    return CitedQuotation(f"-# printed\n{printed}", line, button, f"-# your words\n{theirs}")


def _printed(found: Found) -> tuple[str, Cut]:
    """The printed words: those that differ in bold, or, where none does, the quotation within its paragraph."""
    quote = found.quotes[0]
    if found.differences:
        texts = [fitting(q.text, found.marks(n), LONGEST_PASSAGE)[0] for n, q in enumerate(found.quotes[:2])]
        return "\n> \n".join(texts), Cut(end=len(found.quotes) > len(texts))
    return fitting(quote.paragraph.text, [(quote.start, quote.end)], LONGEST_PASSAGE)


def _tolerated(verdict: Verdict) -> str:
    overlooked = verdict.found[0].tolerated if verdict.found else ()
    return f"-# {escape('tolerated: ' + ', '.join(overlooked))}" if overlooked else ""


def _footer(verdict: Verdict, shown: int, card: KeptCard) -> str:
    index = f"index of {day(card.built)}"
    if verdict.places <= shown:
        return f"-# {index}"
    more = "" if verdict.counted_all else " or more"
    return f"-# {shown} of {verdict.places:,}{more} places · {index}"


def _thumbs(key: str) -> tuple[Button, Button]:
    return Button(Press(Action.UP, key), emoji="👍"), Button(Press(Action.DOWN, key), emoji="👎")
