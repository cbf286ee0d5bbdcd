"""The part of a paragraph that fits: whole if it can be, else from sentence end to sentence end."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import takewhile

from bot.discord.markdown import Span

_ABBREVIATION = r"(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})"  # J. Mr. Gen.
_SENTENCE_END = re.compile(rf"(?:{_ABBREVIATION}\.|[!?…])[\"'”’»)\]]*(?=\s)|[。！？][」』”’]*")
_WORD_END = re.compile(r"(?<=\S)(?=\s)")
_JOINER = "\u200d"  # zero width joiner: 👩‍🌾 is three characters and one picture

Fits = Callable[[int, int], bool]  # whether a span of the text, start to end, is short enough


def excerpt(text: str, highlight: Span | None, fits: Fits) -> Span:
    """The longest span that `fits` and holds the highlight, or as much of the highlight as there is room for.

    Begins at the paragraph's start if the highlight can be reached from there. Ends after a sentence; where
    that would waste half of the room, after a word; failing that between characters that are drawn apart.
    """
    highlight = highlight or (0, len(text))
    start = 0 if fits(0, highlight[1]) else highlight[0]
    if fits(start, len(text)):
        return start, len(text)
    limit = _last_fitting(text, start, fits)
    ends = takewhile(lambda end: end <= limit, _ends(_SENTENCE_END, text, start))
    sentence = max((*ends, highlight[1] if highlight[1] <= limit else start))
    longest = _longest(text, start, limit)
    enough = sentence >= highlight[1] or _half(start, longest) <= sentence
    return start, sentence if enough else longest


def shortened(text: str, longest: int) -> str:
    """Text that is not a quotation, cut after a word, with the mark of omission."""
    if length(text) <= longest:
        return text
    limit = _last_fitting(text, 0, lambda start, end: length(text[start:end]) < longest)
    return text[: _longest(text, 0, limit)].rstrip() + "…"


def length(text: str) -> int:
    """Characters as Discord may count them: in UTF-16, where an emoji takes two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _longest(text: str, start: int, limit: int) -> int:
    """The last end up to the limit: of a word, else of a drawn character, else of any character."""
    word = max(_ends(_WORD_END, text[: limit + 1], start), default=start)
    if _half(start, limit) <= word:
        return word
    return max(_drawn_apart(text, start, limit), default=limit)


def _half(start: int, end: int) -> int:
    return start + (end - start + 1) // 2


def _last_fitting(text: str, start: int, fits: Fits) -> int:
    low, high = start, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(start, middle) else (low, middle - 1)
    return low


def _ends(pattern: re.Pattern[str], text: str, start: int) -> Iterator[int]:
    return (match.end() for match in pattern.finditer(text, start) if match.end() > start)


def _drawn_apart(text: str, start: int, limit: int) -> Iterator[int]:
    return (end for end in range(start + 1, limit + 1) if not _joined(text[end - 1], text[end : end + 1]))


def _joined(before: str, after: str) -> bool:
    """Whether two characters are drawn as one: an accent, a skin tone, a flag, a joined emoji."""
    if not after:
        return False
    combining = unicodedata.category(after).startswith("M") or "\U0001f3fb" <= after <= "\U0001f3ff"
    flag = all("\U0001f1e6" <= character <= "\U0001f1ff" for character in (before, after))
    return combining or flag or _JOINER in (before, after)
