"""Who is introduced in an article: the name table, filled from what a reader recognised and from the text itself."""

import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.attribution.lexicon import Lexicon
from corpus.attribution.names import NAME_RUN, NameTable
from corpus.attribution.readings import Reading, Sort

_SHORT = 5  # letters: a family name that stands first (Zhang, Kim, Nguyen is longer) seldom has more


def name_table(readings: Sequence[Reading], lexicon: Lexicon) -> NameTable:
    """The persons of an article: recognised full names, then those told by a given name, then single names."""
    table = NameTable(lexicon)
    recognised = [name for r in readings if not is_title_case(r.text) for name in _recognised(r)]
    plausible = [name for name in recognised if table.is_plausible(name)]
    for name in plausible:
        if len(table.tokens(name)) > 1:
            table.add(name)
    for reading in readings:
        for name in _told_by_given_name(reading.text, lexicon):
            if table.is_plausible(name):
                table.add(name)
    _add_single_names(table, readings, plausible)
    return table


def is_title_case(text: str) -> bool:
    """Whether a line is set like an English headline, most of its words with a capital."""
    words = re.findall(r"[A-Za-z][\w’'-]{3,}", text)
    return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.7 * len(words)


def _recognised(reading: Reading) -> Iterator[str]:
    yield from reading.people
    yield from _sources(reading, Sort.NAME)


def _sources(reading: Reading, sort: Sort) -> Iterator[str]:
    return (m.text for statement in reading.statements for m in statement.sources if m.sort is sort)


def _add_single_names(table: NameTable, readings: Sequence[Reading], recognised: Sequence[str]) -> None:
    """Single names, in full where the text gives them in full anywhere."""
    ends: dict[str, tuple[str, ...]] = {}  # for each word the first name that ends with it
    begins: dict[str, tuple[str, ...]] = {}
    for run in full_names(table, [reading.text for reading in readings]):
        ends.setdefault(run[-1], run)
        begins.setdefault(run[0], run)

    def in_full(name: str) -> str | None:
        """The name that ends with an unknown surname, or begins with it where family names come first."""
        surname = "".join(table.tokens(name)[:1])
        if not surname or surname.isupper() or table.find(name):
            return None
        found = ends.get(surname) or (begins.get(surname) if len(surname) <= _SHORT else None)
        return " ".join(found) if found else None

    for name in recognised:
        if len(table.tokens(name)) == 1:
            table.add(in_full(name) or name)
    for name in (name for reading in readings for name in _sources(reading, Sort.WORD)):
        if full := in_full(name):
            table.add(full)


def full_names(table: NameTable, texts: Iterable[str]) -> list[tuple[str, ...]]:
    """Two or three capitalised words that may be somebody's full name, in order."""
    runs = (run.group() for text in texts if not is_title_case(text) for run in NAME_RUN.finditer(text))
    return [t for run in runs if 2 <= len(t := table.tokens(run)) <= 3 and table.is_plausible(run)]


def _told_by_given_name(text: str, lexicon: Lexicon) -> Iterator[str]:
    """Names that begin with a common given name: given name, perhaps an initial, surname."""
    for run in NAME_RUN.finditer(text):
        words = run.group().split()
        first = next((i for i, word in enumerate(words[:-1]) if word.lower() in lexicon.given), None)
        if first is not None:
            initial = len(words) > first + 2 and len(words[first + 1].rstrip(".")) == 1
            yield " ".join(words[first : first + (3 if initial else 2)])
