"""The persons of one article: full names found by first name, surname or any shorter form."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.attribution.lexicon import Gender, Lexicon
from corpus.attribution.readings import Mention, Reading, Sort

_POSSESSIVE = re.compile(r"[’']s?$")
NAME_RUN = re.compile(
    r"(?:[A-ZÀ-ÞĀ-Ž][\w’'-]*\.?)(?:[ \u00a0](?:(?:de|del|della|der|den|van|von|bin|ibn|al|el|la|le|di|da|du|dos|ter)[ \u00a0])*[A-ZÀ-ÞĀ-Ž][\w’'-]*\.?)*"
)


@dataclass(slots=True)
class Person:
    """Somebody the article names, with what it says about being called he or she."""

    name: str
    tokens: tuple[str, ...]
    gender: Gender | None = None


class NameTable:
    """Persons by every form an article may use for them later.

    The earliest full form gives the name ("as the article introduces it").
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._people: list[Person] = []
        self._by_form: dict[tuple[str, ...], list[Person]] = defaultdict(list)

    def __iter__(self):
        return iter(self._people)

    def is_plausible(self, mention: str) -> bool:
        """Whether words that were taken for a person's name look like one."""
        tokens = self.tokens(mention)
        if not tokens or len(tokens) > 5:
            return False
        lower = [t.lower() for t in tokens]
        if any(w in self._lexicon.never for w in lower) or (
            len(tokens) > 1 and any(w in self._lexicon.speaking for w in lower)
        ):
            return False
        return all(
            t[0].isupper() or t in self._lexicon.particles or t[:3].lower() in ("al-", "el-") for t in tokens
        ) and not any(re.search(r"[^\w’'.\-]|\d", t) for t in tokens)

    def given_names(self, text: str) -> Iterable[str]:
        """Names that begin with a common given name: they need no parser."""
        for run in NAME_RUN.finditer(text):
            words = run.group().split()
            for i, word in enumerate(words[:-1]):
                if word.lower() in self._lexicon.given:
                    j = i + 2
                    if j < len(words) and re.fullmatch(r"[A-Z]\.?", words[i + 1]):
                        j += 1
                    name = " ".join(words[i:j])
                    if self.is_plausible(name):
                        yield name
                    break

    def full_names(self, text: str) -> Iterable[str]:
        """Capitalised words, two or three, that may be somebody's full name."""
        if is_title_case(text):
            return
        for run in NAME_RUN.finditer(text):
            if self.is_plausible(run.group()) and 2 <= len(self.tokens(run.group())) <= 3:
                yield run.group()

    def add(self, mention: str) -> Person | None:
        """Enter a person by a name as it stands in the text, or count another mention of one already known."""
        tokens = self.tokens(mention)
        if not tokens:
            return None
        known = self.find(tokens)
        person = known or self._enter(tokens, mention)
        title = self.title_gender(mention)
        if title and person.gender is None:
            person.gender = title
        return person

    def tokens(self, mention: str) -> tuple[str, ...]:
        """The words of a name in the case they have, without titles and possessives."""
        words = [_POSSESSIVE.sub("", w) for w in mention.strip(" ,.;:-–—'\"").split()]
        words = [w for w in words if w]
        while words and (words[0].lower().rstrip(".") in self._lexicon.titles or words[0].lower() == "the"):
            words = words[1:]
        return tuple(words)

    def title_gender(self, mention: str) -> Gender | None:
        """The gender a title in the mention tells: Mr, Mrs, Sir."""
        for word in mention.split():
            gender = self._lexicon.titles.get(word.lower().rstrip("."))
            if gender:
                return gender
        return None

    def find(self, tokens: Sequence[str], gender: Gender | None = None) -> Person | None:
        """The person a form stands for; of several the one that is named most often, then earliest."""
        key = _key(tokens)
        candidates = self._by_form.get(key, ())
        fitting = [p for p in candidates if not gender or p.gender in (None, gender)]
        return max(fitting, key=lambda p: key[-1] in _key(p.tokens[-1:]), default=None)

    def find_mention(self, mention: str) -> Person | None:
        """The person that words of the text stand for, titles or not."""
        return self.find(self.tokens(mention), self.title_gender(mention))

    def mentions(self, text: str) -> Iterable[tuple[int, int, Person]]:
        """Every place where a known person is named, by any form."""
        for run in NAME_RUN.finditer(text):
            words = list(re.finditer(r"[^\s\u00a0]+", run.group()))
            yield from self._mentions_in_run(run.start(), words)

    def _mentions_in_run(self, offset: int, words: list[re.Match[str]]) -> Iterable[tuple[int, int, Person]]:
        forms = [_POSSESSIVE.sub("", w.group()) for w in words]
        i = 0
        while i < len(words):
            for j in range(len(words), i, -1):
                person = self.find(forms[i:j])
                if person and (j - i > 1 or self._stands_alone(forms, i)):
                    yield offset + words[i].start(), offset + words[j - 1].start() + len(forms[j - 1]), person
                    i = j - 1
                    break
            i += 1

    def _stands_alone(self, forms: Sequence[str], i: int) -> bool:
        """A single word is no person's name beside other capitalised words, titles apart: Trump Tower."""
        before = forms[i - 1].lower().rstrip(".") if i else ""
        known = not before or before in self._lexicon.titles or before in self._lexicon.never
        return known and i == len(forms) - 1

    def _enter(self, tokens: tuple[str, ...], mention: str) -> Person:
        person = Person(" ".join(tokens), tokens)
        person.gender = self.title_gender(mention) or self._given_gender(tokens)
        self._people.append(person)
        for form in self._forms(tokens):
            self._by_form[form].append(person)
        return person

    def _given_gender(self, tokens: tuple[str, ...]) -> Gender | None:
        return self._lexicon.given.get(tokens[0].lower()) if len(tokens) > 1 else None

    def _forms(self, tokens: tuple[str, ...]) -> set[tuple[str, ...]]:
        words = [w for w in _key(tokens) if w not in self._lexicon.suffixes] or list(_key(tokens))
        forms = {tuple(words), (words[0],), (words[-1],), (words[0], words[-1])}
        return forms | {tuple(words[i:]) for i in range(1, len(words))} | {_key(tokens)}


