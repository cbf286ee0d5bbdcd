"""Long quotations put short, so that a parser sees who says rather than what is said."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.attribution.quotation import Quotation

STAND_IN = "That is so"
_STRAIGHT = str.maketrans("“”„‟‘’\u00a0", '""""\'\' ')
_TITLES = {
    "Sen.": "Senator",
    "Rep.": "Representative",
    "Gov.": "Governor",
    "Sens.": "Senators",
    "Reps.": "Representatives",
    "Lt.": "Lieutenant",
    "Gen.": "General",
    "Col.": "Colonel",
    "Prof.": "Professor",
    "Sgt.": "Sergeant",
    "Capt.": "Captain",
}
_PARTY = r"\s\([RDI](?:[-–][^()]{1,12})?\)|,\s[RDI]-[A-Z][a-z]+\b\.?,?"  # (R-Ohio): a parser stumbles over it
_TITLE = r"\b(?:Sens?|Reps?|Gov|Lt|Gen|Col|Prof|Sgt|Capt)\.(?=\s[A-Z])"  # its full stop ends no sentence
_SHORTENED = re.compile(rf"''|``|{_PARTY}|{_TITLE}")


@dataclass(frozen=True, slots=True)
class Condensed:
    """A text for the parser; `origin` leads its offsets back to the paragraph."""

    text: str
    _pieces: tuple[tuple[int, int], ...]  # (offset here, offset in the paragraph) where each piece begins

    def origin(self, offset: int) -> int:
        """The paragraph's offset of a character of this text; within a stand-in, one of what it stands for."""
        i = bisect_right(self._pieces, (offset, 1 << 60)) - 1
        here, there = self._pieces[i]
        following = self._pieces[i + 1][1] if i + 1 < len(self._pieces) else there + offset - here + 1
        return min(there + offset - here, max(there, following - 1))


def condense(text: str, quotations: Sequence[Quotation]) -> Condensed:
    """The text with straight marks, and with a stand-in for each quotation of a whole sentence or more."""
    parts: list[str] = []
    pieces: list[tuple[int, int]] = []
    length = position = 0
    for start, end, replacement in sorted(_replacements(text, quotations)):
        pieces.append((length, position))
        parts += [text[position:start], replacement]
        length += start - position + len(replacement)
        position = end
    pieces.append((length, position))
    parts.append(text[position:])
    return Condensed("".join(parts).translate(_STRAIGHT), tuple(pieces))


def _replacements(text: str, quotations: Sequence[Quotation]) -> Iterator[tuple[int, int, str]]:
    whole = [_inside(text, q) for q in quotations if _is_sentence(text[q.start : q.end])]
    yield from ((start, end, STAND_IN) for start, end in whole)
    for found in _SHORTENED.finditer(text):
        if not any(start < found.end() and found.start() < end for start, end in whole):
            doubled = found.group() in ("''", "``")
            yield found.start(), found.end(), '"' if doubled else _TITLES.get(found.group(), "")


def _inside(text: str, quotation: Quotation) -> tuple[int, int]:
    """What stands between the marks, without the punctuation before the closing one."""
    letters = (i for i in range(quotation.start, quotation.end) if text[i].isalnum())
    start = next(letters, quotation.start + 1)
    end = len(text[: quotation.end].rstrip("”\"„‟'` "))
    return start, end - (text[end - 1] in ",.?!—–-")


def _is_sentence(quoted: str) -> bool:
    return len(quoted.split()) >= 5 and bool(re.match(r"\W*[A-ZÀ-Þ0-9]", quoted))
