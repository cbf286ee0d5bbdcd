"""Filters that a question states in words: “published since May 2024”, “in the Skerrin Wire”. Only certain ones."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.dates import first_day, last_day
from bot.records import Question

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_DAY = rf"(?:(?P<day>\d{{1,2}})\s+)?(?:(?P<month>{'|'.join(_MONTHS)})\s+)?(?P<year>(?:19|20)\d\d)"
_DATED = re.compile(
    rf"\b(?:published|printed|articles?|news|stories|story|reports?|reported)\s+(?P<which>since|after|before|until|in|from|of)\s+{_DAY}\b",
    re.IGNORECASE,
)
_PLACED = re.compile(r"\s+(?:in|by|from)\s+(?=\S)", re.IGNORECASE)


def with_stated_filters(question: Question, source_called: Callable[[str], str | None]) -> Question:
    """The question with the filters that its words state, these words left out; filters that were set stay.

    `source_called` tells which source some words name in full.
    """
    text, found = question.text, _DATED.search(question.text)
    since, until = question.since, question.until
    if found is not None:
        first, last = _period(found)
        which = found["which"].lower()
        since = since or (first if which not in {"before", "until"} else None)
        until = until or (last if which not in {"since", "after"} else None)
        text = text[: found.start()] + text[found.end() :]
    rest, source = (text, question.source) if question.source else _without_source(text, source_called)
    if not re.search(r"\w", rest):
        return question
    return replace(question, text=rest, source=source, since=since, until=until)


def _period(found: re.Match[str]) -> tuple[date, date]:
    parts = [found["year"]]
    if found["month"]:
        parts.append(f"{_MONTHS.index(found['month'].lower()) + 1:02d}")
        parts += [f"{int(found['day']):02d}"] if found["day"] else []
    try:
        return first_day("-".join(parts)), last_day("-".join(parts))
    except ValueError:
        return first_day(parts[0]), last_day(parts[0])


def _without_source(text: str, source_called: Callable[[str], str | None]) -> tuple[str, str | None]:
    """A source that is named in full at the question's end, “… in the Skerrin Wire?”, and the words without it."""
    end = re.search(r"[\s?.!]*$", text)
    stop = len(text) if end is None else end.start()
    for found in _PLACED.finditer(text, 0, stop):
        source = source_called(text[found.end() : stop])
        if source is not None:
            return text[: found.start()] + text[stop:], source
    return text, None
