"""Text that Discord's markdown shows exactly as it is.

A backslash goes before every character that could start markup, a mention, an emoji or a link, and at the
start of a line before what would start a list. Nothing invisible is added; what a reader copies is the text.
"""

import re
from collections.abc import Iterable

Span = tuple[int, int]  # start and end, offsets into a text

_MARKUP = re.compile(r"[\\*_`~|\[\]()<>#@:]")
_LIST_MARK = re.compile(r"((?:\A|(?<=[\r\n]))[^\S\r\n]*(?:\d+(?=\.))?)([-+.])")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_LINE_END = re.compile(r"(\r\n|\r|\n)")


def escape(text: str) -> str:
    """The text with a backslash before everything that Discord would interpret."""
    return _LIST_MARK.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", text))


def unescape(text: str) -> str:
    """What a reader sees of escaped text; the inverse of `escape`."""
    return _ESCAPED.sub(r"\1", text)


def quoted(text: str) -> str:
    """A block quotation: `> ` on every line, so that text after it stands outside."""
    return "> " + _LINE_END.sub(r"\1> ", text)


def marked(text: str, bold: Iterable[Span]) -> str:
    """Escaped text with the given spans in bold; the asterisks stand outside of what is escaped."""
    pieces, position = [], 0
    for start, end in _merged(bold):
        pieces += [escape(text[position:start]), _bold(text[start:end])]
        position = end
    return "".join([*pieces, escape(text[position:])])


def one_line(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def _bold(text: str) -> str:
    """Bold line by line, because bold that spans lines ends where a quotation's next line begins."""
    return "".join(_bold_line(piece) for piece in _LINE_END.split(text))


def _bold_line(line: str) -> str:
    core = line.strip()
    if not core:
        return line
    before, after = line[: line.index(core)], line[line.index(core) + len(core) :]
    return f"{before}**{escape(core)}**{after}"


def _merged(spans: Iterable[Span]) -> list[Span]:
    """In order, with overlapping and touching spans joined: `**a****b**` would not be bold."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