def _key(tokens: Sequence[str]) -> tuple[str, ...]:
    return tuple(t.lower().rstrip(".,").replace("’", "'") for t in tokens)


def build_table(readings: Sequence[Reading], lexicon: Lexicon) -> NameTable:
    """The persons of an article: recognised names first, in full before in part, then names told by a given name."""
    table = NameTable(lexicon)
    names = [
        n for r in readings if not is_title_case(r.text) for n in (*r.people, *(m.text for m in _sources(r, Sort.NAME)))
    ]
    names = [n for n in names if table.is_plausible(n)]
    for name in (n for n in names if len(table.tokens(n)) > 1):
        table.add(name)
    for reading in readings:
        for name in table.given_names(reading.text):
            table.add(name)
    runs = [run for reading in readings for run in table.full_names(reading.text)]
    for name in (n for n in names if len(table.tokens(n)) == 1):
        if table.find_mention(name) is None and (full := _in_full(name, runs, table)):
            table.add(full)
        table.add(name)
    for name in (m.text for r in readings for m in _sources(r, Sort.WORD)):
        if table.find_mention(name) is None and (full := _in_full(name, runs, table)):
            table.add(full)
    return table


def _in_full(name: str, runs: Sequence[str], table: NameTable) -> str | None:
    """The first longer name that ends with a surname, or begins with it where family names come first."""
    surname = "".join(table.tokens(name)[:1])
    ends = (run for run in runs if table.tokens(run)[-1] == surname)
    begins = (run for run in runs if table.tokens(run)[0] == surname and len(surname) <= 5)
    return next(ends, None) or next(begins, None)


def is_title_case(text: str) -> bool:
    """Whether a line is set like an English headline, most of its words with a capital."""
    words = re.findall(r"[A-Za-z][\w’'-]{3,}", text)
    return len(words) > 3 and sum(w[0].isupper() for w in words) > 0.7 * len(words)


def _sources(reading: Reading, sort: Sort) -> list[Mention]:
    return [m for statement in reading.statements for m in statement.sources if m.sort is sort]
