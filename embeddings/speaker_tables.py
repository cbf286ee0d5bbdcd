"""The last step of the row store: speakers joined across articles, with what the articles say they are."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from corpus.attribution.lexicon import Lexicon
from corpus.records import How
from corpus.speakers import SpeakerJoiner, UsedName, folded


def join_speakers(connection: sqlite3.Connection, lexicon: Lexicon) -> list[int]:
    """Give each attribution and introduction its speaker's one name, and write the table of speakers.

    The rows in which a speaker goes by another name than before.
    """
    renamed = _renamed(connection, SpeakerJoiner(lexicon).join(_used_names(connection, lexicon)))
    rows = [row for _, form in renamed for row in _rows_of_form(connection, form)]
    for table in ("attributions", "introductions"):
        connection.executemany(f"UPDATE {table} SET speaker = ? WHERE said_as = ?", renamed)  # noqa: S608
    for table in ("speakers", "aliases", "role_nouns"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608
    connection.execute(
        """INSERT INTO speakers SELECT speaker, count(DISTINCT document || ' ' || ordinal), NULL, NULL, NULL
           FROM attributions GROUP BY speaker"""
    )
    connection.execute(
        """INSERT INTO aliases SELECT speaker, said_as FROM attributions WHERE said_as != speaker
           UNION SELECT speaker, form FROM introductions WHERE form != speaker
           AND speaker IN (SELECT name FROM speakers)"""
    )
    connection.executemany("INSERT OR IGNORE INTO role_nouns VALUES (?, ?)", _role_nouns(connection))
    described = _described(connection)
    connection.executemany("UPDATE speakers SET role = ?, organisation = ?, introduced = ? WHERE name = ?", described)
    return rows


def _role_nouns(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    query = "SELECT DISTINCT nouns, speaker FROM introductions JOIN speakers ON name = speaker WHERE nouns != ''"
    return [(noun, speaker) for nouns, speaker in connection.execute(query) for noun in nouns.split()]


def _renamed(connection: sqlite3.Connection, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """The new name and the form in the articles, of those whose name is not the one they had."""
    forms = connection.execute(
        "SELECT DISTINCT said_as, speaker FROM attributions UNION SELECT said_as, speaker FROM introductions"
    )
    return sorted({(names[form], form) for form, name in forms if names[form] != name})


def _rows_of_form(connection: sqlite3.Connection, form: str) -> list[int]:
    query = """SELECT DISTINCT row FROM attributions JOIN paragraphs USING (document, ordinal)
               WHERE said_as = ? AND row IS NOT NULL"""
    return [row for (row,) in connection.execute(query, (form,))]


def _used_names(connection: sqlite3.Connection, lexicon: Lexicon) -> Iterator[UsedName]:
    roles = _roles(connection.execute("SELECT said_as, role FROM introductions"), lexicon)
    said = connection.execute(
        "SELECT said_as, count(DISTINCT document || ' ' || ordinal), max(how = ?) FROM attributions GROUP BY said_as",
        (How.SURNAME,),
    )
    for name, passages, personal in said.fetchall():
        yield UsedName(name, passages, bool(personal), roles.pop(name, frozenset()))
    for name, nouns in roles.items():  # persons who are named but never quoted may share a surname
        yield UsedName(name, 0, bool(nouns), nouns)


def _roles(rows: Iterable[tuple[str, str | None]], lexicon: Lexicon) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, role in rows:
        found[name] |= {word for word in folded(role or "") if word in lexicon.roles}
    return {name: frozenset(words) for name, words in found.items()}


def _described(connection: sqlite3.Connection) -> Iterator[tuple[str | None, str | None, str, str]]:
    """Role, organisation, document and name of each speaker whom an article describes, the earliest article first."""
    first: dict[str, tuple[str | None, str | None, str]] = {}
    rows = connection.execute(
        """SELECT speaker, role, organisation, id FROM introductions JOIN documents ON document = number
           WHERE role IS NOT NULL OR organisation IS NOT NULL
           ORDER BY published IS NULL, published, id, ordinal, introductions.rowid"""
    )
    for name, role, organisation, document in rows.fetchall():
        known = first.get(name)
        if known is None or (known[0] is None and role is not None):
            first[name] = (role, organisation or (known[1] if known else None), document)
        elif known[1] is None and _agree(known[0], role):
            first[name] = (known[0], organisation, known[2])
    return ((*described, name) for name, described in first.items())


def _agree(one: str | None, other: str | None) -> bool:
    """Whether two descriptions may be of one post, so that the organisation of one is that of the other."""
    return other is None or (one is not None and folded(one)[-1:] == folded(other)[-1:])
