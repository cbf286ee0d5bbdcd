"""Days as people write them in filters."""

import calendar
import re
from datetime import date

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def first_day(text: str) -> date:
    """The first day of 2021, 2021-05 or 2021-05-23. Raises ValueError."""
    year, month, day = _parts(text)
    return date(year, month or 1, day or 1)


def last_day(text: str) -> date:
    """The last day of 2021, 2021-05 or 2021-05-23. Raises ValueError."""
    year, month, day = _parts(text)
    return date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])


def _parts(text: str) -> tuple[int, int | None, int | None]:
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no day; write 2021, 2021-05 or 2021-05-23")
    year, month, day = (None if part is None else int(part) for part in found.groups())
    date(year or 1, month or 1, day or 1)  # raises for a month or day that there is not
    return year or 1, month, day
