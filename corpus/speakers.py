"""Speakers joined across articles: which names of different articles are one speaker's."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.attribution.lexicon import Lexicon

_SHORT = 5  # letters: a family name that stands first (Xi, Zhang) seldom has more
_GENERAL = frozenset({"leader", "head", "chief", "man", "woman", "politician", "candidate", "nominee", "member"})


@dataclass(frozen=True, slots=True)
class UsedName:
    """A speaker's name as articles use it, with what tells whether two names may be one person's."""

    name: str
    passages: int
    personal: bool = False  # somewhere a surname or a pronoun stood for it: it is a person's
    roles: frozenset[str] = frozenset()  # the nouns by which articles introduce this name, folded


class SpeakerJoiner:
    """Joins equal names, longer and shorter forms of a full name, and surnames that can mean one speaker only."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def join(self, names: Iterable[UsedName]) -> dict[str, str]:
        """For each name the one that its speaker goes by: the fullest form that is used most."""
        groups = _equal(names)
        persons = {key for key, names in groups.items() if self._is_person(key, names)}
        by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        by_last: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        root = {key: key for key in groups}
        for key in sorted(groups, key=lambda key: (-len(key), -_weight(groups[key]), key)):
            if len(key) > 1:
                fuller = [other for other in by_last[key[-1]] if key in persons and _is_form(key, other)]
            else:
                fuller = self._borne_by(key, (*by_last[key[0]], *by_first[key[0]]), groups)
            longer = {_root(root, other) for other in fuller}
            if len(longer) == 1:
                root[key] = longer.pop()
            if key in persons:
                by_first[key[0]].append(key)
                by_last[key[-1]].append(key)
        return self._named(groups, {key: _root(root, key) for key in groups})

    def _borne_by(
        self,
        key: tuple[str, ...],
        others: Iterable[tuple[str, ...]],
        groups: Mapping[tuple[str, ...], Sequence[UsedName]],
    ) -> list[tuple[str, ...]]:
        """The full names that a name of one word may be the surname of."""
        if not any(name.personal for name in groups[key]):
            return []
        family_first = len(key[0]) <= _SHORT and key[0] not in self._lexicon.given
        return [
            other
            for other in others
            if len(other) > 1 and (other[-1] == key[0] or family_first) and not _contradicts(groups[key], groups[other])
        ]

    def _is_person(self, key: tuple[str, ...], names: Sequence[UsedName]) -> bool:
        """Whether a name of several words can be a person's."""
        if any(word in self._lexicon.organisations for word in key):
            return False
        return all(
            word[0].isupper() for name in names for word in name.name.split() if word not in self._lexicon.particles
        )

    def _named(
        self, groups: Mapping[tuple[str, ...], Sequence[UsedName]], root: Mapping[tuple[str, ...], tuple[str, ...]]
    ) -> dict[str, str]:
        together: dict[tuple[str, ...], list[UsedName]] = defaultdict(list)
        for key, names in groups.items():
            together[root[key]] += names
        goes_by = {key: _fullest(names).name for key, names in together.items()}
        return {name.name: goes_by[root[key]] for key, names in groups.items() for name in names}


def folded(name: str) -> tuple[str, ...]:
    """The words of a name without case, accents, hyphens, full stops and "the"."""
    plain = name.casefold() if name.isascii() else _without_accents(name).casefold()
    return tuple(word for word in re.findall(r"[\w’']+", plain.replace("’", "'")) if word != "the")


def _without_accents(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def _equal(names: Iterable[UsedName]) -> dict[tuple[str, ...], list[UsedName]]:
    groups: dict[tuple[str, ...], list[UsedName]] = defaultdict(list)
    for name in names:
        groups[folded(name.name) or (name.name,)].append(name)
    return groups


def _is_form(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether one full name is another with words left out or put as initials: J. Biden, Joseph Robinette Biden."""
    if short == long or short[-1] != long[-1] or len(short) > len(long):
        return False
    if short == long[-len(short) :]:
        return True
    first, other = short[0], long[0]
    if first != other and not (len(first) == 1 and other.startswith(first)):
        return False
    middle = list(long[1:-1])
    return all(any(word == each or each.startswith(word) for each in middle) for word in short[1:-1])


def _contradicts(names: Sequence[UsedName], others: Sequence[UsedName]) -> bool:
    """Whether a surname is introduced as somebody that the full name never is: Mayor Oster, Pell Oster the engineer."""
    roles = frozenset().union(*(name.roles for name in names)) - _GENERAL
    known = frozenset().union(*(name.roles for name in others))
    return bool(roles) and bool(known - _GENERAL) and not roles & known


def _weight(names: Sequence[UsedName]) -> int:
    return sum(name.passages for name in names)


def _fullest(names: Sequence[UsedName]) -> UsedName:
    """The most used of the names that have more than one word, where there is one."""
    full = [name for name in names if " " in name.name] or names
    return min(full, key=lambda name: (-name.passages, -len(name.name), name.name))


def _root(root: Mapping[tuple[str, ...], tuple[str, ...]], key: tuple[str, ...]) -> tuple[str, ...]:
    while root[key] != key:
        key = root[key]
    return key
