"""Where the paragraphs of a text stand, before anyone knows what they are."""

import re
from dataclasses import dataclass
from itertools import groupby

from corpus.records import Kind

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_BLANK = "".join(chr(code) for code in (0xFEFF, 0x200B, 0x2060))  # a mark and spaces of no width
_WRAP_SHORTEST, _WRAP_LONGEST = 50, 100  # the line lengths, in characters, of text wrapped by hand
_WRAPPED_SHARE = 0.7
_SHORTEST_PROSE, _LONGEST_PARAGRAPH = 40, 1500  # characters
SENTENCE_END = re.compile(r"""[.!?…:;。！？]["'”’»)\]]*$""")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of canonical text that is one paragraph; `kind` where the format's markup tells it."""

    start: int
    end: int
    alone: bool = True  # blank lines, or the ends of the text, on both sides
    kind: Kind | None = None


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """`start:end` without the white space at its ends; empty spans come back with equal offsets."""
    piece = text[start:end]
    core = piece.strip().strip(_BLANK).strip()
    if not core:
        return start, start
    start += piece.index(core)
    return start, start + len(core)


def text_spans(text: str) -> list[Span]:
    """Each line that is not blank; lines of prose without a blank line between them are one paragraph.

    That is so where the text parts its prose by blank lines elsewhere, and up to the length of a long paragraph:
    more lines than that are paragraphs that were saved without blank lines. Text wrapped by hand goes by blocks.
    """
    blocks = _blocks(text)
    if _wrapped(blocks):
        return [Span(block[0][0], block[-1][1]) for block in blocks]
    if sum(any(_is_prose(text[start:end]) for start, end in block) for block in blocks) > 1:
        blocks = [_joined(text, block) for block in blocks]
    return [Span(start, end, alone=len(block) == 1) for block in blocks for start, end in block]


def _is_prose(line: str) -> bool:
    return len(line) >= _SHORTEST_PROSE and SENTENCE_END.search(line) is not None


def _joined(text: str, block: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The lines of a block, runs of prose made one."""
    joined: list[tuple[int, int]] = []
    for prose, run in groupby(block, key=lambda line: _is_prose(text[line[0] : line[1]])):
        lines = list(run)
        whole = (lines[0][0], lines[-1][1])
        joined += [whole] if prose and whole[1] - whole[0] <= _LONGEST_PARAGRAPH else lines
    return joined


def _blocks(text: str) -> list[list[tuple[int, int]]]:
    """Runs of lines with no blank line between them, as stripped offsets."""
    blocks: list[list[tuple[int, int]]] = []
    last = None
    for found in _LINE.finditer(text):
        start, end = stripped(text, *found.span())
        if start == end:
            last = None
        elif last is not None and not _gap(text[last:start]):
            blocks[-1].append((start, end))
            last = found.end()
        else:
            blocks.append([(start, end)])
            last = found.end()
    return blocks


def _gap(between: str) -> bool:
    return len(re.findall(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", between)) > 1


def _wrapped(blocks: list[list[tuple[int, int]]]) -> bool:
    """Whether nearly all lines that another line follows have the length of wrapped text."""
    inner = [end - start for block in blocks for start, end in block[:-1]]
    fitting = sum(_WRAP_SHORTEST <= length <= _WRAP_LONGEST for length in inner)
    return len(inner) >= 4 and fitting / len(inner) >= _WRAPPED_SHARE
