"""Reading the row store: names of sources and speakers, and what is told of them."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from corpus.records import Speaker
from embeddings.lookup_tables import folded_source
from embeddings.read_only import ReadOnlyFile


class NameLookups(ReadOnlyFile):
    """Finds names without reading whole tables."""

    def sources(self) -> list[tuple[str, int]]:
        """The sources with their numbers of documents, most first."""
        return self._named(self._all("SELECT name, documents FROM sources ORDER BY documents DESC, name"))

    def source_called(self, words: str) -> str | None:
        """The source that these words name in full, the one with the most documents where several do."""
        query = "SELECT name FROM sources WHERE folded = ? ORDER BY documents DESC, name LIMIT 1"
        found = self._all(query, folded_source(words))
        return found[0][0] if found else None

    def bearing(self, word: str) -> list[tuple[str, int]]:
        """The speakers of whose name this folded word is part, with their numbers of passages, most first."""
        query = """SELECT name, passages FROM speaker_words JOIN speakers ON name = speaker
                   WHERE word = ? ORDER BY passages DESC, name"""
        return self._named(self._all(query, word))

    def name_words(self, letter: str, shortest: int, longest: int) -> list[str]:
        """The folded words of speakers' names that begin with this letter and have so many letters."""
        query = """SELECT DISTINCT word FROM speaker_words
                   WHERE word >= ? AND word < ? AND length(word) BETWEEN ? AND ? ORDER BY word"""
        found = self._named(self._all(query, letter, letter + chr(0x10FFFF), shortest, longest))
        return [word for (word,) in found]

    def speakers(self) -> list[tuple[str, int]]:
        """The speakers with their numbers of passages, most first."""
        return self._named(self._all("SELECT name, passages FROM speakers ORDER BY passages DESC, name"))

    def speaker_records(self) -> list[Speaker]:
        """The speakers with all that the articles say of them, most passages first."""
        aliases: dict[str, list[str]] = {}
        for name, form in self._all("SELECT speaker, form FROM aliases ORDER BY speaker, form"):
            aliases.setdefault(name, []).append(form)
        query = "SELECT name, passages, role, organisation, introduced FROM speakers ORDER BY passages DESC, name"
        return [Speaker(n, count, tuple(aliases.get(n, ())), *described) for n, count, *described in self._all(query)]

    def described_as(self, nouns: Sequence[str], stems: Sequence[Sequence[str]], limit: int) -> list[str]:
        """At most `limit` speakers who are one of these and whom each group of stems describes, most quoted first."""
        one = " AND name IN (SELECT speaker FROM role_stems WHERE stem IN ({}))"
        told = "".join(one.format(places(group)) for group in stems)
        query = f"""SELECT name FROM speakers WHERE name IN (SELECT speaker FROM role_nouns WHERE noun IN
                    ({places(nouns)})){told} ORDER BY passages DESC, name LIMIT ?"""  # noqa: S608
        return [name for (name,) in self._named(self._all(query, *nouns, *chain.from_iterable(stems), limit))]

    def _named(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Rows that begin with a name: SQLite may hold anything there."""
        if not all(isinstance(row[0], str) for row in rows):
            raise self._damage()
        return rows


def places(values: Sequence[object]) -> str:
    """A question mark for each value, as SQL lists them."""
    return ", ".join("?" * len(values))
