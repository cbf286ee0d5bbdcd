"""The article files under the paths that a person names."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from corpus.decoding import well_formed
from corpus.errors import CorpusError
from corpus.readers import FORMATS


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the corpus; `identifier` is its path relative to its root, with forward slashes."""

    name: str  # its path as text: there may be many, and a Path takes long to make
    identifier: str

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.name)


@dataclass(frozen=True, slots=True)
class Listing:
    """The files to read, in a fixed order, and what was passed over."""

    files: tuple[SourceFile, ...]
    ignored: Counter[str]  # how many files of each other suffix
    refused: tuple[tuple[str, str], ...]  # (name, reason)


class _Found(NamedTuple):
    path: str
    identifier: str
    place: str  # where the file really is
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
        if well_formed(str(root.resolve())) != str(root.resolve()):
            raise CorpusError(f"the name of {well_formed(str(root))} is not valid Unicode; name it anew")
        for file in _walk(root):
            suffix = _suffix(file.path)
            if file.is_link and (reason := _led_astray(Path(file.path), root)) is not None:
                refused.append((file.identifier, reason))
            elif suffix in FORMATS or file.path == str(root):
                found.append(file)
            else:
                ignored[suffix or "no suffix"] += 1
    return Listing(tuple(_distinct(found, paths)), ignored, tuple(refused))


def _suffix(path: str) -> str:
    suffix = os.path.splitext(path)[1].lower()  # noqa: PTH122
    return "" if suffix == "." else well_formed(suffix)


def _led_astray(link: Path, root: Path) -> str | None:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: a loop, before Python 3.13
        return "a link that leads nowhere; remove it"
    return (
        None if target.is_relative_to(root.resolve()) else "a link that leads out of the corpus; copy the file into it"
    )


def _walk(root: Path) -> Iterator[_Found]:
    if root.is_file():
        yield _Found(str(root), well_formed(root.name), os.path.realpath(root), root.is_symlink())
    else:
        yield from _inside(str(root), "")


def _inside(folder: str, before: str) -> Iterator[_Found]:
    """The files of a folder, then those of its folders, each by name; what cannot be listed is passed over."""
    try:
        entries = [entry for entry in sorted(os.scandir(folder), key=attrgetter("name")) if entry.name[0] != "."]
    except OSError:
        return
    here, folders = os.path.realpath(folder), []
    for entry in entries:
        is_link = entry.is_symlink()
        if _is_folder(entry):
            folders += [] if is_link else [entry]
        else:
            place = os.path.realpath(entry.path) if is_link else f"{here}{os.sep}{entry.name}"
            yield _Found(entry.path, well_formed(before + entry.name), place, is_link)
    for entry in folders:
        yield from _inside(entry.path, f"{before}{entry.name}/")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads in a circle
        return False


def _distinct(files: Sequence[_Found], roots: Sequence[Path]) -> Iterator[SourceFile]:
    """Each file once; names that two roots share get their root's name before them."""
    by_place: dict[str, _Found] = {}
    for file in files:
        by_place.setdefault(file.place, file)
    first = by_place.values()
    shared = {name for name, count in Counter(file.identifier for file in first).items() if count > 1}
    taken: set[str] = set()
    for file in first:
        name = file.identifier
        if name in shared:
            path = Path(file.path)
            root = next(root for root in roots if path == root or path.is_relative_to(root))
            base = root.parent if root.is_file() else root
            name = f"{base.resolve().name}/{name}"
        while name in taken:
            name = f"{name}~"
        taken.add(name)
        yield SourceFile(file.path, name)
