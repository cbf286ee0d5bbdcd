"""An index from a stranger, whose checksums agree: what it should not hold is damage, told in one sentence."""

import shutil
import sqlite3
from pathlib import Path

import msgspec
import numpy as np
import pytest
from conftest import HASHED

from bot.engine import Engine
from bot.records import Question
from corpus.errors import IndexDamaged, IndexMismatch
from embeddings import generations
from embeddings.approximate import ApproximateIndex, lay_out
from embeddings.encoder import unit_length
from embeddings.index import Index
from embeddings.manifest import describe_files, read_manifest, write_manifest


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_home, tmp_path / "index"))


def sign(home: Path) -> None:
    folder = generations.current(home)
    write_manifest(folder, msgspec.structs.replace(read_manifest(folder), files=describe_files(folder)))


def change(home: Path, statements: str) -> None:
    connection = sqlite3.connect(generations.current(home) / "store.sqlite")
    connection.executescript(statements)
    connection.close()
    sign(home)


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param(
            "CREATE TRIGGER t AFTER INSERT ON documents BEGIN DELETE FROM documents; END",
            id="a trigger on what is there",
        ),
        pytest.param("CREATE VIEW more AS SELECT load_extension('x')", id="a view"),
        pytest.param(
            "ALTER TABLE sources RENAME TO hidden; CREATE VIEW sources AS SELECT * FROM hidden", id="a view for a table"
        ),
        pytest.param("CREATE TABLE extra (a)", id="a table"),
        pytest.param("ALTER TABLE sizes ADD COLUMN more GENERATED ALWAYS AS (documents + 1)", id="a computed column"),
        pytest.param("CREATE INDEX i ON documents (title)", id="an index"),
        pytest.param("DROP INDEX spans_by_document", id="none"),
        pytest.param("CREATE VIRTUAL TABLE words USING fts5(a)", id="a virtual table"),
        pytest.param("PRAGMA application_id = 7", id="another program's file"),
        pytest.param("PRAGMA user_version = 99", id="another layout"),
    ],
)
def test_a_row_store_of_other_tables_is_not_read(home: Path, statements: str) -> None:
    change(home, statements)

    with pytest.raises(IndexDamaged, match=r"store.sqlite is damaged; run `pullquote build --fresh`"):
        Index.open(home)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE speaker_rows SET rows = x'ffffffff'",
        "UPDATE speaker_rows SET rows = 7",
        "UPDATE row_terms SET terms = x'ffffffff'",
        "UPDATE row_terms SET terms = 'words'",
        "UPDATE paragraphs SET start = 0.5",
        "UPDATE paragraphs SET document = document + 99",
        "UPDATE paragraphs SET document = CAST(document AS BLOB) WHERE row % 2",
    ],
)
def test_rows_that_nobody_writes_are_told(home: Path, statement: str) -> None:
    change(home, statement)

    with pytest.raises(IndexDamaged, match=r"store.sqlite is damaged; run `pullquote build --fresh`"):
        Engine(HASHED, home).answer(Question("What did Ilse Corvane say about the ferry?"))


def test_names_that_are_no_text_are_told(home: Path) -> None:
    change(home, "UPDATE speakers SET name = x'ff' WHERE name = 'Ilse Corvane'")

    with pytest.raises(IndexDamaged, match=r"store.sqlite is damaged"):
        Engine(HASHED, home).speakers()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e30])
def test_vectors_that_nobody_writes_are_told(home: Path, value: float) -> None:
    file = generations.current(home) / "vectors.f32"
    vectors = np.fromfile(file, dtype="<f4")
    vectors[::5] = value
    vectors.tofile(file)
    sign(home)

    with pytest.raises(IndexDamaged, match=r"vectors.f32 is damaged; run `pullquote build --fresh`"):
        Engine(HASHED, home).answer(Question("What did Ilse Corvane say about the ferry?"))


@pytest.mark.parametrize("size", [0, 4, 1024, 2**20])
def test_a_vector_file_of_another_length_is_told(home: Path, size: int) -> None:
    file = generations.current(home) / "vectors.f32"
    file.write_bytes(b"\0" * size)
    sign(home)

    with pytest.raises(IndexDamaged, match=r"vectors.f32 cannot be opened|do not fit together"):
        Index.open(home)


@pytest.mark.parametrize(("key", "value"), [("dimension", 0), ("dimension", -4), ("dimension", 2**40)])
def test_a_manifest_of_impossible_numbers_is_told(home: Path, key: str, value: int) -> None:
    folder = generations.current(home)
    manifest = read_manifest(folder)
    model = msgspec.structs.replace(manifest.model, **{key: value})
    write_manifest(folder, msgspec.structs.replace(manifest, model=model))

    with pytest.raises((IndexDamaged, IndexMismatch), match=r"run `pullquote build --fresh`"):
        Index.open(home)


def _nonsense(raw: bytes) -> bytes:
    return b"nonsense" * 500


def _another_kind(raw: bytes) -> bytes:
    return b"IxF2" + raw[4:]


def _huge(raw: bytes) -> bytes:
    return raw[:8] + (2**60).to_bytes(8, "little") + raw[16:]


def _elsewhere(raw: bytes) -> bytes:
    return raw.replace(b"ilar", b"ilod")  # lists on the disk, in a file of any name


def _truncated(raw: bytes) -> bytes:
    return raw[:-100]


def _longer_lists(raw: bytes) -> bytes:
    place = raw.index(b"full") + 12
    return raw[:place] + (2**62).to_bytes(8, "little") + raw[place + 8 :]


@pytest.mark.parametrize("harm", [_nonsense, _another_kind, _huge, _elsewhere, _truncated, _longer_lists])
def test_lists_that_faiss_should_not_open_are_told(tmp_path: Path, harm) -> None:
    vectors = unit_length(np.random.default_rng(3).normal(size=(1000, 16)).astype(np.float32))
    file = tmp_path / "vectors.ivf"
    fact = lay_out(file, vectors, threads=1)
    assert ApproximateIndex(file, fact, rows=1000, dimension=16).size == 1000
    file.write_bytes(harm(file.read_bytes()))

    with pytest.raises(IndexDamaged, match=r"vectors.ivf cannot be opened; run `pullquote build --fresh`"):
        ApproximateIndex(file, fact, rows=1000, dimension=16)
