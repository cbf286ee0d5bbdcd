"""The first part of a build: the row store is brought to what the files hold, each read only when it changed."""

import hashlib
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.files import SourceFile
from corpus.parallel import Reading
from embeddings.manifest import Skipped
from embeddings.report import Reporter
from embeddings.store import Known
from embeddings.store_writer import StoreWriter

_TOGETHER = 64  # documents between two commits
_SETTLED = 2_000_000_000  # nanoseconds: a file that was written later may be written again in the same tick


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file to read, with the hash of its bytes; an empty hash where they cannot be had."""

    source: SourceFile
    sha256: str
    stamp: str  # what the file system says of it; empty where that does not tell it from a later version

    @property
    def identifier(self) -> str:
        """What the index calls the file."""
        return self.source.identifier


def plan(
    files: Sequence[SourceFile], reporter: Reporter, known: Mapping[str, Known] | None = None, *, largest: int
) -> list[PlannedFile]:
    """Find out which files changed: those of which the file system says what it said before are not hashed.

    Nor are files of more than `largest` bytes.
    """
    planned = []
    known = known or {}
    with reporter.stage("looking at files", len(files)) as done:
        for file in files:
            stamp = _stamp(file.name, largest)
            held = known.get(file.identifier)
            same = held is not None and stamp != "" and held.stamp == stamp
            sha256 = held.sha256 if held is not None and same else _sha256(file.path, largest)
            planned.append(PlannedFile(file, sha256, stamp))
            done(1)
    return planned


def changed(planned: Sequence[PlannedFile], held: Mapping[str, Known], pipeline: str) -> list[SourceFile]:
    """The files that must be read."""
    return [file.source for file in planned if not _holds(held, file, pipeline)]


def take_in(
    planned: Sequence[PlannedFile], writer: StoreWriter, reading: Reading, pipeline: str, reporter: Reporter
) -> dict[str, Skipped]:
    """Write what is new or changed and forget what is gone; what could not be read comes back with the reason."""
    held, named = writer.known(), {file.identifier: file for file in planned}
    files = changed(planned, held, pipeline)
    for identifier in [*(held.keys() - named.keys()), *(f.identifier for f in files if f.identifier in held)]:
        writer.remove(identifier)
    kept = (file for file in planned if file.identifier in held and held[file.identifier].stamp != file.stamp)
    writer.stamp((file.stamp, file.identifier) for file in kept)
    skipped: dict[str, Skipped] = {}
    with reporter.stage("reading articles", len(files)) as done:
        for count, read in enumerate(reading.read(files), start=1):
            file = named[read.file.identifier]
            if read.article is None:
                skipped[file.identifier] = Skipped(read.refused, file.sha256)
            else:
                writer.add(read.article, read.attributions, read.introductions, pipeline=pipeline, stamp=file.stamp)
            if count % _TOGETHER == 0:
                writer.commit()
            done(1)
    return skipped


def _holds(held: Mapping[str, Known], file: PlannedFile, pipeline: str) -> bool:
    known = held.get(file.identifier)
    return known is not None and (known.sha256, known.pipeline) == (file.sha256, pipeline)


def _stamp(file: str, largest: int) -> str:
    try:
        fact = os.stat(file)  # noqa: PTH116
    except OSError:
        return ""
    changed = max(fact.st_mtime_ns, fact.st_ctime_ns)
    if fact.st_size > largest or time.time_ns() - changed < _SETTLED:
        return ""
    return f"{fact.st_size} {fact.st_mtime_ns} {fact.st_ctime_ns} {fact.st_ino}"


def _sha256(file: Path, largest: int) -> str:
    try:
        if not file.is_file() or file.stat().st_size > largest:
            return ""
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
