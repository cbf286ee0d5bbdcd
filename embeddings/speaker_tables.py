"""The last step of the row store: speakers joined across articles, with what the articles say they are."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator

from corpus.attribution.lexicon import Lexicon
from corpus.records import How
from corpus.speakers import SpeakerJoiner, UsedName, folded


def join_speakers(connection: sqlite3.Connection, lexicon: Lexicon) -> None:
    """Give each attribution and introduction its speaker's one name, and write the table of speakers."""
    names = SpeakerJoiner(lexicon).join(_used_names(connection, lexicon))
    renamed = [(name, form) for form, name in names.items() if name != form]
    for table in ("attributions", "introductions"):
        connection.executemany(f"UPDATE {table} SET speaker = ? WHERE speaker = ?", renamed)  # noqa: S608
    connection.execute(
        """INSERT INTO speakers SELECT speaker, count(DISTINCT document || ' ' || ordinal), NULL, NULL, NULL
           FROM attributions GROUP BY speaker"""
    )
    connection.execute("DELETE FROM introductions WHERE speaker NOT IN (SELECT name FROM speakers)")
    connection.execute(
        """INSERT INTO aliases SELECT speaker, said_as FROM attributions WHERE said_as != speaker
           UNION SELECT speaker, form FROM introductions WHERE form != speaker"""
    )
    described = _described(connection)
    connection.executemany("UPDATE speakers SET role = ?, organisation = ?, introduced = ? WHERE name = ?", described)


def _used_names(connection: sqlite3.Connection, lexicon: Lexicon) -> Iterator[UsedName]:
    roles = _roles(connection.execute("SELECT speaker, role FROM introductions"), lexicon)
    said = connection.execute(
        "SELECT speaker, count(DISTINCT document || ' ' || ordinal), max(how = ?) FROM attributions GROUP BY speaker",
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
           ORDER BY published IS NULL, published, number, ordinal, introductions.rowid"""
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
