"""The third part of a build: the rows of the store become postings."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from embeddings.encoder import Progress
from embeddings.index import LEXICAL, Index
from embeddings.lexical import LexicalRow, dead_share, edit_lexical, write_lexical
from embeddings.manifest import copy_files
from embeddings.report import Reporter
from embeddings.store import Store

_MOST_TOUCHED = 0.1  # of all rows, for editing a copy to be quicker than writing anew
_MOST_DEAD = 0.1  # of the postings
_AT_ONCE = 1000  # rows that are read together


def write_postings(
    folder: Path, store: Store, touched: Sequence[int], base: Index | None, reporter: Reporter, *, rows: int
) -> None:
    """Write the postings of all rows into the folder: those of `base` with the touched rows anew, where these are few.

    What a killed build left in the folder is cleared.
    """
    shutil.rmtree(folder, ignore_errors=True)
    held = None if base is None else base.folder / LEXICAL
    edit = held is not None and len(touched) <= _MOST_TOUCHED * rows and dead_share(held) <= _MOST_DEAD
    with reporter.stage("indexing words", len(touched) if edit else rows) as done:
        if edit and held is not None and base is not None:
            copy_files(base.folder, folder.parent, [n for n in base.manifest.files if n.startswith(f"{LEXICAL}/")])
            gone = [*touched, *range(rows, base.manifest.rows)]
            edit_lexical(folder, gone, _of_rows(store, touched, done))
        else:
            write_lexical(folder, _all_rows(store, done))


def _all_rows(store: Store, done: Progress) -> Iterator[LexicalRow]:
    for row, paragraph in store.rows():
        yield LexicalRow(row, paragraph, store.attributions(paragraph))
        done(1)


def _of_rows(store: Store, rows: Sequence[int], done: Progress) -> Iterator[LexicalRow]:
    for first in range(0, len(rows), _AT_ONCE):
        some = rows[first : first + _AT_ONCE]
        for row, paragraph in zip(some, store.paragraphs(some), strict=True):
            yield LexicalRow(row, paragraph, store.attributions(paragraph))
            done(1)
