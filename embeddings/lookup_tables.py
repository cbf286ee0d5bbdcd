"""What questions look up, worked out at the end of a build, so that neither they nor opening read whole tables."""

import re
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import numpy as np

from embeddings.analysis import fold

NAME_WORD = re.compile(r"\w[\w’'-]*?(?=(?:['’]s?)?(?![\w’'-]))")  # without a possessive
SCHEMA = """
CREATE TABLE sizes (documents INTEGER NOT NULL, paragraphs INTEGER NOT NULL, rows INTEGER NOT NULL);
CREATE TABLE sources (folded TEXT NOT NULL, name TEXT NOT NULL, documents INTEGER NOT NULL);
CREATE TABLE speaker_rows (speaker TEXT PRIMARY KEY, rows BLOB NOT NULL);
CREATE TABLE speaker_words (word TEXT NOT NULL, speaker TEXT NOT NULL, PRIMARY KEY (word, speaker)) WITHOUT ROWID;
CREATE INDEX sources_by_folded ON sources (folded);
CREATE INDEX documents_by_day ON documents (published);
CREATE INDEX documents_by_source ON documents (source);
"""
_CHANGED = "IN (SELECT name FROM changed_speakers)"


def folded_source(name: str) -> str:
    """A source's name as questions may write it: without case, “the” in front and stops behind."""
    return " ".join(name.casefold().removeprefix("the ").rstrip(" ?.!").split())


def write_lookups(connection: sqlite3.Connection) -> None:
    """Bring the tables to what the others hold; of the speakers only those that changed."""
    for table in ("sizes", "sources"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608
    connection.execute(
        """INSERT INTO sizes
           SELECT (SELECT count(*) FROM documents), count(*), count(row) FROM paragraphs"""
    )
    told = connection.execute("SELECT source, count(*) FROM documents WHERE source IS NOT NULL GROUP BY source")
    sources = [(folded_source(name), name, count) for name, count in told]
    connection.executemany("INSERT INTO sources VALUES (?, ?, ?)", sources)
    for table in ("speaker_rows", "speaker_words"):
        connection.execute(f"DELETE FROM {table} WHERE speaker {_CHANGED}")  # noqa: S608
    connection.executemany("INSERT INTO speaker_rows VALUES (?, ?)", _rows_by_speaker(connection))
    names = connection.execute(f"SELECT name FROM speakers WHERE name {_CHANGED}").fetchall()  # noqa: S608
    words = ((fold(word), name) for (name,) in names for word in NAME_WORD.findall(name))
    connection.executemany("INSERT OR IGNORE INTO speaker_words VALUES (?, ?)", words)


def _rows_by_speaker(connection: sqlite3.Connection) -> Iterator[tuple[str, bytes]]:
    said = connection.execute(
        f"""SELECT DISTINCT speaker, row FROM attributions JOIN paragraphs USING (document, ordinal)
            WHERE row IS NOT NULL AND speaker {_CHANGED} ORDER BY speaker, row"""  # noqa: S608
    ).fetchall()
    for speaker, rows in groupby(said, key=itemgetter(0)):
        yield speaker, np.array([row for _, row in rows], dtype="<u4").tobytes()
