"""The article files under the paths that a person names."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError
from corpus.readers import FORMATS


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the corpus; `identifier` is its path relative to its root, with forward slashes."""

    path: Path
    identifier: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The files to read, in a fixed order, and what was passed over."""

    files: tuple[SourceFile, ...]
    ignored: Counter[str]  # how many files of each other suffix
    refused: tuple[tuple[str, str], ...]  # (name, reason)


@dataclass(frozen=True, slots=True)
class _Found:
    """A file by its path as text: a Path takes ten times as long, and there are many."""

    path: str
    identifier: str
    is_link: bool


def list_files(paths: Sequence[Path]) -> Listing:
    """All articles under files and folders. Hidden files are passed over; links out of a root are refused.

    Raises CorpusError where a path does not exist.
    """
    found: list[_Found] = []
    ignored: Counter[str] = Counter()
    refused: list[tuple[str, str]] = []
    for root in paths:
        if not root.exists():
            raise CorpusError(f"there is no {root}; name a file or folder of articles")
        for path, name in _walk(root):
            is_link = os.path.islink(path)  # noqa: PTH114
            suffix = _suffix(path)
            if is_link and (reason := _led_astray(Path(path), root)) is not None:
                refused.append((name, reason))
            elif suffix in FORMATS or path == str(root):
                found.append(_Found(path, name, is_link))
            else:
                ignored[suffix or "no suffix"] += 1
    return Listing(tuple(_distinct(found, paths)), ignored, tuple(refused))


def _suffix(path: str) -> str:
    suffix = os.path.splitext(path)[1].lower()  # noqa: PTH122
    return "" if suffix == "." else suffix


def _led_astray(link: Path, root: Path) -> str | None:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: a loop, before Python 3.13
        return "a link that leads nowhere; remove it"
    return (
        None if target.is_relative_to(root.resolve()) else "a link that leads out of the corpus; copy the file into it"
    )


def _walk(root: Path) -> Iterator[tuple[str, str]]:
    if root.is_file():
        yield str(root), root.name
        return
    for folder, folders, names in os.walk(root, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        before = "" if folder == str(root) else Path(folder).relative_to(root).as_posix() + "/"
        for name in sorted(names):
            if not name.startswith("."):
                yield os.path.join(folder, name), before + name  # noqa: PTH118


def _distinct(files: Sequence[_Found], roots: Sequence[Path]) -> Iterator[SourceFile]:
    """Each file once; names that two roots share get their root's name before them."""
    folders: dict[str, str] = {}
    places = [_place(file, folders) for file in files]
    once = dict(zip(reversed(places), reversed(files), strict=True))
    first = [file for place, file in zip(places, files, strict=True) if once[place] is file]
    shared = {name for name, count in Counter(file.identifier for file in first).items() if count > 1}
    taken: set[str] = set()
    for file in first:
        path, name = Path(file.path), file.identifier
        if name in shared:
            root = next(root for root in roots if path == root or path.is_relative_to(root))
            base = root.parent if root.is_file() else root
            name = f"{base.resolve().name}/{name}"
        while name in taken:
            name = f"{name}~"
        taken.add(name)
        yield SourceFile(path, name)


def _place(file: _Found, folders: dict[str, str]) -> str:
    """Where a file really is; each folder is followed to its place once."""
    if file.is_link:
        return os.path.realpath(file.path)
    folder, name = os.path.split(file.path)
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    return os.path.join(folders[folder], name)  # noqa: PTH118
