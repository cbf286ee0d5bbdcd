"""The folder of an index: numbered generations, and a pointer to the one that counts.

INDEX/CURRENT                      the name of a generation
INDEX/generations/000001/          never changed once it stands there
INDEX/encoders/<fingerprint>/      an exported model, shared by the generations that use it
INDEX/lock                         held by a build
INDEX/lock.holder                  who holds it, for a person to read

On the disk, in this order: the files of a generation, its folders, the name it gets when it is whole, the pointer.
Whenever a build ends before its time, the pointer names a whole generation; the next build clears the rest.
"""

import os
import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from corpus.errors import IndexBusy, IndexDamaged, IndexFault, IndexMissing, ReaderEnded

_NAME = re.compile(r"\d{6,}")
_FINGERPRINT = re.compile(r"[\w-]{1,64}", re.ASCII)
PARTIAL = ".partial"
_BEGINNINGS = "beginnings"


def current(index: Path) -> Path:
    """The folder of the generation that counts. Raises IndexMissing or IndexDamaged."""
    pointer = index / "CURRENT"
    try:
        name = pointer.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise IndexMissing(f"there is no index in {index}; run `pullquote build` first") from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"{pointer} cannot be read; run `pullquote build --fresh`") from error
    folder = index / "generations" / name
    if not _NAME.fullmatch(name) or folder not in generations(index):
        raise IndexDamaged(f"{pointer} names a generation that is not there; run `pullquote build --fresh`")
    return folder


def pointed(index: Path) -> Path | None:
    """The folder of the generation that counts; None where that cannot be told."""
    try:
        return current(index)
    except IndexFault:
        return None


def generations(index: Path) -> list[Path]:
    """The complete generations, oldest first. Links are none: an index is read from its own folder only."""
    folder = index / "generations"
    children = folder.iterdir() if folder.is_dir() and not folder.is_symlink() else ()
    found = [child for child in children if _NAME.fullmatch(child.name) and child.is_dir() and not child.is_symlink()]
    return sorted(found, key=lambda child: int(child.name))


def encoder_folder(index: Path, fingerprint: str) -> Path:
    """Where the exported model of this fingerprint lies. Raises IndexDamaged for one that would lead elsewhere."""
    if not _FINGERPRINT.fullmatch(fingerprint):
        raise IndexDamaged(f"the index in {index} names no model; run `pullquote build --fresh`")
    return index / "encoders" / fingerprint


@contextmanager
def build_lock(index: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the index for one build at a time; `wait` until it is free.

    Raises IndexBusy with who holds it, or IndexFault where it cannot be written.
    """
    from filelock import FileLock, Timeout

    holder = index / "lock.holder"
    try:
        if not index.is_dir():
            index.mkdir(parents=True)
            flush_folder(index.parent)
        with FileLock(index / "lock").acquire(timeout=-1 if wait else 0):
            since = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
            holder.write_text(f"process {os.getpid()} on {socket.gethostname()} since {since}", encoding="utf-8")
            yield
            holder.unlink(missing_ok=True)
    except Timeout:
        raise IndexBusy(
            f"another build is writing {index}{_held_by(holder)}; wait until it is done, or add --wait"
        ) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise IndexFault(f"{index} cannot be written ({reason}); the index there is as it was") from error


def _held_by(holder: Path) -> str:
    try:
        return f" ({holder.read_text(encoding='utf-8')})"
    except (OSError, UnicodeDecodeError):
        return ""


@contextmanager
def new_generation(index: Path, beginnings: str | None) -> Iterator[tuple[Path, bool]]:
    """A folder to build in, which becomes the current generation when the block ends without an error.

    With it comes whether it is one that a killed build with the same beginnings left, to go on with: the one in which
    `begin` was called. What other builds left is cleared. After an error the folder is removed, but not after Ctrl-C
    or where a process that read was ended: then nothing is wrong with it.
    """
    home = index / "generations"
    home.mkdir(parents=True, exist_ok=True)
    number = max((int(folder.name) for folder in generations(index)), default=0) + 1
    folder = home / f"{number:06d}"
    partial = home / (folder.name + PARTIAL)
    goes_on = beginnings is not None and _begun(partial) == beginnings
    for leftover in home.glob(f"*{PARTIAL}"):
        if leftover != partial or not goes_on:
            shutil.rmtree(leftover)
    partial.mkdir(exist_ok=True)
    try:
        yield partial, goes_on
        flush(partial)
    except ReaderEnded:
        raise
    except Exception:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    partial.rename(folder)
    flush_folder(home)
    point(index, folder)


def begin(partial: Path, beginnings: str) -> None:
    """Note that everything that a build starts from is in its folder: from here on it can be gone on with."""
    flush(partial)
    (partial / _BEGINNINGS).write_text(beginnings, encoding="utf-8")


def end(partial: Path) -> None:
    """Take the note away, on the disk too: a build that is killed later begins anew."""
    (partial / _BEGINNINGS).unlink()
    flush_folder(partial)


def _begun(partial: Path) -> str | None:
    try:
        return (partial / _BEGINNINGS).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def point(index: Path, folder: Path) -> None:
    """Make a complete generation the current one, in one step."""
    partial = index / ("CURRENT" + PARTIAL)
    with partial.open("w", encoding="ascii") as stream:
        stream.write(folder.name + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(index / "CURRENT")
    flush_folder(index)


def prune(index: Path, *, keep: int, before: str | None = None) -> list[str]:
    """Remove all but the current generation and the newest ones up to `keep`; their names.

    Where a build went on from the generation `before`, the ones between it and the current one were gone back from,
    or never became current: they go first.
    """
    now = current(index).name
    passed_over = {f.name for f in generations(index) if before is not None and int(before) < int(f.name) < int(now)}
    older = [f.name for f in generations(index) if f.name not in {now, *passed_over}]
    stays = {now, *older[max(0, len(older) - keep + 1) :]}
    removed = [folder for folder in generations(index) if folder.name not in stays]
    for folder in removed:
        going = folder.with_name(folder.name + PARTIAL)  # half removed, it is no generation
        folder.rename(going)
        shutil.rmtree(going)
    return [folder.name for folder in removed]


def flush(folder: Path) -> None:
    """Bring the files of a folder to the disk, then the folders themselves, the innermost first."""
    inside = sorted(folder.rglob("*"), reverse=True)
    for file in (file for file in inside if file.is_file()):
        with file.open("rb") as stream:
            os.fsync(stream.fileno())
    for within in (*(each for each in inside if each.is_dir()), folder):
        flush_folder(within)


def flush_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
