"""Names of speakers: which known speakers a piece of a question may mean."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.roles import Roles
from embeddings.analysis import fold

_TITLE_WORDS = """mr mrs ms miss mx dr sen senator rep representative gov governor president secretary gen general lt
    prof professor sir lord lady dame rev chancellor premier minister chief mayor judge justice king queen prince
    princess vice the jr sr ii iii"""
_TITLES = frozenset(_TITLE_WORDS.split())
_SHORTEST_MISSPELT, _LONG_WORD = 4, 8  # letters
_LONGEST_NAME = 4  # words; longer ones are descriptions, of which a part means nothing
_WORD = re.compile(r"\w[\w’'-]*?(?=(?:['’]s?)?(?![\w’'-]))")  # without a possessive


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
    words = [fold(word) for word in _WORD.findall(name)]
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


class SpeakerNames:
    """The speakers of an index by the words of their names."""

    def __init__(self, speakers: Iterable[tuple[str, int]], roles: Roles | None = None) -> None:
        """Take speakers with their numbers of passages, and what finds them by what they are."""
        self._roles = roles
        self._count: Mapping[str, int] = dict(speakers)
        self._tokens = {name: name_tokens(name) for name in self._count}
        # a part of "nurses' union" names nobody: parts count only of names all in capitals
        self._proper = {name for name in self._count if all(word[0].isupper() for word in _WORD.findall(name))}
        by_word: dict[str, list[str]] = defaultdict(list)
        for name, tokens in self._tokens.items():
            for word in dict.fromkeys(tokens):
                by_word[word].append(name)
        self._by_word = dict(by_word)

    def corrected(self, question: str, is_known: Callable[[str], bool]) -> str:
        """The question with misspelt names mended: words that the corpus does not know and a name nearly is."""
        return _WORD.sub(lambda found: self._mended(found[0], is_known), question)

    def mentions(self, question: str) -> list[Mention]:
        """The runs of words in a question that name speakers, in order; the longest run at each place."""
        words = [(found.start(), found.end(), name_tokens(found[0])) for found in _WORD.finditer(question)]
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
            tokens = self._tokens[name]
            if len(tokens) > 1 and not any(same_person(tokens, self._tokens[other]) for other in people):
                people.append(name)
        return tuple(people)

    def together(self, names: Iterable[str]) -> tuple[str, ...]:
        """The speakers that may be the same as the given ones, these first."""
        given = list(dict.fromkeys(names))
        related = {
            other
            for name in given
            for word in (self._tokens[name][:1] + self._tokens[name][-1:])
            for other in self._by_word[word]
            if same_person(self._tokens[name], self._tokens[other])
        }
        return (*given, *sorted(related - set(given)))

    def _mended(self, word: str, is_known: Callable[[str], bool]) -> str:
        folded = fold(word)
        if len(folded) < _SHORTEST_MISSPELT or folded in self._by_word or not folded.isalpha() or is_known(word):
            return word
        from rapidfuzz import process  # few questions hold a word that the corpus does not know
        from rapidfuzz.distance import OSA

        most = 1 if len(folded) < _LONG_WORD else 2
        near = process.extract(folded, self._by_word.keys(), scorer=OSA.distance, score_cutoff=most, limit=5)
        near = [each for each in near if len(each[0]) >= _SHORTEST_MISSPELT and each[0][0] == folded[0]]
        return min(near, key=lambda each: (each[1], each[0]))[0] if near else word

    def surnames(self, names: Iterable[str]) -> frozenset[str]:
        """Folded words by which articles call these speakers after the first mention."""
        tokens = [self._tokens[name] for name in names if len(self._tokens[name]) <= _LONGEST_NAME]
        return frozenset(word for each in tokens if each for word in (each[0], each[-1]) if len(word) > 1)

    def _run(self, words: Sequence[tuple[int, int, tuple[str, ...]]], first: int) -> tuple[Mention, int] | None:
        tokens: list[str] = []
        best: tuple[Mention, int] | None = None
        for last in range(first, min(first + 8, len(words))):
            tokens += words[last][2]
            if not tokens:
                continue  # a title alone names nobody
            names = self._named(tokens)
            if names and words[last][2]:
                certain = any(self._tokens[name] == tuple(tokens) for name in names)
                best = (Mention(words[first][0], words[last][1], names, certain), last + 1)
        return best

    def _named(self, tokens: Sequence[str]) -> tuple[str, ...]:
        """Speakers with just this name, or with this as first or last part of a person's; most quoted first."""
        wanted = tuple(tokens)
        candidates = self._by_word.get(wanted[0], [])
        exact = [name for name in candidates if self._tokens[name] == wanted]
        partial = [name for name in candidates if name in self._proper and self._is_part(wanted, self._tokens[name])]
        return tuple(sorted(dict.fromkeys(exact + partial), key=lambda name: (name not in exact, -self._count[name])))

    def _is_part(self, wanted: tuple[str, ...], tokens: tuple[str, ...]) -> bool:
        if len(wanted) == len(tokens):
            return False
        return len(tokens) <= _LONGEST_NAME and (tokens[-len(wanted) :] == wanted or tokens[: len(wanted)] == wanted)
