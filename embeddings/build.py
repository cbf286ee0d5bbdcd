"""Building an index: from files to a new generation, doing again only what changed."""

import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from corpus.errors import IndexFault
from corpus.files import SourceFile, list_files
from embeddings import generations
from embeddings.encoders import is_exported
from embeddings.generation_writer import Job, Recipe, write_generation
from embeddings.index import Index
from embeddings.intake import PlannedFile, changed, plan
from embeddings.report import Report, Reporter
from embeddings.store import Known

__all__ = ["Recipe", "build"]


def build(paths: Sequence[Path], index: Path, recipe: Recipe, reporter: Reporter, *, wait: bool = False) -> Report:
    """Make a generation of the articles under `paths` the current one; the one before stays for going back.

    Raises CorpusError where no article is found, IndexBusy while another build runs, IndexFault where the folder
    cannot be written; the current generation is then as it was.
    """
    listing = list_files(paths)
    report = Report(attributor=recipe.reading.attributor.name, ignored=listing.ignored)
    report.skipped |= dict(listing.refused)
    try:
        with generations.build_lock(index, wait=wait), recipe.reading:
            before = _before(index, recipe, report)
            before, known, planned = _compared(listing.files, before, recipe, reporter, report)
            try:
                roots = tuple(str(path.resolve()) for path in paths)
                job = Job(index, recipe, planned, roots, before, known, reporter, report)
                if not _is_up_to_date(job):
                    write_generation(job)
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
        return Index.open(index)
    except IndexFault as error:
        report.distrusted = str(error)
        return None


def _compared(
    files: Sequence[SourceFile],
    before: Index | None,
    recipe: Recipe,
    reporter: Reporter,
    report: Report,
) -> tuple[Index | None, dict[str, Known], list[PlannedFile]]:
    """The generation before, what it knows, and which files changed; nothing of one that turns out to be damaged."""
    if before is not None:
        try:
            with ThreadPoolExecutor(1) as thread:
                checked = thread.submit(before.check_bytes)  # what is kept is written again, damage and all
                known = before.store.known()
                planned = plan(files, reporter, known, largest=recipe.reading.largest)
                recipe.reading.begin(changed(planned, known, recipe.pipeline))
                checked.result()
            return before, known, planned
        except IndexFault as error:
            before.close()
            report.distrusted = str(error)
    return None, {}, plan(files, reporter, largest=recipe.reading.largest)


def _is_up_to_date(job: Job) -> bool:
    """Whether the current generation is what this build would make; then the report says so."""
    before, recipe, report = job.same_model, job.recipe, job.report
    if before is None or before.manifest.roots != job.roots:
        return False
    if not before.manifest.dense.fits(before.manifest.rows, recipe.dense):
        return False
    held = {name: known.sha256 for name, known in job.known.items()}
    skipped = {name: fact.sha256 for name, fact in before.manifest.skipped.items()}
    same = {file.identifier: file.sha256 for file in job.planned} == held | skipped
    if not same or any(known.pipeline != recipe.pipeline for known in job.known.values()):
        return False
    report.unchanged = len(job.known)
    report.skipped |= {name: fact.reason for name, fact in before.manifest.skipped.items()}
    report.kinds = before.manifest.kinds
    report.reused = before.manifest.rows
    return is_exported(recipe.model, generations.encoder_folder(job.index, recipe.model.fingerprint))
