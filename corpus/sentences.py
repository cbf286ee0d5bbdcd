"""Where the sentences of a paragraph begin and end."""

import re

_END = re.compile(r"""[.!?…]+["'”’»)\]]*(?=\s+|$)|[。！？]["'”’」』]*""")
_ABBREVIATED = re.compile(
    r"""(?:^|[\s("“‘])(?:mr|mrs|ms|mx|dr|prof|gen|lt|col|sgt|capt|sen|rep|gov|rev|hon|st|no|vs|etc|inc|ltd|co|corp|
    jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|approx|dept|e\.g|i\.e|u\.s|u\.k|u\.n|a\.m|p\.m|(?:[a-z]\.)*[a-z])\.$""",
    re.IGNORECASE | re.VERBOSE,
)
_OPENER = re.compile(r"""\s*["'“‘„«(\[]*[^a-z\s]""")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences in order, white space between them left out; all else belongs to one of them."""
    spans, start = [], 0
    for found in _END.finditer(text):
        if _ends_here(text, found.start(), found.end()):
            spans.append((start, found.end()))
            start = found.end()
    spans.append((start, len(text)))
    return [span for raw in spans if (span := _trimmed(text, *raw)) is not None]


def _ends_here(text: str, mark: int, end: int) -> bool:
    if text[mark] in "。！？":
        return True
    if _OPENER.match(text, end) is None and end < len(text):
        return False  # the next word has a small letter: “Why?” he asked
    single_stop = text[mark] == "." and text[mark + 1 : mark + 2] != "."
    return not (single_stop and _ABBREVIATED.search(text[max(0, mark - 12) : mark + 1]))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    core = piece.strip()
    if not core:
        return None
    start += piece.index(core)
    return start, start + len(core)
