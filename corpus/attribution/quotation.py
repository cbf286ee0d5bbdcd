"""Where double quotation marks open and close in a paragraph, curly or straight, paired or not."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_MARKS = re.compile("[“”\"„‟]|''|``")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A span of quoted words with its marks; `left_open` when the closing mark is missing."""

    start: int
    end: int
    left_open: bool = False


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """The quotations of a paragraph in order, without overlap.

    A first closing mark that nothing opened closes a quotation from the start of the paragraph:
    its opening mark was lost. A quotation that nothing closes runs to the end.
    """
    found: list[Quotation] = []
    opened: int | None = None
    for mark in _MARKS.finditer(text):
        if opened is None and _opens(text, mark):
            opened = mark.start()
        elif opened is not None and not _opens(text, mark):
            found.append(Quotation(opened, mark.end()))
            opened = None
        elif opened is None and not found and _after_sentence(text, mark):
            found.append(Quotation(0, mark.end()))
    if opened is not None and text[opened:].strip("“”\"„‟'` "):
        found.append(Quotation(opened, len(text), left_open=True))
    return tuple(found)


def opens_with_quotation(text: str, quotations: Sequence[Quotation]) -> bool:
    """Whether the paragraph's first words are quoted and their opening mark is there."""
    if not quotations or text[: quotations[0].start].strip(" \t\u00a0([-–—•…"):
        return False
    return _MARKS.match(text, quotations[0].start) is not None


def is_quoted(position: int, quotations: Sequence[Quotation]) -> bool:
    """Whether the character at `position` stands inside quotation marks."""
    before = bisect_right(quotations, position, key=lambda quotation: quotation.start)
    return before > 0 and position < quotations[before - 1].end


def quoted_share(start: int, end: int, quotations: Sequence[Quotation]) -> float:
    """The part of `start:end` that stands inside quotation marks, 0 to 1."""
    quoted = sum(max(0, min(end, q.end) - max(start, q.start)) for q in quotations)
    return quoted / max(1, end - start)


def _opens(text: str, mark: re.Match[str]) -> bool:
    """Curly marks tell; a straight one opens when a word follows it but none comes before."""
    if mark.group() in ("“", "„", "‟", "``"):
        return True
    if mark.group() == "”":
        return False
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    return bool(after.strip()) and (not before.strip() or before in "([—–-/‘")


def _after_sentence(text: str, mark: re.Match[str]) -> bool:
    return text[mark.start() - 1 : mark.start()] in (",", ".", "?", "!")
