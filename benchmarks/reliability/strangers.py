"""Opens indexes that a stranger wrote: `python -m benchmarks.reliability.strangers [--indexes 1000] [--seed 1]`.

Each has one value of its row store, its vectors, its postings or its manifest replaced by one that nobody should write,
and checksums that agree with it. Asking, verifying and listing must answer, or tell of damage in one sentence. Prints a
table, and exits with 1 where anything else happened.
"""

import argparse
import contextlib
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.reliability.scene import QUESTIONS, SETTINGS, Scene, apart, fingerprint
from bot.engine import Engine
from bot.records import Question
from corpus.errors import PullquoteError
from embeddings import generations
from embeddings.manifest import NAME, Manifest, describe_files, read_manifest, write_manifest

_VALUES: tuple[object, ...] = (
    None, -1, 0, 7, 2**31, 2**62, -(2**62), 1.5, float("nan"), float("inf"), "", "x", "../../x", "\x1b[31m",
    "\ud7ff" * 9, "a" * 100_000, b"", b"\xff", b"\0" * 7, b"\xff" * 64, b"\1\0\0\0" * 99,
)  # fmt: skip


def main() -> int:
    """Run; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--indexes", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder))
        scene.write(0)
        apart(scene.build)
        outcomes = open_strange(scene, options.indexes, random.Random(options.seed))
    for name, count in sorted(outcomes.items()):
        print(f"{count:>6}  {name}")
    return 1 if any(name.startswith("FAILED") for name in outcomes) else 0


def open_strange(scene: Scene, indexes: int, chance: random.Random) -> Counter[str]:
    """Open so many indexes; what was counted."""
    kept = scene.folder / "kept"
    shutil.copytree(scene.home, kept)
    outcomes: Counter[str] = Counter()
    for _ in range(indexes):
        shutil.rmtree(scene.home)
        shutil.copytree(kept, scene.home)
        what = _made_strange(generations.current(scene.home), chance)
        told = apart(lambda: _use(scene.home))
        if isinstance(told, PullquoteError):
            outcomes["told" if "\n" not in str(told) else f"FAILED, not in one line: {what}"] += 1
        else:
            outcomes["answered" if isinstance(told, str) else f"FAILED: {told!r:.150} for {what}"] += 1
    return outcomes


def _made_strange(folder: Path, chance: random.Random) -> str:
    which = chance.random()
    if which < 0.1:
        return _strange_manifest(folder, chance)
    if which < 0.2:
        what = _strange_vectors(folder, chance)
    elif which < 0.4:
        what = _strange_postings(folder / "lexical", chance)
    else:
        what = _strange_rows(folder / "store.sqlite", chance)
    write_manifest(folder, msgspec.structs.replace(read_manifest(folder), files=describe_files(folder)))
    return what


def _strange_rows(file: Path, chance: random.Random) -> str:
    connection = sqlite3.connect(file)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    while True:
        table = chance.choice(tables)
        column = chance.choice([row[1] for row in connection.execute(f"PRAGMA table_info({table})")])
        value = chance.choice(_VALUES)
        some = "" if chance.random() < 0.3 else f"WHERE abs(random()) % {chance.randint(1, 9)} = 0"
        try:
            changed = connection.execute(f'UPDATE OR IGNORE {table} SET "{column}" = ? {some}', (value,)).rowcount
        except (sqlite3.Error, UnicodeEncodeError):
            continue  # a key that must be a number, or no value where there must be one
        if changed:
            connection.commit()
            connection.close()
            return f"{table}.{column} = {value!r:.30} in {changed} rows"


def _strange_vectors(folder: Path, chance: random.Random) -> str:
    file = folder / "vectors.f32"
    raw = bytearray(file.read_bytes())
    place = chance.randrange(len(raw) // 4) * 4
    value = chance.choice((b"\0\0\xc0\x7f", b"\0\0\x80\x7f", b"\xff\xff\x7f\x7f", b"\0\0\x80\xff", b"\1\0\0\0"))
    raw[place : place + 4 * chance.choice((1, 1000))] = value * chance.choice((1, 1000))
    file.write_bytes(raw[: len(raw) - chance.choice((0, 0, 4, 4096))])
    return f"a vector of {value.hex()}"


def _strange_postings(folder: Path, chance: random.Random) -> str:
    file = chance.choice(sorted(file for file in folder.iterdir() if file.stat().st_size))
    raw = bytearray(file.read_bytes())
    place, count = chance.randrange(len(raw)), chance.choice((1, 4, 8, 64))
    value = chance.choice((b"\0", b"\xff", b"\x7f", chance.randbytes(1)))
    raw[place : place + count] = value * min(count, len(raw) - place)
    file.write_bytes(raw[: place if chance.random() < 0.1 else len(raw)])
    return f"{count} bytes {value.hex()} at {place} of {len(raw)} of {file.suffix or file.name}"


def _strange_manifest(folder: Path, chance: random.Random) -> str:
    table: dict[str, Any] = msgspec.json.decode((folder / NAME).read_bytes())
    inside = chance.choice([table, table["model"], table["dense"], table["files"], table["kinds"]])
    key = chance.choice([key for key in inside if key != "checksum"])
    value = chance.choice([each for each in _VALUES if not isinstance(each, bytes)])
    inside[key] = value
    (folder / NAME).write_bytes(msgspec.json.encode(table))
    with contextlib.suppress(msgspec.MsgspecError, UnicodeEncodeError):  # it can no more be read as a manifest
        write_manifest(folder, msgspec.json.decode(msgspec.json.encode(table), type=Manifest))
    return f"manifest {key} = {value!r:.30}"


def _use(home: Path) -> str:
    """Ask, verify and list all that there is."""
    engine = Engine(SETTINGS, home)
    engine.status(), engine.sources(), engine.speaker_records()
    for name, _ in engine.speakers():
        engine.quotes(name, limit=5)
    for text in QUESTIONS:
        for passage in engine.answer(Question(text)).passages:
            engine.context(passage.paragraph, 2)
            engine.article(passage.paragraph.document.id)
    engine.check()
    return fingerprint(home)


if __name__ == "__main__":
    sys.exit(main())
