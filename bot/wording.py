"""Texts made comparable: one style of white space and quotation marks, with the way back to the text itself."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import regex

Span = tuple[int, int]  # start and end, offsets into a text


class Tolerance(StrEnum):
    """What two texts may differ in and still be the same words."""

    SPACE = "white space"
    MARKS = "the style of quotation marks"
    INVISIBLE = "invisible characters"
    COMPOSED = "how accents are encoded"
    OMISSION = "words left out where the quotation says so"


_HIDDEN = "\u00ad\u200b-\u200f\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff"
_DOUBLE, _SINGLE = '"“”„‟«»″「」『』', "'‘’‚‛‹›`´′"
_FOLDED = re.compile(
    rf"(?P<space>[\s{_HIDDEN}]{{2,}}|[^\S ])|(?P<hidden>[{_HIDDEN}])"
    rf"|(?P<apostrophe>(?<=\w)[{_SINGLE}](?=\w))|(?P<mark>''|``|[{_DOUBLE}{_SINGLE}])"
    rf"|(?P<accent>.[\u0300-\u036f\u3099\u309a]+)",
    re.DOTALL,
)
_STEP = {
    "space": Tolerance.SPACE,
    "hidden": Tolerance.INVISIBLE,
    "apostrophe": Tolerance.MARKS,
    "mark": Tolerance.MARKS,
    "accent": Tolerance.COMPOSED,
}
OMISSION_SIGN = r"\[\s*(?:…|\.{3,})\s*\]|\(\s*(?:…|\.{3,})\s*\)|…|\.(?:\s?\.){2,}"
_OMISSION = re.compile(rf"\s*(?:{OMISSION_SIGN})\s*")
_LETTER = r"[\w\p{M}]"
_WITHIN = regex.compile(
    rf"{_LETTER}\0{_LETTER}|{_LETTER}[-'‐‑]\0{_LETTER}|{_LETTER}\0[-'‐‑]{_LETTER}|\d[.,]\0\d|\d\0[.,]\d"
)
_SIGNED = re.compile(r"(?:\A|\W)[-−+]\d")  # a number without its sign is another number


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in the one style, and where each of its characters came from."""

    text: str
    starts: tuple[int, ...]  # offsets into the text that was folded, of each character
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The stretch of the text that was folded."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str, *, keep: Tolerance | None = None) -> Folded:
    """The text with one style of space, quotation marks and accents, and without what nobody sees.

    A single quotation mark within a word is an apostrophe, any other mark is a double one. `keep` leaves one kind
    of difference as it is.
    """
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    last = 0
    for found in _FOLDED.finditer(text):
        kind = found.lastgroup or ""
        if _STEP[kind] is keep:
            continue
        start, end = found.span()
        piece = _written(kind, found[0])
        pieces += [text[last:start], piece]
        starts += [*range(last, start), *([start] * len(piece))]
        ends += [*range(last + 1, start + 1), *([end] * len(piece))]
        last = end
    pieces.append(text[last:])
    starts += range(last, len(text))
    ends += range(last + 1, len(text) + 1)
    return Folded("".join(pieces), tuple(starts), tuple(ends))


def pieces(quotation: str) -> list[str]:
    """The folded parts of a quotation between its signs of omission; one where it has none."""
    return [folded for piece in _OMISSION.split(quotation) if (folded := fold(piece).text.strip())]


def find(text: str, words: str, start: int = 0) -> int:
    """Where folded words stand in a folded text, as whole words and numbers; -1 where they do not."""
    while (start := text.find(words, start)) >= 0:
        if is_whole(text, start, start + len(words)):
            return start
        start += 1
    return -1


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether a stretch cuts no word and no number: “5 million” is not in “1.5 million”, nor “fair” in “unfair”."""
    return not (_within(text, start) or _within(text, end) or _SIGNED.match(text[max(0, start - 2) : start + 1]))


def _within(text: str, place: int) -> bool:
    return _WITHIN.search(f"{text[max(0, place - 2) : place]}\0{text[place : place + 2]}") is not None


def tolerated(quoted: str, printed: str) -> tuple[Tolerance, ...]:
    """What had to be overlooked for two texts to be the same."""
    steps = (Tolerance.SPACE, Tolerance.MARKS, Tolerance.INVISIBLE, Tolerance.COMPOSED)
    return tuple(s for s in steps if fold(quoted, keep=s).text.strip() != fold(printed, keep=s).text.strip())


def _written(kind: str, found: str) -> str:
    if kind == "space":
        return " " if any(character.isspace() for character in found) else ""
    if kind == "accent":
        return unicodedata.normalize("NFC", found)
    return {"hidden": "", "apostrophe": "'", "mark": '"'}[kind]
