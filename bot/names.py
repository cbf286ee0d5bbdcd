"""Names of speakers: which known speakers a piece of a question may mean."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from bot.roles import Roles
from embeddings.analysis import fold
from embeddings.lookup_tables import NAME_WORD

_TITLE_WORDS = """mr mrs ms miss mx dr sen senator rep representative gov governor president secretary gen general lt
    prof professor sir lord lady dame rev chancellor premier minister chief mayor judge justice king queen prince
    princess vice the jr sr ii iii"""
_TITLES = frozenset(_TITLE_WORDS.split())
_SHORTEST_MISSPELT, _LONG_WORD = 4, 8  # letters
_LONGEST_NAME = 4  # words; longer ones are descriptions, of which a part means nothing
_REMEMBERED = 10_000  # words and names


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a question that may name a speaker; `names` are the speakers as the index knows them."""

    start: int  # offsets into the question
    end: int
    names: tuple[str, ...]
    certain: bool  # the full name stands there
    vague: bool = False  # nothing but "the mayor" stands there


def name_tokens(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others: folded, without titles and possessives."""
    words = [fold(word) for word in NAME_WORD.findall(name)]
    return tuple(word for word in words if word not in _TITLES)


def same_person(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names, as tokens, may be one person's: part of each other, or a surname with fitting initials."""
    if not one or not other:
        return False
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return short[0] in (long[0], long[-1])
    first, last = (short[0], long[0]), (short[-1], long[-1])
    return set(short) <= set(long) or (
        last[0] == last[1] and (first[0][0] == first[1][0]) and 1 in (len(first[0]), len(first[1]))
    )


class KnownNames(Protocol):
    """The names of an index's speakers, by the words they are made of."""

    def bearing(self, word: str) -> list[tuple[str, int]]:
        """The speakers of whose name this folded word is part, with their numbers of passages, most first."""

    def name_words(self, letter: str, shortest: int, longest: int) -> list[str]:
        """The folded words of speakers' names that begin with this letter and have so many letters."""


class SpeakerNames:
    """The speakers of an index by the words of their names; what was looked up is remembered."""

    def __init__(
        self, known: KnownNames, roles: Roles | None = None, is_word: Callable[[str], bool] = lambda _: False
    ) -> None:
        """Look names up where they are known, and find speakers by what they are; `is_word` tells its words."""
        self._known = known
        self._roles = roles
        self._bearing = lru_cache(_REMEMBERED)(known.bearing)
        self._is_word = lru_cache(_REMEMBERED)(is_word)
        self._tokens = lru_cache(_REMEMBERED)(name_tokens)

    def corrected(self, question: str) -> str:
        """The question with misspelt names mended: words that the corpus does not know and a name nearly is."""
        return NAME_WORD.sub(lambda found: self._mended(found[0]), question)

    def mentions(self, question: str) -> list[Mention]:
        """The runs of words in a question that name speakers, in order; the longest run at each place."""
        words = [(found.start(), found.end(), name_tokens(found[0])) for found in NAME_WORD.finditer(question)]
        found, i = [], 0
        while i < len(words):
            run = self._run(words, i)
            if run is None:
                i += 1
            else:
                found.append(run[0])
                i = run[1]
        return found

    def roles(self, question: str) -> list[Mention]:
        """The runs of words in a question that tell what some speakers are, in order."""
        found = self._roles.mentions(question) if self._roles is not None else ()
        return [Mention(each.start, each.end, each.names, certain=False, vague=each.bare) for each in found]

    def people(self, mention: Mention) -> tuple[str, ...]:
        """The different people that a mention may mean, by their full names, most quoted first."""
        people: list[str] = []
        for name in () if mention.certain else mention.names:
            tokens = self._tokens(name)
            if len(tokens) > 1 and not any(same_person(tokens, self._tokens(other)) for other in people):
                people.append(name)
        return tuple(people)

    def together(self, names: Iterable[str]) -> tuple[str, ...]:
        """The speakers that may be the same as the given ones, these first."""
        given = list(dict.fromkeys(names))
        related = {
            other
            for name in given
            for word in (self._tokens(name)[:1] + self._tokens(name)[-1:])
            for other, _ in self._bearing(word)
            if same_person(self._tokens(name), self._tokens(other))
        }
        return (*given, *sorted(related - set(given)))

    def _mended(self, word: str) -> str:
        folded = fold(word)
        if len(folded) < _SHORTEST_MISSPELT or not folded.isalpha() or self._bearing(folded) or self._is_word(word):
            return word
        from rapidfuzz import process  # few questions hold a word that the corpus does not know
        from rapidfuzz.distance import OSA

        most = 1 if len(folded) < _LONG_WORD else 2
        longest = len(folded) + most
        words = self._known.name_words(folded[0], max(_SHORTEST_MISSPELT, len(folded) - most), longest)
        words = [each for each in words if each not in _TITLES]
        near = process.extract(folded, words, scorer=OSA.distance, score_cutoff=most, limit=None)
        return min(near, key=lambda each: (each[1], each[0]))[0] if near else word

    def surnames(self, names: Iterable[str]) -> frozenset[str]:
        """Folded words by which articles call these speakers after the first mention."""
        tokens = [self._tokens(name) for name in names if len(self._tokens(name)) <= _LONGEST_NAME]
        return frozenset(word for each in tokens if each for word in (each[0], each[-1]) if len(word) > 1)

    def _run(self, words: Sequence[tuple[int, int, tuple[str, ...]]], first: int) -> tuple[Mention, int] | None:
        tokens: list[str] = []
        best: tuple[Mention, int] | None = None
        for last in range(first, min(first + 8, len(words))):
            tokens += words[last][2]
            if not all(self._bearing(word) for word in words[last][2]):
                break  # a longer run names nobody either
            if not tokens:
                continue  # a title alone names nobody
            names = self._named(tokens)
            if names and words[last][2]:
                certain = any(self._tokens(name) == tuple(tokens) for name in names)
                best = (Mention(words[first][0], words[last][1], names, certain), last + 1)
        return best

    def _named(self, tokens: Sequence[str]) -> tuple[str, ...]:
        """Speakers with just this name, or with this as first or last part of a person's; most quoted first."""
        wanted = tuple(tokens)
        exact, partial = [], []
        for name, _ in min((self._bearing(word) for word in wanted), key=len):
            if self._tokens(name) == wanted:
                exact.append(name)
            elif self._is_part(wanted, self._tokens(name)) and _is_proper(name):
                partial.append(name)
        return (*exact, *partial)

    def _is_part(self, wanted: tuple[str, ...], tokens: tuple[str, ...]) -> bool:
        if len(wanted) == len(tokens):
            return False
        return len(tokens) <= _LONGEST_NAME and (tokens[-len(wanted) :] == wanted or tokens[: len(wanted)] == wanted)


def _is_proper(name: str) -> bool:
    """Whether all its words are capitalised: a part of "nurses' union" names nobody."""
    return all(word[0].isupper() for word in NAME_WORD.findall(name))
