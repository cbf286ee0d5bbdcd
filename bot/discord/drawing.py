"""How a kept card is drawn: a page of its passages, its refusal, or what stands around one passage."""

from bot.discord.actions import Action, Button, Press
from bot.discord.card import LONGEST_CARD, LONGEST_SENTENCE, Card, CitedQuotation, cited, fitting, plain
from bot.discord.citation import Cut, citation, day, omission
from bot.discord.kept import CardKind, KeptCard, KeptPassage, Neighbour
from corpus.sentences import sentence_spans

LONGEST_QUESTION = 200
LONGEST_SUBJECT = 150
LONGEST_MIDDLE = 1_300  # of a quoted paragraph in its context, after escaping
LONGEST_NEIGHBOURS = (1_000, 600)  # of each paragraph beside it: the first length with which all fits
NEAREST = "**Closest passages.** They come closest to the message, but may say something else."
NEAR_MISSES = "**Closest passages.** They come closest, but do not answer the question."


def drawn(card: KeptCard, *, threads: bool = False, size: int) -> Card:
    """A card as it is first shown; `threads` says whether one could be begun there."""
    return refusal(card) if card.refused else page(card, 0, threads=threads, size=size)


def refusal(card: KeptCard) -> Card:
    """Why there is no answer, with the closest passages behind a button."""
    button = Button(Press(Action.CLOSEST, card.key), "Closest passages")
    buttons = (button,) if card.key and card.passages else ()
    return Card(_head(card), (), f"-# index of {day(card.built)}", *_subject(card), buttons)


def page(card: KeptCard, first: int, *, threads: bool = False, size: int) -> Card:
    """At most `size` passages from the one numbered `first`, 0-based, on; fewer where they would not fit."""
    starts = [0]
    while True:
        begin = starts[-1]
        shown = _fit(card, begin, size)
        following = begin + len(shown)
        if begin >= first or following >= len(card.passages):
            break
        starts.append(following)
    buttons = _buttons(card, starts, following, threads) if card.key else ()
    footer = _footer(card, begin, following)
    return Card((*_head(card), *_near_misses(card)), shown, footer, *_subject(card), buttons)


def context(card: KeptCard, number: int) -> Card:
    """One passage between the paragraphs before and after it, for somebody who wants to judge a quotation."""
    roomy, tight = (_context(card.passages[number], number, longest) for longest in LONGEST_NEIGHBOURS)
    return roomy if roomy.length <= LONGEST_CARD else tight


def _context(passage: KeptPassage, number: int, longest: int) -> Card:
    middle, cut = fitting(passage.text, passage.bold, LONGEST_MIDDLE)
    parts = (
        "### Context",
        *_neighbour(passage.before, longest, at_end=True),
        _labelled(f"**▸ paragraph {passage.ordinal}, quoted**", omission(cut), middle),
        *_neighbour(passage.after, longest, at_end=False),
    )
    return Card(parts, footer=citation(number + 1, passage, Cut()))


def _fit(card: KeptCard, first: int, size: int) -> tuple[CitedQuotation, ...]:
    shown: list[CitedQuotation] = []
    heading = ""
    for number, passage in enumerate(card.passages[first : first + size], first):
        button = Button(Press(Action.CONTEXT, card.key, number), "Context") if card.key else None
        last, heading = heading, _day(passage) if card.kind is CardKind.TIMELINE else ""
        shown.append(cited(number + 1, passage, button, heading=heading if heading != last else ""))
    room = Card(
        (*_head(card), *_near_misses(card)), footer=_footer(card, first, first + size), subject=_subject(card)[0]
    )
    while len(shown) > 1 and Card((), tuple(shown)).length + room.length > LONGEST_CARD:
        shown.pop()
    return tuple(shown)


def _day(passage: KeptPassage) -> str:
    return f"**{day(passage.published) if passage.published else 'no date'}**"


