"""Where a text comes nearest to a quotation, and which words differ there."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.wording import OMISSION_SIGN, Span

_TOKEN = re.compile(rf"{OMISSION_SIGN}|[-−]?\d+(?:[.,]\d+)*(?:\w|[-']\w)*|\w+(?:[-'‐‑]\w+)*|[^\w\s]")
_OMISSION = re.compile(OMISSION_SIGN)
_NEAR = 55.0  # of 100: rapidfuzz's ratio below which a passage is not looked at
_MARGIN = 10  # words around the nearest stretch that may belong to it
_COSTS = (1, 2, 2)  # of a word that the quotation lacks, has too many, has wrong: most misquotations shorten

Pair = tuple[Span, Span]  # of the quotation, of the text


@dataclass(frozen=True, slots=True)
class Alignment:
    """The stretch of a text that is nearest, and the spans that differ."""

    span: Span
    differences: tuple[Pair, ...]
    omitted: tuple[Span, ...]  # what the text has where the quotation says that it leaves words out
    likeness: float  # share of the words that agree but for their capitals, 0 to 1; a word too many counts half


def align(quoted: str, text: str) -> Alignment | None:
    """The nearest stretch of a folded text to a folded quotation; None where nothing is near."""
    from rapidfuzz.distance import Levenshtein

    wanted, near = _tokens(quoted), _nearest(quoted, text)
    words = [quoted[start:end] for start, end in wanted]
    there = _tightest(words, near, text)
    if not there:
        return None
    printed = [text[start:end] for start, end in there]
    steps = [
        (s.tag == "equal", s.src_start, s.src_end, s.dest_start, s.dest_end)
        for s in Levenshtein.opcodes(words, printed)
    ]
    pairs = [_pair(run, wanted, there) for same, run in _runs(steps) if not same]
    omitted = [pair for pair in pairs if _OMISSION.fullmatch(quoted[slice(*pair[0])])]
    left_out = sum(len(_tokens(text[slice(*theirs)])) for _, theirs in omitted)
    agreeing = sum(
        words[mine + i].casefold() == printed[theirs + i].casefold()
        for _, mine, mine_end, theirs, theirs_end in steps
        for i in range(min(mine_end - mine, theirs_end - theirs))
    )
    mine, theirs = len(words) - len(omitted), len(printed) - left_out
    return Alignment(
        (there[0][0], there[-1][1]),
        tuple(pair for pair in pairs if pair not in omitted),
        tuple(theirs for _, theirs in omitted),
        agreeing / max(mine, (mine + theirs) / 2, 1),
    )


def nearness(quoted: str, text: str) -> float:
    """How much a stretch of a folded text looks like a folded quotation, 0 to 1; quick, to choose what to align."""
    from rapidfuzz import fuzz

    return fuzz.partial_ratio(_lowered(quoted), _lowered(text), score_cutoff=_NEAR) / 100


def _nearest(quoted: str, text: str) -> list[Span]:
    """The words of the stretch that looks most like the quotation, and a few around it."""
    from rapidfuzz import fuzz

    tokens = _tokens(text)
    near = fuzz.partial_ratio_alignment(_lowered(quoted), _lowered(text), score_cutoff=_NEAR)
    if near is None or len(text) <= len(quoted):  # rapidfuzz slides the shorter over the longer
        return [] if near is None else tokens
    inside = [i for i, (start, end) in enumerate(tokens) if start < near.dest_end and end > near.dest_start]
    return tokens[max(0, inside[0] - _MARGIN) : inside[-1] + _MARGIN + 1] if inside else []


def _tightest(words: Sequence[str], near: Sequence[Span], text: str) -> Sequence[Span]:
    """The run of these tokens that takes the fewest changes; of equals the longest, to keep wrong words' right ones."""
    from rapidfuzz.distance import Levenshtein

    printed = [text[start:end].casefold() for start, end in near]
    folded = [word.casefold() for word in words]
    margin = range(min(2 * _MARGIN, len(near)) + 1)
    cuts = [(first, len(near) - last) for first in margin for last in margin if first < len(near) - last]
    best = min(
        cuts,
        key=lambda cut: (Levenshtein.distance(folded, printed[slice(*cut)], weights=_COSTS), cut[0] - cut[1]),
        default=(0, 0),
    )
    return near[slice(*best)]


def _runs(steps: Iterable[tuple[bool, int, int, int, int]]) -> list[tuple[bool, list[tuple[bool, int, int, int, int]]]]:
    return [(same, list(run)) for same, run in groupby(steps, key=lambda step: step[0])]


def _pair(run: Sequence[tuple[bool, int, int, int, int]], wanted: Sequence[Span], there: Sequence[Span]) -> Pair:
    return _stretch(wanted, run[0][1], run[-1][2]), _stretch(there, run[0][3], run[-1][4])


def _tokens(text: str) -> list[Span]:
    return [found.span() for found in _TOKEN.finditer(text)]


def _stretch(tokens: Sequence[Span], first: int, last: int) -> Span:
    """From the first token to the last one, exclusive; empty, before the next token, where there are none."""
    if first < last:
        return tokens[first][0], tokens[last - 1][1]
    place = tokens[first][0] if first < len(tokens) else tokens[-1][1]
    return place, place


def _lowered(text: str) -> str:
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text  # offsets must stay those of the text
