"""What tells the row store from any other SQLite file: its mark, its version, and its tables word for word."""

import sqlite3
import sys

from embeddings.lookup_tables import SCHEMA as LOOKUPS
from embeddings.schema import SCHEMA

_APPLICATION = 0x50516C71  # the id of SQLite files of this project
_LAYOUT = 2  # raised with every change of the tables
_TABLES = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"


def lay_out(connection: sqlite3.Connection) -> None:
    """Make the tables in a new file."""
    connection.executescript(SCHEMA + LOOKUPS)
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    connection.execute(f"PRAGMA user_version = {_LAYOUT}")


def is_laid_out(connection: sqlite3.Connection) -> bool:
    """Whether the file has these tables and nothing else: no trigger, view or column that would run or compute."""
    marks = (connection.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version"))
    if list(marks) != [(_APPLICATION,), (_LAYOUT,)]:
        return False
    expected = sqlite3.connect(":memory:")
    try:
        expected.executescript(SCHEMA + LOOKUPS)
        return connection.execute(_TABLES).fetchall() == expected.execute(_TABLES).fetchall()
    finally:
        expected.close()


def distrust(connection: sqlite3.Connection, size: int) -> None:
    """Let the file run and change nothing, and no value be larger than the file, whatever it says of itself."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, size)
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_VIEW, False)
