"""Building an index: from files to a new generation, doing again only what changed."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.attribution import Attributor
from corpus.errors import CorpusError, IndexFault
from corpus.files import list_files
from corpus.readers import VERSION as READERS
from embeddings import analysis, generations
from embeddings.encoders import building_encoder, export_encoder, is_exported, is_exported_whole
from embeddings.index import LEXICAL, STORE, VECTORS, Index
from embeddings.intake import PlannedFile, plan, write_store
from embeddings.manifest import FORMAT, Manifest, ModelFact, describe_files, now, write_manifest
from embeddings.model import Model
from embeddings.report import Report, Reporter
from embeddings.searchable import write_searchable
from embeddings.store import Store


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a build is made with; `version` is the project's own."""

    model: Model
    attributor: Attributor
    version: str
    keep: int  # generations
    fresh: bool = False  # use nothing of the generation before

    @property
    def pipeline(self) -> str:
        """What decides how a file is read: when it changes, every file is read again."""
        return f"readers {READERS}, terms {analysis.VERSION}, {self.attributor.name}"


def build(paths: Sequence[Path], index: Path, recipe: Recipe, reporter: Reporter, *, wait: bool = False) -> Report:
    """Make a generation of the articles under `paths` the current one; the one before stays for going back.

    Raises CorpusError where no article is found, IndexBusy while another build runs, IndexFault where the folder
    cannot be written; the current generation is then as it was.
    """
    listing = list_files(paths)
    report = Report(attributor=recipe.attributor.name, ignored=listing.ignored)
    report.skipped |= dict(listing.refused)
    try:
        with generations.build_lock(index, wait=wait):
            before = _before(index, recipe, report)
            try:
                planned = plan(listing.files, reporter)
                if not _up_to_date(before, paths, planned, index, recipe, report):
                    _write_generation(paths, planned, index, recipe, reporter, before, report)
            finally:
                if before is not None:
                    before.close()
            generations.prune(index, keep=recipe.keep, before=None if before is None else before.folder.name)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise IndexFault(f"{index} cannot be written ({reason}); the index there is as it was") from error
    return report


def _before(index: Path, recipe: Recipe, report: Report) -> Index | None:
    if recipe.fresh or not (index / "CURRENT").exists():
        return None
    try:
        before = Index.open(index)
        before.check()  # what is kept is written again: a damaged vector would be damaged for ever
        return before
    except IndexFault as error:
        report.distrusted = str(error)
        return None


def _up_to_date(
    before: Index | None,
    paths: Sequence[Path],
    planned: Sequence[PlannedFile],
    index: Path,
    recipe: Recipe,
    report: Report,
) -> bool:
    """Whether the current generation is what this build would make; then the report says so."""
    if before is None or before.manifest.model.fingerprint != recipe.model.fingerprint:
        return False
    known = before.store.known()
    held = {name: sha256 for name, (sha256, _) in known.items()}
    skipped = {name: fact.sha256 for name, fact in before.manifest.skipped.items()}
    same = {file.identifier: file.sha256 for file in planned} == held | skipped
    if (
        not same
        or before.manifest.roots != _roots(paths)
        or any(pipeline != recipe.pipeline for _, pipeline in known.values())
    ):
        return False
    report.unchanged = len(known)
    report.skipped |= {name: fact.reason for name, fact in before.manifest.skipped.items()}
    report.kinds = before.manifest.kinds
    report.reused = before.manifest.rows
    return is_exported(recipe.model, generations.encoder_folder(index, recipe.model.fingerprint))


def _write_generation(
    paths: Sequence[Path],
    planned: Sequence[PlannedFile],
    index: Path,
    recipe: Recipe,
    reporter: Reporter,
    before: Index | None,
    report: Report,
) -> None:
    encoder = building_encoder(recipe.model)
    exported = generations.encoder_folder(index, recipe.model.fingerprint)
    with generations.new_generation(index) as folder:
        skipped = write_store(planned, folder / STORE, recipe.attributor, recipe.pipeline, reporter, before, report)
        store = Store(folder / STORE)
        if store.counts()[0] == 0:
            raise CorpusError(_empty(report))
        old = before if before is not None and before.manifest.model.fingerprint == recipe.model.fingerprint else None
        dimension = write_searchable(store, folder / VECTORS, folder / LEXICAL, encoder, reporter, old, report)
        # what is whole stays where it is, for readers of the generations before
        if not (is_exported_whole if recipe.fresh else is_exported)(recipe.model, exported):
            with reporter.stage("exporting the model", 1) as done:
                export_encoder(encoder, recipe.model, exported)
                done(1)
        report.generation = folder.name.removesuffix(generations.PARTIAL)
        documents, paragraphs, rows = store.counts()
        report.kinds = store.kinds()
        store.close()
        model = recipe.model
        write_manifest(
            folder,
            Manifest(
                format=FORMAT,
                generation=report.generation,
                built=now(),
                version=recipe.version,
                model=ModelFact(
                    model.name, model.fingerprint, dimension, model.prompts.question, model.prompts.paragraph
                ),
                attributor=recipe.attributor.name,
                documents=documents,
                paragraphs=paragraphs,
                rows=rows,
                kinds=report.kinds,
                skipped=skipped,
                files=describe_files(folder),
                roots=_roots(paths),
            ),
        )


def _roots(paths: Sequence[Path]) -> tuple[str, ...]:
    return tuple(str(path.resolve()) for path in paths)


def _empty(report: Report) -> str:
    unreadable = "".join(f"; {name}: {reason}" for name, reason in list(report.skipped.items())[:3])
    return f"no article (.txt, .md, .html) was found there{unreadable}; name a folder that holds articles"