def _head(card: KeptCard) -> tuple[str, ...]:
    title = "Sources for: " if card.kind is CardKind.SOURCES else ""
    people = f"-# the name may mean {plain(' or '.join(card.people), LONGEST_SUBJECT)}" if card.people else ""
    texts = (
        f"### {title}{plain(card.question, LONGEST_QUESTION)}",
        _filters(card),
        people,
        plain(card.reason or "", LONGEST_SENTENCE) if card.refused else "",
    )
    return tuple(text for text in texts if text)


def _near_misses(card: KeptCard) -> tuple[str, ...]:
    if not card.reason or not card.passages:
        return ()
    return (NEAR_MISSES if card.refused else NEAREST,)


def _subject(card: KeptCard) -> tuple[str, Button | None]:
    if not card.carried:
        return "", None
    drop = Button(Press(Action.DROP, card.key), "Drop subject") if card.key else None
    return f"-# carried on: {plain(card.carried, LONGEST_SUBJECT)}", drop


def _filters(card: KeptCard) -> str:
    parts = (
        f"said by {plain(card.speaker, LONGEST_SUBJECT)}" if card.speaker and card.kind is CardKind.ANSWER else "",
        f"in {plain(card.source, LONGEST_SUBJECT)}" if card.source else "",
        f"since {day(card.since)}" if card.since else "",
        f"until {day(card.until)}" if card.until else "",
    )
    told = " · ".join(part for part in parts if part)
    return f"-# only {told}" if told else ""


def _buttons(card: KeptCard, starts: list[int], following: int, threads: bool) -> tuple[Button, ...]:
    thumbs = (Button(Press(Action.UP, card.key), emoji="👍"), Button(Press(Action.DOWN, card.key), emoji="👎"))
    if card.kind is CardKind.TIMELINE:
        return (*_earlier_later(card, starts, following), *thumbs)
    follow = Button(Press(Action.FOLLOW, card.key), "Ask a follow-up")
    thread = (Button(Press(Action.THREAD, card.key), "Thread"),) if threads and not card.private else ()
    more = _more(card, starts[-1], following)
    if card.reason:
        return more
    return (*more, *thumbs) if card.kind is CardKind.SOURCES else (*more, follow, *thread, *thumbs)


def _more(card: KeptCard, begin: int, following: int) -> tuple[Button, ...]:
    """One button that goes round: it is always at the same place."""
    action = Action.CLOSEST if card.reason else Action.MORE
    if following < len(card.passages):
        return (Button(Press(action, card.key, following), "More passages"),)
    return (Button(Press(action, card.key), "First passages"),) if begin else ()


def _earlier_later(card: KeptCard, starts: list[int], following: int) -> tuple[Button, ...]:
    earlier = (Button(Press(Action.MORE, card.key, starts[-2]), "Earlier"),) if len(starts) > 1 else ()
    later = (Button(Press(Action.MORE, card.key, following), "Later"),) if following < len(card.passages) else ()
    return (*earlier, *later)


def _footer(card: KeptCard, first: int, following: int) -> str:
    index = f"index of {day(card.built)}"
    if not card.passages:
        return f"-# {index}"
    total = len(card.passages)
    following = min(following, total)
    which = f"{first + 1}–{following} of " if first else (f"{following} of " if following < total else "")
    newest = f", the newest of {card.found:,}" if card.found > total else ""
    sources = _count(len({passage.source or passage.document for passage in card.passages}), "source")
    return f"-# {which}{_count(total, 'passage')}{newest} · {sources} · {index}"


def _neighbour(neighbour: Neighbour | None, longest: int, *, at_end: bool) -> tuple[str, ...]:
    """A paragraph beside the quoted one; where it is too long, what stands nearest to that is shown."""
    if neighbour is None:
        return ()
    nearest = sentence_spans(neighbour.text)[-1:] if at_end else ()
    text, cut = fitting(neighbour.text, (), longest, keep=next(iter(nearest), None))
    return (_labelled(f"-# paragraph {neighbour.ordinal}", omission(cut), text),)


def _labelled(label: str, left_out: str, quotation: str) -> str:
    return f"{label}{f' · {left_out}' if left_out else ''}\n{quotation}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
