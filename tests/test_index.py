"""Opening an index: damage, other versions and other models are found before anything is quoted."""

import hashlib
import json
import shutil
import sqlite3
from pathlib import Path

import msgspec
import pytest
from conftest import HASHED

from bot.config import Config, ModelSettings
from bot.engine import Engine
from bot.records import Question
from corpus.errors import IndexDamaged, IndexMismatch, IndexMissing
from embeddings import generations
from embeddings.index import Index
from embeddings.manifest import FORMAT, FileFact, describe_files, read_manifest, write_manifest


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_home, tmp_path / "index"))


def test_a_missing_index_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="there is no index in .*; run `pullquote build` first"):
        Index.open(tmp_path)


@pytest.mark.parametrize("name", ["store.sqlite", "vectors.f32", "manifest.json", "lexical/meta.json"])
@pytest.mark.parametrize("harm", ["missing", "truncated", "flipped"])
def test_damage_is_found_and_named(home: Path, name: str, harm: str) -> None:
    file = generations.current(home) / name
    raw = file.read_bytes()
    if harm == "missing":
        file.unlink()
    elif harm == "truncated":
        file.write_bytes(raw[: len(raw) // 2])
    else:
        middle = len(raw) // 2
        file.write_bytes(raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :])

    with pytest.raises(IndexDamaged) as raised:
        Index.open(home)

    assert name.split("/")[0] in str(raised.value)
    assert "run `pullquote build --fresh`" in str(raised.value)


def test_a_pointer_to_nowhere_is_damage(home: Path) -> None:
    (home / "CURRENT").write_text("../../etc\n", encoding="ascii")

    with pytest.raises(IndexDamaged, match="names a generation that is not there"):
        Index.open(home)


def test_another_format_is_a_mismatch(home: Path) -> None:
    file = generations.current(home) / "manifest.json"
    table = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(table | {"format": 99}), encoding="utf-8")

    with pytest.raises(
        IndexMismatch, match=f"has format 99 and this version reads {FORMAT}; run `pullquote build --fresh`"
    ):
        Index.open(home)


def test_parts_that_do_not_fit_together_are_damage(home: Path, corpus: Path, build_index, tmp_path: Path) -> None:
    other = tmp_path / "other"
    build_index([corpus], other)
    folder = generations.current(home)
    shutil.copy(generations.current(other) / "vectors.f32", folder / "vectors.f32")
    raw = (folder / "vectors.f32").read_bytes()

    manifest = read_manifest(folder)
    facts = manifest.files | {"vectors.f32": FileFact(len(raw), hashlib.sha256(raw).hexdigest())}

    write_manifest(folder, msgspec.structs.replace(manifest, files=facts))

    with pytest.raises(IndexDamaged, match="do not fit together"):
        Index.open(home)


def test_an_index_of_another_model_is_a_mismatch(home: Path) -> None:
    with pytest.raises(
        IndexMismatch, match="was built with the model hashed-words and the settings name all-MiniLM-L6-v2"
    ):
        Engine(Config(), home)
    with pytest.raises(IndexMismatch, match="with other prompts"):
        Engine(Config(model=ModelSettings(name="hashed-words", question_prompt="query: ")), home)


def test_a_changed_word_in_the_store_is_never_quoted(home: Path) -> None:
    folder = generations.current(home)
    manifest = read_manifest(folder)
    connection = sqlite3.connect(folder / "store.sqlite")
    connection.execute("UPDATE documents SET text = replace(text, 'ferry', 'Ferry')")
    connection.commit()
    connection.close()
    write_manifest(folder, msgspec.structs.replace(manifest, files=describe_files(folder)))
    engine = Engine(HASHED, home)

    with pytest.raises(IndexDamaged, match=r"store.sqlite is damaged"):
        engine.answer(Question("What did Ilse Corvane say about the ferry?"))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE paragraphs SET start = start + 1 WHERE row IS NOT NULL",
        "UPDATE documents SET title = title || 's'",
        "UPDATE documents SET published = '2020-02-02'",
        "UPDATE documents SET published = 7",
        "UPDATE attributions SET speaker = 'Anna Other'",
        "UPDATE attributions SET said_as = 'Anna Other', speaker = 'Anna Other'",
        "UPDATE attributions SET mode = 'dirext'",
        "UPDATE attributions SET start = start + 1",
        "UPDATE attributions SET ordinal = ordinal + 1",
    ],
)
def test_no_damaged_row_is_quoted_even_where_no_file_is_hashed(home: Path, change: str) -> None:
    folder = generations.current(home)
    connection = sqlite3.connect(folder / "store.sqlite")
    connection.execute(change)
    connection.commit()
    connection.close()
    write_manifest(folder, msgspec.structs.replace(read_manifest(folder), files=describe_files(folder)))
    engine = Engine(HASHED, home)

    with pytest.raises(IndexDamaged, match=r"store.sqlite is damaged"):
        engine.answer(Question("What did Ilse Corvane say about the ferry?"))


def test_a_deep_check_passes_on_what_was_written(home: Path) -> None:
    Index.open(home).check()
