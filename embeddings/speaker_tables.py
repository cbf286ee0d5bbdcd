"""The last step of the row store: speakers joined across articles, with what the articles say they are."""

import sqlite3
from collections.abc import Iterator

from corpus.attribution.lexicon import Lexicon
from corpus.speakers import SpeakerJoiner, folded
from embeddings.analysis import described_stems
from embeddings.speaker_names import count_names, rename

_CHANGED = "IN (SELECT name FROM changed_speakers)"


def join_speakers(connection: sqlite3.Connection, lexicon: Lexicon) -> list[int]:
    """Give each attribution and introduction its speaker's one name, and write what is told of changed speakers.

    The rows in which a speaker goes by another name than before.
    """
    rows = rename(connection, SpeakerJoiner(lexicon).join(count_names(connection, lexicon)))
    for table, column in (
        ("speakers", "name"),
        ("aliases", "speaker"),
        ("role_nouns", "speaker"),
        ("role_stems", "speaker"),
    ):
        connection.execute(f"DELETE FROM {table} WHERE {column} {_CHANGED}")  # noqa: S608
    connection.execute(
        f"""INSERT INTO speakers SELECT speaker, count(DISTINCT document || ' ' || ordinal), NULL, NULL, NULL
            FROM attributions WHERE speaker {_CHANGED} GROUP BY speaker"""  # noqa: S608
    )
    connection.execute(
        f"""INSERT INTO aliases
            SELECT speaker, said_as FROM attributions WHERE said_as != speaker AND speaker {_CHANGED}
            UNION SELECT speaker, form FROM introductions WHERE form != speaker AND speaker {_CHANGED}
            AND speaker IN (SELECT name FROM speakers)"""  # noqa: S608
    )
    connection.executemany("INSERT OR IGNORE INTO role_nouns VALUES (?, ?)", _role_nouns(connection))
    connection.executemany("INSERT OR IGNORE INTO role_stems VALUES (?, ?)", _role_stems(connection))
    described = _described(connection)
    connection.executemany("UPDATE speakers SET role = ?, organisation = ?, introduced = ? WHERE name = ?", described)
    return rows


def _role_nouns(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    query = f"""SELECT DISTINCT nouns, speaker FROM introductions JOIN speakers ON name = speaker
                WHERE nouns != '' AND speaker {_CHANGED}"""  # noqa: S608
    return [(noun, speaker) for nouns, speaker in connection.execute(query) for noun in nouns.split()]


def _role_stems(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """What the words for speakers who have a role are searched by."""
    query = f"""SELECT DISTINCT speaker, form || ' ' || coalesce(role, '') || ' ' || coalesce(organisation, '')
                FROM introductions WHERE speaker {_CHANGED} AND speaker IN (SELECT speaker FROM role_nouns)"""  # noqa: S608
    return (
        (stem, speaker) for speaker, words in connection.execute(query).fetchall() for stem in described_stems(words)
    )


def _described(connection: sqlite3.Connection) -> Iterator[tuple[str | None, str | None, str, str]]:
    """Role, organisation, document and name of each speaker whom an article describes, the earliest article first."""
    first: dict[str, tuple[str | None, str | None, str]] = {}
    rows = connection.execute(
        f"""SELECT speaker, role, organisation, id FROM introductions JOIN documents ON document = number
            WHERE (role IS NOT NULL OR organisation IS NOT NULL) AND speaker {_CHANGED}
            ORDER BY published IS NULL, published, id, ordinal, introductions.rowid"""  # noqa: S608
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
