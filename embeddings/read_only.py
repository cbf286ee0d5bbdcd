"""An SQLite file that is only read, and whatever is wrong with it told as damage."""

import sqlite3
from pathlib import Path
from typing import Any

from corpus.errors import IndexDamaged
from embeddings.store_file import distrust, is_laid_out

_SPOILT = (OSError, OverflowError, sqlite3.Error, UnicodeDecodeError)


class ReadOnlyFile:
    """An opened file of a generation; safe to share by threads."""

    def __init__(self, file: Path, *, growing: bool = False) -> None:
        """Open the file; `growing` while a build still writes to it."""
        self._file = file
        try:
            address = f"{file.resolve().as_uri()}?mode=ro{'' if growing else '&immutable=1'}"
            self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            if not growing:
                distrust(self._connection, file.stat().st_size)
            strange = not growing and not is_laid_out(self._connection)
        except _SPOILT as error:
            raise self._damage() from error
        if strange:
            raise self._damage()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _one(self, query: str, value: int) -> tuple[Any, ...]:
        found = self._all(query, value)
        if len(found) != 1:
            raise self._damage()
        return found[0]

    def _all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(query, values).fetchall()
        except _SPOILT as error:
            raise self._damage() from error

    def _damage(self) -> IndexDamaged:
        return IndexDamaged(f"{self._file} is damaged; run `pullquote build --fresh` to make it anew")
