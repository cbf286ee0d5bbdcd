"""Writing one generation: from a copy of the one before, or from what a killed build left, or from nothing."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import CorpusError
from corpus.parallel import Reading, size_of
from corpus.readers import VERSION as READERS
from embeddings import analysis, generations
from embeddings.ahead import AheadEncoder, texts_of
from embeddings.approximate import DenseFact, DenseSettings
from embeddings.dense import write_dense
from embeddings.encoder import Encoder
from embeddings.encoders import building_encoder, export_encoder, is_exported, is_exported_whole, load_encoder
from embeddings.encoding import write_vectors
from embeddings.index import LEXICAL, STORE, VECTORS, Index
from embeddings.intake import PlannedFile, changed, take_in
from embeddings.manifest import (
    FORMAT,
    Manifest,
    ModelFact,
    Skipped,
    copy_files,
    describe_files,
    now,
    write_manifest,
)
from embeddings.model import Model
from embeddings.report import Report, Reporter
from embeddings.seals import text_digest
from embeddings.searchable import write_postings
from embeddings.store import Known, Store
from embeddings.store_writer import StoreWriter

_FEW = 128  # rows that the exported model encodes sooner than torch is loaded
_LITTLE = 50_000  # bytes of articles that hold no more than so many rows


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a build is made with; `version` is the project's own."""

    model: Model
    reading: Reading
    version: str
    keep: int  # generations
    fresh: bool = False  # use nothing of the generation before
    dense: DenseSettings = field(default_factory=DenseSettings)

    @property
    def pipeline(self) -> str:
        """What decides how a file is read: when it changes, every file is read again."""
        return f"readers {READERS}, terms {analysis.VERSION}, {self.reading.attributor.name}"


@dataclass(frozen=True, slots=True)
class Job:
    """What one build has to do."""

    index: Path
    recipe: Recipe
    planned: Sequence[PlannedFile]
    roots: tuple[str, ...]
    before: Index | None
    known: Mapping[str, Known]  # of the generation before
    reporter: Reporter
    report: Report

    @property
    def same_model(self) -> Index | None:
        """The generation before, if its vectors can be kept."""
        same = self.before is not None and self.before.manifest.model.fingerprint == self.recipe.model.fingerprint
        return self.before if same else None

    @property
    def beginnings(self) -> str | None:
        """What a build that goes on with this one's work must start from, too."""
        base = "nothing" if self.before is None else self.before.folder.name
        return None if self.recipe.fresh else f"format {FORMAT}, model {self.recipe.model.fingerprint}, after {base}"


def write_generation(job: Job) -> None:
    """Make a generation of the planned files the current one."""
    with generations.new_generation(job.index, job.beginnings) as (folder, goes_on), ThreadPoolExecutor(1) as thread:
        if not goes_on:
            _begin(folder, job)
        ready = _exported_encoder(job)
        with StoreWriter(folder / STORE) as writer:
            reading, pipeline = job.recipe.reading, job.recipe.pipeline
            reading.begin(changed(job.planned, writer.known(), pipeline))
            loading = thread.submit(load_encoder, job.recipe.model) if reading.is_under_way and ready is None else None
            skipped, rows = _write_rows(writer, job)
            store = Store(folder / STORE, growing=True)
            try:
                encoder = _encoder(job, writer, ready, loading)
                dimension, dense = _write_vectors(folder, writer, store, job, encoder, rows)
                touched = writer.touched()
                write_postings(folder / LEXICAL, store, touched, job.before, job.reporter, rows=rows)
            finally:
                store.close()
            generations.end(folder)  # finishing forgets which rows were touched: nobody can go on from there
            writer.finish()
        _describe(folder, job, skipped, dimension, dense)


def _begin(folder: Path, job: Job) -> None:
    if job.before is not None:
        kept = (STORE, VECTORS) if job.same_model is not None else (STORE,)
        copy_files(job.before.folder, folder, kept)
    with StoreWriter(folder / STORE) as writer:
        if job.same_model is None:
            writer.touch_all()
        writer.commit()
    generations.begin(folder, job.beginnings or "")


