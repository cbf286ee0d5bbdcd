"""The folder of an index: numbered generations, and a pointer to the one that counts.

INDEX/CURRENT                      the name of a generation
INDEX/generations/000001/          never changed once it stands there
INDEX/encoders/<fingerprint>/      an exported model, shared by the generations that use it
INDEX/lock                         held by a build
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import IndexBusy, IndexDamaged, IndexFault, IndexMissing

_NAME = re.compile(r"\d{6,}")
PARTIAL = ".partial"


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
    if not _NAME.fullmatch(name) or not folder.is_dir():
        raise IndexDamaged(f"{pointer} names a generation that is not there; run `pullquote build --fresh`")
    return folder


def generations(index: Path) -> list[Path]:
    """The complete generations, oldest first."""
    folder = index / "generations"
    found = [child for child in folder.iterdir() if _NAME.fullmatch(child.name)] if folder.is_dir() else []
    return sorted(found, key=lambda child: int(child.name))


def encoder_folder(index: Path, fingerprint: str) -> Path:
    """Where the exported model of this fingerprint lies."""
    return index / "encoders" / fingerprint


@contextmanager
def build_lock(index: Path) -> Iterator[None]:
    """Hold the index for one build at a time. Raises IndexBusy, or IndexFault where it cannot be written."""
    from filelock import FileLock, Timeout

    try:
        index.mkdir(parents=True, exist_ok=True)
        lock = FileLock(index / "lock")
        with lock.acquire(timeout=0):
            yield
    except Timeout:
        raise IndexBusy(f"another build is writing {index}; wait until it is done") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise IndexFault(f"{index} cannot be written ({reason}); the index there is as it was") from error


@contextmanager
def new_generation(index: Path) -> Iterator[Path]:
    """A folder to build in, which becomes the current generation when the block ends without an error.

    What an interrupted build left is cleared first.
    """
    home = index / "generations"
    home.mkdir(parents=True, exist_ok=True)
    for leftover in home.glob(f"*{PARTIAL}"):
        shutil.rmtree(leftover)
    number = max((int(folder.name) for folder in generations(index)), default=0) + 1
    folder = home / f"{number:06d}"
    partial = home / (folder.name + PARTIAL)
    partial.mkdir()
    try:
        yield partial
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    flush(partial)
    partial.rename(folder)
    _flush_folder(home)
    _point(index, folder.name)


def prune(index: Path, *, keep: int) -> None:
    """Remove all but the newest generations and the current one."""
    stays = {folder.name for folder in generations(index)[-keep:]} | {current(index).name}
    for folder in generations(index):
        if folder.name not in stays:
            shutil.rmtree(folder)


def flush(folder: Path) -> None:
    """Bring the files of a folder to the disk, then the folders themselves."""
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb") as stream:
                os.fsync(stream.fileno())
        else:
            _flush_folder(file)
    _flush_folder(folder)


def _point(index: Path, name: str) -> None:
    partial = index / ("CURRENT" + PARTIAL)
    with partial.open("w", encoding="ascii") as stream:
        stream.write(name + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(index / "CURRENT")
    _flush_folder(index)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
