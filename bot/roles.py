"""Speakers who are meant by what they are: "China's top diplomat", "the Nanjing professor"."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from embeddings.analysis import described_stems, fold, terms

# role nouns, groups of stems, a limit → speakers who are one of these and of whom each group tells one
DescribedAs = Callable[[Sequence[str], Sequence[Sequence[str]], int], Sequence[str]]
_MOST = 6  # speakers of one role: more are no answer to whom a question means
_LONGEST = 6  # words in front of a role
_LONGEST_BEHIND = 8
_STOP = re.compile(r"[,;:?!]|$")
_WORD = re.compile(r"(?<!['’])[^\W_][\w.-]*(?:['’](?!s\b)\w+)*")
_BOUNDS = frozenset(
    {
        "a",
        "an",
        "the",
        "this",
        "that",
        "which",
        "what",
        "who",
        "whom",
        "did",
        "does",
        "do",
        "has",
        "have",
        "had",
        "would",
    }
    | {
        "will",
        "is",
        "was",
        "are",
        "were",
        "to",
        "by",
        "from",
        "of",
        "on",
        "about",
        "and",
        "or",
        "with",
        "in",
        "for",
        "at",
    }
    | {"how", "why", "when", "where", "but", "so", "then", "ok", "what’s", "said", "says", "say"}
)
_INDEFINITE = frozenset({"a", "an", "which", "what", "who", "whom", "this", "that"})
_BELONGING = re.compile(r"\s+(?:of|at|from|for|in|with)\s+(?:the\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RoleMention:
    """Words of a question that tell what somebody is, and the speakers who are that."""

    start: int  # offsets into the question
    end: int
    names: tuple[str, ...]
    bare: bool  # nothing but "the mayor"


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A noun with what stands in front of it, from "the" or an owner on, and where what belongs to it may end."""

    start: int
    noun: str
    in_front: str
    noun_end: int
    ends: tuple[int, ...]  # longest first; empty where nothing belongs to it


class Roles:
    """Finds role phrases in questions; what speakers are is asked of the index when a phrase calls for it."""

    def __init__(self, described_as: DescribedAs) -> None:
        self._described_as = described_as

    def mentions(self, question: str) -> Iterator[RoleMention]:
        """The definite role phrases that few speakers fit, in order; those that nobody fits are a topic like others."""
        for phrase in _phrases(question):
            for end in phrase.ends or (phrase.noun_end,):
                wanted = _plain_stems(f"{phrase.in_front} {question[phrase.noun_end : end]}")
                told = [_same_stems(stem) for stem in sorted(wanted)]
                names = tuple(self._described_as(_synonyms(phrase.noun), told, _MOST + 1))
                if 0 < len(names) <= _MOST:
                    yield RoleMention(phrase.start, end, names, bare=not wanted)
                    break


def _phrases(question: str) -> Iterator[_Phrase]:
    words = list(_WORD.finditer(question))
    for i, word in enumerate(words):
        if word.group().lower() in _BOUNDS:
            continue
        first = i
        while first > 0 and i - first < _LONGEST and _goes_with(question, words[first - 1], words[first]):
            first -= 1
        bound = words[first - 1].group().lower() if first else ""
        in_front = question[words[first].start() : word.start()]
        if bound in _INDEFINITE or not (bound == "the" or in_front):
            continue
        start = words[first - 1].start() if bound == "the" else words[first].start()
        yield _Phrase(start, fold(word.group()), in_front, word.end(), _ends(question, word.end()))


def _goes_with(question: str, word: re.Match[str], following: re.Match[str]) -> bool:
    """Whether a word belongs to the one behind it: nothing but space or a possessive stands between."""
    between = question[word.end() : following.start()]
    return word.group().lower() not in _BOUNDS and re.fullmatch(r"(?:['’]s?)?\s+", between) is not None


def _ends(question: str, end: int) -> tuple[int, ...]:
    """Where what belongs to a role may end, longest first: "of Port Maren say" holds a word too many."""
    found = _BELONGING.match(question, end)
    if found is None:
        return ()
    words = _WORD.finditer(question, found.end(), (_STOP.search(question, end) or found).start())
    return tuple(word.end() for word, _ in zip(words, range(_LONGEST_BEHIND), strict=False))[::-1]


def _plain_stems(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning, one for a country and its people."""
    table = _same_words()
    return frozenset(table.get(stem, stem) for stem in described_stems(text) if stem not in _EMPTY and len(stem) > 1)


def _same_stems(plain: str) -> tuple[str, ...]:
    """The stems of words for which this one stands."""
    table = _same_words()
    others = tuple(stem for stem, first in table.items() if first == plain and stem != plain)
    return (plain, *others) if table.get(plain, plain) == plain else others


def _synonyms(noun: str) -> tuple[str, ...]:
    table = _nouns()
    return table.get(noun, (noun,))


_EMPTY = frozenset({"the", "of", "at", "for", "in", "and", "from", "an", "with", "on"})


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name("role_words.toml").read_text(encoding="utf-8"))


@cache
def _same_words() -> Mapping[str, str]:
    """For the stem of each word of a line the stem of its first."""
    found = {}
    for first, others in _tables()["same"].items():
        for word in others.split():
            found[terms(word)[0].stem] = terms(first)[0].stem
    return found


@cache
def _nouns() -> Mapping[str, tuple[str, ...]]:
    """For each noun of a line all of them."""
    lines = [tuple(line.split()) for line in _tables()["nouns"].values()]
    return {noun: line for line in lines for noun in line}
