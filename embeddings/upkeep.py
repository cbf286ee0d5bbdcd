"""Looking after the generations of an index: which there are, going back, making room, and opening what is whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from corpus.errors import IndexDamaged, IndexFault, IndexMismatch, IndexMissing
from embeddings import generations
from embeddings.index import Index
from embeddings.manifest import read_manifest


@dataclass(frozen=True, slots=True)
class Generation:
    """What a generation is; `fault` tells why it cannot be opened."""

    name: str
    current: bool
    size: int  # bytes
    built: datetime | None
    documents: int
    passages: int
    fault: str | None


def listed(home: Path) -> list[Generation]:
    """All generations, oldest first, each opened to see whether it can be. Raises IndexMissing where there is none."""
    folders = generations.generations(home)
    if not folders:
        raise IndexMissing(f"there is no index in {home}; run `pullquote build` first")
    now = generations.pointed(home)
    return [_described(home, folder, current=folder == now) for folder in folders]


def roll_back(home: Path, name: str | None = None) -> str:
    """Make the generation before the current one, or a named one, the current one; its name.

    It is read whole first. Raises IndexFault where there is none, or where it is damaged.
    """
    with generations.build_lock(home):
        folder = _earlier(home, name)
        index = Index.open_generation(home, folder)
        try:
            index.check()
        finally:
            index.close()
        generations.point(home, folder)
        return folder.name


def pruned(home: Path, *, keep: int) -> list[str]:
    """Remove old generations; the names of those that are gone."""
    with generations.build_lock(home):
        return generations.prune(home, keep=keep)


def open_usable(home: Path) -> tuple[Index, str | None]:
    """The current generation, or the newest before it that is whole, with a warning that says so.

    Raises IndexMissing, IndexDamaged or IndexMismatch where none can be opened.
    """
    try:
        return Index.open(home), None
    except (IndexDamaged, IndexMismatch) as error:
        for index in _openable(home, before=generations.pointed(home)):
            return index, _warning(error, index)
        raise


def open_before(damaged: Index, error: IndexDamaged) -> tuple[Index, str]:
    """The newest generation before a damaged one that is whole, with a warning. Else raises the error."""
    for index in _openable(damaged.home, before=damaged.folder):
        return index, _warning(error, index)
    raise error


def _openable(home: Path, *, before: Path | None) -> Iterator[Index]:
    for folder in reversed(generations.generations(home)):
        if before is None or int(folder.name) < int(before.name):
            try:
                yield Index.open_generation(home, folder)
            except IndexFault:
                continue


def _warning(error: IndexFault, index: Index) -> str:
    manifest = index.manifest
    built = f"{manifest.built:%Y-%m-%d %H:%M} UTC"
    return f"{error}; until then answers come from generation {manifest.generation}, built {built}"


def _earlier(home: Path, name: str | None) -> Path:
    now = generations.pointed(home)
    folders = generations.generations(home)
    if name is not None:
        found = [folder for folder in folders if folder.name == name]
    else:
        found = [folder for folder in folders if now is None or int(folder.name) < int(now.name)]
    if not found:
        wanted = f"generation {name}" if name is not None else "generation before the current one"
        raise IndexMissing(f"there is no {wanted} in {home}; `pullquote index list` lists them")
    return found[-1]


def _described(home: Path, folder: Path, *, current: bool) -> Generation:
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    try:
        Index.open_generation(home, folder).close()
        manifest = read_manifest(folder)
    except IndexFault as error:
        return Generation(folder.name, current, size, None, 0, 0, str(error))
    return Generation(folder.name, current, size, manifest.built, manifest.documents, manifest.rows, None)