def _write_rows(writer: StoreWriter, job: Job) -> tuple[dict[str, Skipped], int]:
    recipe, report = job.recipe, job.report
    skipped = take_in(job.planned, writer, recipe.reading, recipe.pipeline, job.reporter)
    report.skipped |= {name: fact.reason for name, fact in skipped.items()}
    _count(job, skipped)
    rows = writer.settle()
    if len(skipped) == len(job.planned):
        raise CorpusError(_empty(report))
    return skipped, rows


def _count(job: Job, skipped: Mapping[str, Skipped]) -> None:
    """Compare the files with the generation before."""
    report = job.report
    for file in (file for file in job.planned if file.identifier not in skipped):
        known = job.known.get(file.identifier)
        if known is None:
            report.new += 1
        elif (known.sha256, known.pipeline) == (file.sha256, job.recipe.pipeline):
            report.unchanged += 1
        else:
            report.changed += 1
    report.removed = len(job.known.keys() - {file.identifier for file in job.planned})


def _exported_encoder(job: Job) -> Encoder | None:
    """The exported model where it may serve, at work while another process reads the articles."""
    old, files = job.same_model, changed(job.planned, job.known, job.recipe.pipeline)
    if old is None or len(files) > _FEW or not _is_exported(job):
        return None
    encoder, reading = AheadEncoder(old.encoder()), job.recipe.reading
    if reading.is_under_way and size_of(files, _LITTLE) < _LITTLE:
        texts = {text_digest(text): text for text in texts_of(files, largest=reading.largest)}
        held = old.store.rows_with(list(texts))
        encoder.encode_ahead([text for digest, text in texts.items() if digest not in held][:_FEW])
    return encoder


def _is_exported(job: Job) -> bool:
    model = job.recipe.model
    exported = generations.encoder_folder(job.index, model.fingerprint)
    # what is whole stays where it is, for readers of the generations before
    return (is_exported_whole if job.recipe.fresh else is_exported)(model, exported)


def _encoder(job: Job, writer: StoreWriter, ready: Encoder | None, loading: Future[Encoder] | None) -> Encoder:
    if loading is not None:
        return loading.result()
    few = ready is not None and writer.count_unencoded() <= _FEW
    return ready if ready is not None and few else building_encoder(job.recipe.model)


def _write_vectors(
    folder: Path, writer: StoreWriter, store: Store, job: Job, encoder: Encoder, rows: int
) -> tuple[int, DenseFact]:
    model, old = job.recipe.model, job.same_model
    missing = not _is_exported(job)
    dimension = write_vectors(folder / VECTORS, writer, store, encoder, job.reporter, old, job.report, rows=rows)
    if missing:
        with job.reporter.stage("exporting the model", 1) as done:
            export_encoder(encoder, model, generations.encoder_folder(job.index, model.fingerprint))
            done(1)
    dense = write_dense(
        folder, store, encoder, job.recipe.dense, old, writer.touched(), job.reporter, job.report, dimension=dimension
    )
    return dimension, dense


def _describe(folder: Path, job: Job, skipped: dict[str, Skipped], dimension: int, dense: DenseFact) -> None:
    report, model = job.report, job.recipe.model
    report.generation = folder.name.removesuffix(generations.PARTIAL)
    with ThreadPoolExecutor(1) as thread:
        described = thread.submit(describe_files, folder)
        store = Store(folder / STORE)
        documents, paragraphs, rows = store.sizes()
        report.kinds = store.kinds()
        report.warnings |= store.warnings()
        store.close()
        files = described.result()
    write_manifest(
        folder,
        Manifest(
            format=FORMAT,
            generation=report.generation,
            built=now(),
            version=job.recipe.version,
            model=ModelFact(model.name, model.fingerprint, dimension, model.prompts.question, model.prompts.paragraph),
            attributor=job.recipe.reading.attributor.name,
            documents=documents,
            paragraphs=paragraphs,
            rows=rows,
            dense=dense,
            kinds=report.kinds,
            skipped=skipped,
            files=files,
            roots=job.roots,
        ),
    )


def _empty(report: Report) -> str:
    unreadable = "".join(f"; {name}: {reason}" for name, reason in list(report.skipped.items())[:3])
    return f"no article (.txt, .md, .html) was found there{unreadable}; name a folder that holds articles"
