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


def list_files(paths: Sequence[Path]) -> Listing:
    """All articles under files and folders. Hidden files are passed over; links out of a root are refused.

    Raises CorpusError where a path does not exist.
    """
    found: list[SourceFile] = []
    ignored: Counter[str] = Counter()
    refused: list[tuple[str, str]] = []
    for root in paths:
        if not root.exists():
            raise CorpusError(f"there is no {root}; name a file or folder of articles")
        for path, name in _walk(root):
            if os.path.islink(path) and (reason := _led_astray(path, root)) is not None:  # noqa: PTH114  # 10,000 times
                refused.append((name, reason))
            elif path.suffix.lower() in FORMATS or path == root:
                found.append(SourceFile(path, name))
            else:
                ignored[path.suffix.lower() or "no suffix"] += 1
    return Listing(tuple(_distinct(found, paths)), ignored, tuple(refused))


def _led_astray(link: Path, root: Path) -> str | None:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: a loop, before Python 3.13
        return "a link that leads nowhere; remove it"
    return (
        None if target.is_relative_to(root.resolve()) else "a link that leads out of the corpus; copy the file into it"
    )


def _walk(root: Path) -> Iterator[tuple[Path, str]]:
    if root.is_file():
        yield root, root.name
        return
    for folder, folders, names in os.walk(root, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(folder)
        before = "" if here == root else here.relative_to(root).as_posix() + "/"
        yield from ((here / name, before + name) for name in sorted(names) if not name.startswith("."))


def _distinct(files: Sequence[SourceFile], roots: Sequence[Path]) -> Iterator[SourceFile]:
    """Each file once; names that two roots share get their root's name before them."""
    folders: dict[Path, str] = {}
    places = [_place(file.path, folders) for file in files]
    once = dict(zip(reversed(places), reversed(files), strict=True))
    first = [file for place, file in zip(places, files, strict=True) if once[place] is file]
    shared = {name for name, count in Counter(file.identifier for file in first).items() if count > 1}
    taken: set[str] = set()
    for file in first:
        name = file.identifier
        if name in shared:
            root = next(root for root in roots if file.path == root or file.path.is_relative_to(root))
            base = root.parent if root.is_file() else root
            name = f"{base.resolve().name}/{name}"
        while name in taken:
            name = f"{name}~"
        taken.add(name)
        yield SourceFile(file.path, name)


def _place(path: Path, folders: dict[Path, str]) -> str:
    """Where a file really is; each folder is followed to its place once."""
    if os.path.islink(path):  # noqa: PTH114  # as below
        return os.path.realpath(path)
    if path.parent not in folders:
        folders[path.parent] = os.path.realpath(path.parent)
    return os.path.join(folders[path.parent], path.name)  # noqa: PTH118  # ten times as fast as a Path
