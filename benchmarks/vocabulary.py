"""Words and names with the frequencies of real ones: few are common, most are rare (Zipf 1949)."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_NOUNS, _PEOPLE, _PLACES = 40_000, 8_000, 3_000
_STEP = 1_000_003  # has no divisor in common with the number of made-up words: it visits all of them


@dataclass(frozen=True, slots=True)
class Bag:
    """Words to draw from; each comes half as often as the one at half its rank."""

    words: tuple[str, ...]
    cumulated: NDArray[np.float64]

    @classmethod
    def of(cls, words: Sequence[str]) -> "Bag":
        """Words, the most frequent first."""
        weights = 1.0 / np.arange(2, len(words) + 2)
        return cls(tuple(words), np.cumsum(weights) / weights.sum())

    def draw(self, chances: NDArray[np.float64]) -> list[str]:
        """The words that numbers between 0 and 1 fall on."""
        return [self.words[place] for place in np.searchsorted(self.cumulated, chances, side="right")]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A bag for each sort of word, and the sentences they fill."""

    bags: dict[str, Bag]
    sentences: dict[str, list[str]]
    sources: list[str]
    syllables: tuple[str, ...]
    suffixes: tuple[str, ...]

    def topic(self, number: int) -> str:
        """What only the article of this number tells of: a made-up place and a thing."""
        word = made_up(self.syllables, _NOUNS + _PEOPLE + _PLACES + number)
        place = word.capitalize() + self.suffixes[number % len(self.suffixes)]
        return f"{place} {self.bags['noun'].words[number % 150]}"


def read_vocabulary() -> Vocabulary:
    """The words of words.toml; nouns, surnames and places go on with made-up ones."""
    table = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    syllables = tuple(map("".join, product(*(table[part].split() for part in ("onsets", "middles", "endings")))))
    suffixes, given = table["suffixes"].split(), table["given"].split()
    nouns = dict.fromkeys([*table["nouns"].split(), *(made_up(syllables, i) for i in range(_NOUNS))])
    surnames = (made_up(syllables, i).capitalize() for i in range(_NOUNS, _NOUNS + _PEOPLE))
    places = (made_up(syllables, i).capitalize() for i in range(_NOUNS + _PEOPLE, _NOUNS + _PEOPLE + _PLACES))
    words = {
        "noun": list(nouns),
        "person": [f"{given[(7 * i + i // 50) % len(given)]} {surname}" for i, surname in enumerate(surnames)],
        "place": [place + suffixes[i % len(suffixes)] for i, place in enumerate(places)],
        **{sort: table[f"{sort}s"].split() for sort in ("adjective", "verb", "role", "day")},
    }
    bags = {sort: Bag.of(each) for sort, each in words.items()}
    return Vocabulary(bags, table["sentences"], table["sources"], syllables, tuple(suffixes))


def made_up(syllables: Sequence[str], number: int) -> str:
    """A word of two syllables that only this number has."""
    first, second = divmod(number * _STEP % len(syllables) ** 2, len(syllables))
    return syllables[first] + syllables[second]
