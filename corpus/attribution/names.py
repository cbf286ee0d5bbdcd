"""The persons of one article: a full name found by first name, surname or any shorter form."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.attribution.lexicon import Gender, Lexicon

_CAPITALISED = r"[A-ZÀ-ÞĀ-Ž][\w’'-]*\.?"
_PARTICLES = r"(?:(?:de|del|della|der|den|van|von|bin|ibn|al|el|la|le|di|da|du|dos|ter)[ \u00a0])*"
NAME_RUN = re.compile(rf"{_CAPITALISED}(?:[ \u00a0]{_PARTICLES}{_CAPITALISED})*")
_POSSESSIVE = re.compile(r"[’']s?$")
_ODD = re.compile(r"[^\w’'.\-]|\d")
_LONGEST = 5  # words in a person's name


@dataclass(slots=True, eq=False)
class Person:
    """Somebody the article names; the gender is what tells he from she, where that is known."""

    name: str
    tokens: tuple[str, ...]
    gender: Gender | None = None


class NameTable:
    """Persons by every form an article may use for them; the earliest full form gives the name."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._by_form: dict[tuple[str, ...], list[Person]] = defaultdict(list)

    def add(self, mention: str) -> None:
        """Enter a person by a name as it stands in the text, unless a known one is meant."""
        tokens = self.tokens(mention)
        title = self._title_gender(mention)
        if not tokens:
            return
        person = self._find(tokens, None) or self._enter(tokens)
        person.gender = person.gender or title

    def find(self, mention: str) -> Person | None:
        """The person that words of the text stand for, titles or not; of several the one named first."""
        return self._find(self.tokens(mention), self._title_gender(mention))

    def mentions(self, text: str) -> Iterator[tuple[int, int, Person]]:
        """Every place where a known person is named, by any form."""
        for run in NAME_RUN.finditer(text):
            words = list(re.finditer(r"[^\s\u00a0]+", run.group()))
            forms = [_POSSESSIVE.sub("", word.group()) for word in words]
            for first, last, person in self._within(forms):
                start, end = words[first].start(), words[last].start() + len(forms[last])
                yield run.start() + start, run.start() + end, person

    def tokens(self, mention: str) -> tuple[str, ...]:
        """The words of a name as they are written, without what stands before its last title, and possessives."""
        stripped = (_POSSESSIVE.sub("", word) for word in mention.strip(" ,.;:-–—'\"").split())
        words = [word for word in stripped if word]
        titles = [i for i, word in enumerate(words[:-1]) if self._is_title(word) and not self._is_suffix(words[i + 1])]
        words = words[titles[-1] + 1 :] if titles else words
        bare = len(words) == 1 and (self._is_title(words[0]) or words[0].lower() == "the")
        return () if bare else tuple(words)

    def is_plausible(self, mention: str) -> bool:
        """Whether words that were taken for a person's name look like one."""
        tokens = self.tokens(mention)
        lower = [token.lower() for token in tokens]
        if not 0 < len(tokens) <= _LONGEST or any(word in self._lexicon.never for word in lower):
            return False
        if len(tokens) > 1 and any(word in self._lexicon.speaking for word in lower):
            return False
        return all(self._is_name_word(token) for token in tokens)

    def _is_name_word(self, token: str) -> bool:
        small = token in self._lexicon.particles or token.startswith(("al-", "el-"))
        return (token[0].isupper() or small) and not _ODD.search(token)

    def _is_title(self, word: str) -> bool:
        return word.lower().rstrip(".") in self._lexicon.titles

    def _is_suffix(self, word: str) -> bool:
        return word.lower().rstrip(".,") in self._lexicon.suffixes

    def _title_gender(self, mention: str) -> Gender | None:
        genders = (self._lexicon.titles.get(word.lower().rstrip(".")) for word in mention.split())
        return next((gender for gender in genders if gender), None)

    def _find(self, tokens: Sequence[str], gender: Gender | None) -> Person | None:
        """A surname goes before a first name; an article uses the surname of whom it introduced first."""
        key = _key(tokens)
        known = self._by_form.get(key, ())
        fitting = [person for person in known if gender is None or person.gender in (None, gender)]
        return max(fitting, key=lambda person: key[-1:] == _key(person.tokens[-1:]), default=None)

    def _within(self, forms: Sequence[str]) -> Iterator[tuple[int, int, Person]]:
        """Known persons in a run of capitalised words, longest forms first: first word, last word, person."""
        first = 0
        while first < len(forms):
            for last in range(min(len(forms), first + _LONGEST) - 1, first - 1, -1):
                person = self._find(forms[first : last + 1], None)
                if person and (last > first or self._stands_alone(forms, first)):
                    yield first, last, person
                    first = last
                    break
            first += 1

    def _stands_alone(self, forms: Sequence[str], i: int) -> bool:
        """A single word is no person beside other capitalised words, titles apart: Rowan Tower."""
        before = forms[i - 1] if i else ""
        return i == len(forms) - 1 and (not before or self._is_title(before) or before.lower() in self._lexicon.never)

    def _enter(self, tokens: tuple[str, ...]) -> Person:
        given = self._lexicon.given.get(tokens[0].lower()) if len(tokens) > 1 else None
        person = Person(" ".join(tokens), tokens, given)
        for form in self._forms(_key(tokens)):
            self._by_form[form].append(person)
        return person

    def _forms(self, words: tuple[str, ...]) -> set[tuple[str, ...]]:
        """All, first, last, first and last, and every ending: "López Obrador" of Andrés Manuel López Obrador."""
        core = tuple(word for word in words if word not in self._lexicon.suffixes) or words
        endings = {core[i:] for i in range(len(core))}
        return endings | {words, core[:1], (core[0], core[-1])}


def _key(tokens: Sequence[str]) -> tuple[str, ...]:
    return tuple(token.lower().rstrip(".,").replace("’", "'") for token in tokens)
