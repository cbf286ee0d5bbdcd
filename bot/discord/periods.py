"""Days as people write them in an option: a day, a month, a year, or a stretch that ends today."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.dates import first_day, last_day

_DAY = timedelta(days=1)
_LAST_DAYS = re.compile(r"(?:last|past) (\d{1,4}) days?")
_DAYS_AGO = re.compile(r"(\d{1,4}) days? ago")
_RELATIVE = ("today", "yesterday", "last 7 days", "last 30 days", "last 365 days")
_CALENDAR = ("this month", "last month", "this year", "last year")


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included."""

    first: date
    last: date


def period(text: str, today: date) -> Period:
    """What is meant by 2021, 2021-05, 2021-05-23, yesterday, last 7 days and the like. Raises ValueError."""
    phrase = " ".join(text.lower().split())
    try:
        if phrase in _NAMED:
            return _NAMED[phrase](today)
        if found := _LAST_DAYS.fullmatch(phrase):
            return Period(today - (max(1, int(found[1])) - 1) * _DAY, today)
        if found := _DAYS_AGO.fullmatch(phrase):
            return _single(today - int(found[1]) * _DAY)
        return Period(first_day(phrase), last_day(phrase))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"“{text}” is no day; write 2021, 2021-05, 2021-05-23, yesterday or last 7 days") from error


def suggestions(typed: str, today: date) -> list[str]:
    """What the typed beginning may become, likeliest first; all of it can be read by `period`."""
    beginning = " ".join(typed.lower().split())
    offered = (*_RELATIVE, *_CALENDAR, *_numbered(beginning), *_calendar(beginning, today))
    return [each for each in dict.fromkeys(offered) if each.startswith(beginning) or beginning in each.split()]


def _numbered(beginning: str) -> Iterator[str]:
    """“last 14 days” for 14."""
    if found := re.match(r"(?:last |past )?(\d{1,3})\b", beginning):
        yield f"last {int(found[1])} days"
        yield f"{int(found[1])} days ago"


def _calendar(beginning: str, today: date) -> Iterator[str]:
    """The typed year with its months, or the typed month with its days, else the latest months and years."""
    if re.fullmatch(r"\d{4}-\d\d-?\d?\d?", beginning):
        yield from _days(beginning[:7])
    elif re.fullmatch(r"\d{4}-?\d?", beginning):
        yield beginning[:4]
        yield from (f"{beginning[:4]}-{month:02}" for month in range(1, 13))
    yield from (f"{today.year - back}" for back in range(10))
    yield from (f"{today.year}-{month:02}" for month in range(today.month, 0, -1))


def _days(month: str) -> Iterator[str]:
    try:
        last = last_day(month)
    except ValueError:
        return
    yield month
    yield from (f"{month}-{day:02}" for day in range(1, last.day + 1))


def _single(day: date) -> Period:
    return Period(day, day)


def _month(day: date) -> Period:
    return Period(first_day(f"{day:%Y-%m}"), last_day(f"{day:%Y-%m}"))


def _year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


_NAMED: dict[str, Callable[[date], Period]] = {
    "today": _single,
    "yesterday": lambda today: _single(today - _DAY),
    "last week": lambda today: Period(today - 6 * _DAY, today),
    "this month": _month,
    "last month": lambda today: _month(today.replace(day=1) - _DAY),
    "this year": lambda today: _year(today.year),
    "last year": lambda today: _year(today.year - 1),
}
