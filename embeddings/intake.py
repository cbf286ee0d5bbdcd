"""The first half of a build: files become articles in the row store, each read only when it changed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.attribution import Attributor
from corpus.errors import UnreadableFile
from corpus.files import SourceFile
from corpus.readers import LARGEST_FILE, read_article
from corpus.records import Article, Attribution
from embeddings.index import Index
from embeddings.manifest import Skipped
from embeddings.report import Report, Reporter
from embeddings.store_writer import StoreWriter


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file to read, with the hash of its bytes; an empty hash where they cannot be had."""

    path: Path
    identifier: str
    sha256: str


def plan(files: Sequence[SourceFile], reporter: Reporter) -> list[PlannedFile]:
    """Hash all files, to know which changed."""
    planned = []
    with reporter.stage("looking at files", len(files)) as done:
        for file in files:
            planned.append(PlannedFile(file.path, file.identifier, _sha256(file.path)))
            done(1)
    return planned


def write_store(
    planned: Sequence[PlannedFile],
    file: Path,
    attributor: Attributor,
    pipeline: str,
    reporter: Reporter,
    before: Index | None,
    report: Report,
) -> dict[str, Skipped]:
    """Write all articles into a new row store; what could not be read comes back with the reason."""
    known = {} if before is None else before.store.known()
    skipped: dict[str, Skipped] = {}
    with StoreWriter(file) as writer, reporter.stage("reading articles", len(planned)) as done:
        for each in planned:
            held = _held(before, each) if known.get(each.identifier) == (each.sha256, pipeline) else None
            try:
                article, said, terms = held or (*_read(each, attributor), None)
            except UnreadableFile as error:
                skipped[each.identifier] = Skipped(str(error), each.sha256)
            else:
                writer.add(article, said, terms, pipeline=pipeline)
                _count(each.identifier, known, held is not None, report)
                report.warnings |= {each.identifier: "; ".join(article.warnings)} if article.warnings else {}
            done(1)
    report.removed = len(known.keys() - {each.identifier for each in planned})
    report.skipped |= {name: fact.reason for name, fact in skipped.items()}
    return skipped


def _read(file: PlannedFile, attributor: Attributor) -> tuple[Article, Sequence[tuple[Attribution, ...]]]:
    article = read_article(file.path, identifier=file.identifier)
    return article, attributor.attribute(article.paragraphs)


def _held(
    before: Index | None, file: PlannedFile
) -> tuple[Article, Sequence[tuple[Attribution, ...]], Sequence[bytes]] | None:
    article = None if before is None else before.store.article(file.identifier)
    if before is None or article is None:
        return None
    said = [before.store.attributions(paragraph, joined=False) for paragraph in article.paragraphs]
    return article, said, before.store.packed_terms(file.identifier)


def _count(identifier: str, known: dict[str, tuple[str, str]], held: bool, report: Report) -> None:
    if held:
        report.unchanged += 1
    elif identifier in known:
        report.changed += 1
    else:
        report.new += 1


def _sha256(file: Path) -> str:
    try:
        if not file.is_file() or file.stat().st_size > LARGEST_FILE:
            return ""
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
