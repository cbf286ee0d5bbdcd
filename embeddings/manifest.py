"""What a generation says of itself, and whether its files are the ones it was written with."""

import hashlib
import shutil
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Annotated

import msgspec

from corpus.errors import IndexDamaged, IndexMismatch
from embeddings.approximate import DenseFact

FORMAT = 10
NAME = "manifest.json"
_TOGETHER = 2  # files whose hashes are taken at the same time
READ_WHOLE = 8 * 2**20  # bytes; larger files are checked by their size at open, and whole when asked


class FileFact(msgspec.Struct, frozen=True):
    """A file of the generation as it was written."""

    size: int
    sha256: str


class Skipped(msgspec.Struct, frozen=True):
    """A file that could not be read; the hash tells whether it changed since."""

    reason: str
    sha256: str


class ModelFact(msgspec.Struct, frozen=True):
    """The model that placed the vectors."""

    name: str
    fingerprint: str
    dimension: Annotated[int, msgspec.Meta(ge=1, le=2**16)]
    question_prompt: str
    paragraph_prompt: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Written last; `checksum` covers everything else."""

    format: int
    generation: str
    built: datetime
    version: str
    model: ModelFact
    attributor: str
    documents: int
    paragraphs: int
    rows: int
    dense: DenseFact
    kinds: dict[str, int]
    skipped: dict[str, Skipped]
    files: dict[str, FileFact]
    roots: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET  # the files and folders that were read, absolute
    checksum: str = ""


def now() -> datetime:
    """The time that a manifest tells, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest into the generation's folder."""
    signed = msgspec.structs.replace(manifest, checksum=_checksum(manifest))
    (folder / NAME).write_bytes(msgspec.json.format(msgspec.json.encode(signed)))


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation. Raises IndexDamaged or IndexMismatch."""
    file = folder / NAME
    try:
        raw = file.read_bytes()
        found = msgspec.json.decode(raw, type=_Version).format
        if found != FORMAT:
            raise IndexMismatch(
                f"{folder} has format {found} and this version reads {FORMAT}; run `pullquote build --fresh`"
            )
        manifest = msgspec.json.decode(raw, type=Manifest)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"{file} is missing or damaged; run `pullquote build --fresh`") from error
    if manifest.checksum != _checksum(manifest):
        raise IndexDamaged(f"{file} was altered; run `pullquote build --fresh`")
    return manifest


def describe_files(folder: Path) -> dict[str, FileFact]:
    """The facts of all files under a folder, by path relative to it."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != NAME)
    with ThreadPoolExecutor(_TOGETHER) as threads:
        hashes = threads.map(_sha256, files)
        return {
            f.relative_to(folder).as_posix(): FileFact(f.stat().st_size, h) for f, h in zip(files, hashes, strict=True)
        }


def check_files(folder: Path, files: Mapping[str, FileFact], *, deep: bool = False) -> None:
    """Compare files with what was written: sizes always, contents of small files, or all (`deep`).

    Raises IndexDamaged with the first file that differs.
    """
    for name, fact in files.items():
        file = folder / name
        if name != PurePosixPath(name).as_posix() or name.startswith("/") or ".." in PurePosixPath(name).parts:
            raise IndexDamaged(f"{folder} names a file outside of it; run `pullquote build --fresh`")
        try:
            if any(part.is_symlink() for part in (file, *file.parents[: len(PurePosixPath(name).parts) - 1])):
                raise OSError(f"{file} is a link")
            whole = file.stat().st_size == fact.size
            if whole and (deep or fact.size <= READ_WHOLE):
                whole = _sha256(file) == fact.sha256
        except OSError:
            whole = False
        if not whole:
            raise IndexDamaged(f"{file} is missing or damaged; run `pullquote build --fresh` to make the index anew")


def copy_files(source: Path, target: Path, names: Iterable[str]) -> None:
    """Copy files of a generation into another folder."""
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)


class _Version(msgspec.Struct, frozen=True):
    format: int


def _checksum(manifest: Manifest) -> str:
    bare = msgspec.structs.replace(manifest, checksum="")
    return hashlib.sha256(msgspec.json.encode(bare, order="deterministic")).hexdigest()


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
