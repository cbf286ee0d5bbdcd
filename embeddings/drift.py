"""What changed in the corpus since an index was built from it."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import msgspec

from corpus.errors import IndexMismatch
from corpus.files import list_files
from embeddings.encoder import Progress
from embeddings.index import Index
from embeddings.intake import plan


@dataclass(frozen=True, slots=True)
class Drift:
    """Files by name, in order: as the index knows them, or as the next build would."""

    changed: tuple[str, ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]
    unchanged: int

    @property
    def any(self) -> bool:
        """Whether a build would find something to do."""
        return bool(self.changed or self.gone or self.new)


class _Unwatched:
    def stage(self, name: str, total: int) -> AbstractContextManager[Progress]:
        """Nobody looks."""
        del name, total
        return nullcontext(lambda _: None)


def find_drift(index: Index, *, largest: int) -> Drift:
    """Compare the bytes of every file, where it has at most `largest`, with what the build read.

    Raises CorpusError where a folder is gone.
    """
    roots = index.manifest.roots
    if roots is msgspec.UNSET:
        raise IndexMismatch(f"the index in {index.home} does not tell its corpus; run `pullquote build --fresh`")
    held = {name: known.sha256 for name, known in index.store.known().items()}
    held |= {name: fact.sha256 for name, fact in index.manifest.skipped.items()}
    listing = list_files([Path(root) for root in roots])
    there = {file.identifier: file.sha256 for file in plan(listing.files, _Unwatched(), largest=largest)}
    changed = tuple(sorted(name for name in held.keys() & there.keys() if held[name] != there[name]))
    return Drift(
        changed,
        tuple(sorted(held.keys() - there.keys())),
        tuple(sorted(there.keys() - held.keys())),
        len(held.keys() & there.keys()) - len(changed),
    )
