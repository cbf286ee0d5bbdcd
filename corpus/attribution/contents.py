"""Which words of a paragraph a statement gives: before its cue, after it, or around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.attribution.quotation import Quotation, quoted_share
from corpus.attribution.readings import Reading, Statement
from corpus.records import Mode
from corpus.sentences import sentence_spans

DIRECT_SHARE = 0.85  # PolNeAR's own division of direct, mixed and indirect contents
MIXED_SHARE = 0.08
_LEADING = re.compile(r"(?:\W*\b(?:that)\b)?[\s,:;–—-]*")


@dataclass(frozen=True, slots=True)
class Content:
    """A span of the paragraph's text and how its words are given."""

    start: int
    end: int
    mode: Mode


def contents(reading: Reading) -> list[Content]:
    """The content of each statement of a reading, in the order of its statements."""
    sentences = sentence_spans(reading.text)
    return [_content(reading, statement, sentences) for statement in reading.statements]


def whole(reading: Reading) -> Content:
    """The whole paragraph as content: a quotation that runs on."""
    start, end = _trimmed(reading.text, 0, len(reading.text))
    return Content(start, end, mode_of(quoted_share(start, end, reading.quotations)))


def mode_of(share: float) -> Mode:
    """Direct, mixed or indirect by the share of the words that is quoted."""
    if share > DIRECT_SHARE:
        return Mode.DIRECT
    return Mode.MIXED if share > MIXED_SHARE else Mode.INDIRECT


def sentence_of(position: int, sentences: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The sentence that holds a position, or the last one before it."""
    return next((s for s in reversed(sentences) if s[0] <= position), sentences[0])


def _content(reading: Reading, statement: Statement, sentences: Sequence[tuple[int, int]]) -> Content:
    text, quotations = reading.text, reading.quotations
    first, last = sentence_of(statement.start, sentences)
    last = max(last, min(statement.end, len(text)))
    if _comes_before(text, first, statement.start):
        start, end = first, statement.start
        if any(statement.end <= q.start < last for q in quotations):
            end = last
    else:
        start, end = statement.end, last
    start, end = _with_quotations(reading, statement, start, end)
    leading = _LEADING.match(text, start, end)
    start, end = _trimmed(text, leading.end() if leading else start, end)
    if start == end:
        start, end = first, last
    return Content(start, end, mode_of(_share(statement, start, end, quotations)))


def _comes_before(text: str, first: int, cue: int) -> bool:
    """Whether what is said stands in front of who says it: words and a comma or a closing mark."""
    before = text[first:cue].rstrip()
    return len(before.split()) >= 2 and before[-1] in ",?!”\"'—–-"


def _with_quotations(reading: Reading, statement: Statement, start: int, end: int) -> tuple[int, int]:
    """The span widened by the quotations that it cuts or that go on right behind it."""
    others = [s.start for s in reading.statements if s is not statement]
    for quotation in reading.quotations:
        if quotation.start < start < quotation.end and quotation.start not in others:
            start = quotation.start
        cuts = quotation.start < end < quotation.end
        between = reading.text[max(end, statement.end) : quotation.start]
        follows = end <= quotation.start and not between.strip(" .,:;\u00a0")
        if (cuts or follows) and not any(end <= o < quotation.start for o in others):
            end = quotation.end
    return start, max(start, end)


def _share(statement: Statement, start: int, end: int, quotations: Sequence[Quotation]) -> float:
    """The quoted share of the span without the words that name the speaker."""
    named = max(0, min(end, statement.end) - max(start, statement.start))
    return quoted_share(start, end, quotations) * (end - start) / max(1, end - start - named)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space and commas around it."""
    blank = " \t\r\n\u00a0,"
    while start < end and text[start] in blank:
        start += 1
    while start < end and text[end - 1] in blank:
        end -= 1
    return start, end
