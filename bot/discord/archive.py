"""Cards and what readers say of them, in a SQLite file that only its owner can read. Knows nothing of discord.py."""

import os
import secrets
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any, Self

import msgspec

from bot.discord.kept import Complaint, Feedback, KeptCard, Verdict
from corpus.errors import StateError

_FORMAT = 1
_SCHEMA = """
CREATE TABLE cards (
    key TEXT PRIMARY KEY, asked TEXT NOT NULL, asker INTEGER NOT NULL, question TEXT NOT NULL,
    generation TEXT NOT NULL, reason TEXT, content BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX cards_by_time ON cards (asked);
CREATE TABLE messages (message INTEGER PRIMARY KEY, card TEXT NOT NULL REFERENCES cards ON DELETE CASCADE);
CREATE INDEX messages_by_card ON messages (card);
CREATE TABLE threads (thread INTEGER PRIMARY KEY, card TEXT NOT NULL REFERENCES cards ON DELETE CASCADE);
CREATE INDEX threads_by_card ON threads (card);
CREATE TABLE feedback (
    card TEXT NOT NULL REFERENCES cards ON DELETE CASCADE, person INTEGER NOT NULL, verdict TEXT NOT NULL,
    complaint TEXT, given TEXT NOT NULL, PRIMARY KEY (card, person)
) WITHOUT ROWID;
"""
_SECONDS_TO_WAIT = 5.0  # for another process that is writing


def new_key() -> str:
    """A key that no earlier card has, even one of a file that was deleted since."""
    return secrets.token_urlsafe(9)


class Archive:
    """An opened file; safe to share by threads. Every call reads or writes the disk: not for an event loop."""

    def __init__(self, file: Path | None) -> None:
        """Open the file, or make it; without one, keep everything in memory. Raises StateError."""
        self._file = file
        self._lock = Lock()
        with self._explained():
            self._connection = sqlite3.connect(
                _private(file) if file else ":memory:",
                timeout=_SECONDS_TO_WAIT,
                isolation_level=None,
                check_same_thread=False,
            )
            self._prepare()

    def keep(self, card: KeptCard) -> None:
        """Store a card under its key."""
        row = (card.key, _stamp(card.asked), card.asker, card.question, card.generation, card.reason)
        self._write("INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?, ?)", *row, zlib.compress(msgspec.json.encode(card), 1))

    def find(self, key: str) -> KeptCard | None:
        """The card with this key; None where it was never kept, or is no longer."""
        return next(self._cards("SELECT content FROM cards WHERE key = ?", key), None)

    def show(self, message: int, key: str) -> None:
        """Remember that a message, by Discord's number, shows this card now."""
        self._write("INSERT OR REPLACE INTO messages SELECT ?, key FROM cards WHERE key = ?", message, key)

    def shown(self, message: int) -> KeptCard | None:
        """The card that a message shows."""
        query = "SELECT content FROM cards JOIN messages ON card = key WHERE message = ?"
        return next(self._cards(query, message), None)

    def carry_on(self, thread: int, key: str) -> None:
        """Remember that the conversation in a thread, by Discord's number, has come to this card."""
        self._write("INSERT OR REPLACE INTO threads SELECT ?, key FROM cards WHERE key = ?", thread, key)

    def latest(self, thread: int) -> KeptCard | None:
        """The card that the conversation in a thread has come to; None where it is no thread of ours."""
        query = "SELECT content FROM cards JOIN threads ON card = key WHERE thread = ?"
        return next(self._cards(query, thread), None)

    def judge(self, feedback: Feedback) -> None:
        """Store a person's verdict on a card, instead of their earlier one."""
        row = (feedback.person, feedback.verdict, feedback.complaint, _stamp(feedback.given), feedback.card)
        self._write("INSERT OR REPLACE INTO feedback SELECT key, ?, ?, ?, ? FROM cards WHERE key = ?", *row)

    def judged(self) -> Iterator[tuple[KeptCard, Feedback]]:
        """All verdicts with the cards that they are about, oldest first."""
        query = """SELECT content, card, person, verdict, given, complaint FROM feedback JOIN cards ON card = key
                   ORDER BY given, card, person"""
        for content, card, person, verdict, given, complaint in self._read(query):
            moment = datetime.fromisoformat(given)
            reason = Complaint(complaint) if complaint else None
            yield self._card(content), Feedback(card, person, Verdict(verdict), moment, reason)

    def prune(self, *, days: int, now: datetime) -> int:
        """Forget cards older than so many days, with their verdicts; how many."""
        return self._write("DELETE FROM cards WHERE asked < ?", _stamp(now - timedelta(days=days)))

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _prepare(self) -> None:
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        ((found,),) = self._connection.execute("PRAGMA user_version")
        if found == 0:
            self._connection.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_FORMAT}; COMMIT;")
        elif found != _FORMAT:
            raise StateError(f"{self._file} was written by another version of Pullquote; move it away to begin anew")

    def _cards(self, query: str, *values: object) -> Iterator[KeptCard]:
        return (self._card(content) for (content,) in self._read(query, *values))

    def _card(self, content: bytes) -> KeptCard:
        with self._explained():
            return msgspec.json.decode(zlib.decompress(content), type=KeptCard)

    def _read(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock, self._explained():
            return self._connection.execute(query, values).fetchall()

    def _write(self, statement: str, *values: object) -> int:
        with self._lock, self._explained():
            return self._connection.execute(statement, values).rowcount

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, msgspec.MsgspecError, zlib.error, OSError, UnicodeError) as error:
            raise StateError(
                f"cannot keep cards in {self._file}: {error}; see that the disk has room and the file is not damaged"
            ) from error


def _private(file: Path) -> Path:
    """The file, made where it is missing, so that nobody else may read it; SQLite gives its companions the same."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    file.chmod(0o600)
    return file


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
