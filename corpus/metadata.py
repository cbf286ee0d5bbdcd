"""What a page tells about itself: title, source, author, date, address."""

import re
from dataclasses import dataclass
from datetime import date, datetime

_LABEL = re.compile(
    r"^\W*(?:(?:first|last)\s+)?(?:published|updated|posted|modified|printed|date)?\s*(?:on|at)?\W*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Metadata:
    """All of it optional: what is not told is not guessed."""

    title: str | None = None
    source: str | None = None
    author: str | None = None
    published: date | None = None
    url: str | None = None


def parse_date(text: str) -> date | None:
    """The day that a line such as "Published: 5 March 2024" names; None unless day, month and year stand there."""
    from dateutil import parser  # 40 ms, and only a build needs it

    bare = _LABEL.sub("", text, count=1).strip(" |·—–-")
    if not _YEAR.search(bare) or len(bare) > 60:
        return None
    try:
        # two defaults that differ in day and month: a date that leaves one of them out comes back as two dates
        first, second = (parser.parse(bare, default=datetime(2000, *day)) for day in ((1, 1), (2, 2)))
    except (ValueError, OverflowError):
        return None
    return first.date() if first.date() == second.date() else None
