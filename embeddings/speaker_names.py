"""The names that articles use for speakers, counted once and kept: a build counts again only those that it touched."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator

from corpus.attribution.lexicon import Lexicon
from corpus.records import How
from corpus.speakers import UsedName, folded

# What a build touched, until it is finished.
WORKING = """
CREATE TABLE IF NOT EXISTS changed_names (form TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS changed_speakers (name TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_CHANGED = "said_as IN (SELECT form FROM changed_names)"


def note_names(connection: sqlite3.Connection, document: int) -> None:
    """Have the names in a document counted again: before it is forgotten, and after it was written."""
    for table in ("attributions", "introductions"):
        query = f"INSERT OR IGNORE INTO changed_names SELECT said_as FROM {table} WHERE document = ?"  # noqa: S608
        connection.execute(query, (document,))


def count_names(connection: sqlite3.Connection, lexicon: Lexicon) -> list[UsedName]:
    """All names with what tells whether two may be one speaker's; those that were touched are counted again."""
    connection.execute(
        """INSERT OR IGNORE INTO changed_speakers
           SELECT speaker FROM names WHERE form IN (SELECT form FROM changed_names)"""
    )
    counted = [
        (n.name, n.passages, n.personal, " ".join(sorted(n.roles)), n.name) for n in _counted(connection, lexicon)
    ]
    connection.executemany(
        """INSERT INTO names VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
           SET passages = excluded.passages, personal = excluded.personal, roles = excluded.roles""",
        counted,
    )
    connection.execute(
        """DELETE FROM names WHERE form IN (SELECT form FROM changed_names)
           AND NOT EXISTS (SELECT 1 FROM attributions WHERE said_as = names.form)
           AND NOT EXISTS (SELECT 1 FROM introductions WHERE said_as = names.form)"""
    )
    names = connection.execute("SELECT form, passages, personal, roles FROM names")
    return [UsedName(n, passages, bool(personal), frozenset(roles.split())) for n, passages, personal, roles in names]


def rename(connection: sqlite3.Connection, goes_by: dict[str, str]) -> list[int]:
    """Give names their speakers; the rows in which a speaker goes by another name than before."""
    changed = {form for (form,) in connection.execute("SELECT form FROM changed_names")}
    known = connection.execute("SELECT form, speaker FROM names").fetchall()
    # what a build adds is written under the name that the article uses
    renamed = [(f, old) for f, old in known if goes_by[f] != old or (f in changed and goes_by[f] != f)]
    speakers = {goes_by[form] for form, _ in known if form in changed}
    speakers |= {name for form, old in renamed for name in (old, goes_by[form])}
    connection.executemany("INSERT OR IGNORE INTO changed_speakers VALUES (?)", ((name,) for name in speakers))
    values = [(goes_by[form], form, goes_by[form]) for form, _ in renamed]
    rows = [row for name, form, _ in values for row in _rows_of(connection, form, name)]
    for table, column in (("attributions", "said_as"), ("introductions", "said_as"), ("names", "form")):
        query = f"UPDATE {table} SET speaker = ? WHERE {column} = ? AND speaker != ?"  # noqa: S608
        connection.executemany(query, values)
    return rows


def _counted(connection: sqlite3.Connection, lexicon: Lexicon) -> Iterator[UsedName]:
    told = connection.execute(f"SELECT DISTINCT said_as, role FROM introductions WHERE {_CHANGED}")  # noqa: S608
    roles = _roles(told, lexicon)
    said = connection.execute(
        f"""SELECT said_as, count(DISTINCT document || ' ' || ordinal), max(how = ?) FROM attributions
            WHERE {_CHANGED} GROUP BY said_as""",  # noqa: S608
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


def _rows_of(connection: sqlite3.Connection, form: str, name: str) -> list[int]:
    query = """SELECT DISTINCT row FROM attributions JOIN paragraphs USING (document, ordinal)
               WHERE said_as = ? AND speaker != ? AND row IS NOT NULL"""
    return [row for (row,) in connection.execute(query, (form, name))]
