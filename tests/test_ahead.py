"""A rebuild lets a process load the parser at once, and encodes what changed while that reads it."""

import multiprocessing
import threading
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from conftest import Silent

from benchmarks.generate_corpus import write_corpus
from corpus import parallel
from corpus.attribution.opening import open_attributor
from corpus.errors import ModelError
from corpus.files import list_files
from corpus.parallel import Reading
from embeddings import generation_writer, generations
from embeddings.ahead import AheadEncoder, texts_of
from embeddings.build import Recipe, build
from embeddings.encoder import Encoder
from embeddings.encoders import choose_model
from embeddings.hashed_encoder import HashedEncoder
from embeddings.index import Index
from embeddings.model import Model, Prompts

FERRY = "Ferry stops in June\n\n“We go by road,” said Ilse Corvane, the mayor.\n\n{}\n"
MILL = "The mill is sold\n\nNobody asked the millers of Ashel.\n"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "ferry.txt").write_text(FERRY.format("The quay was empty on Monday."), encoding="utf-8")
    (folder / "mill.txt").write_text(MILL, encoding="utf-8")
    return folder


def recipe(*, prepared: bool) -> Recipe:
    reading = Reading(open_attributor(None), processes=2)
    if prepared:
        reading.prepare()
    return Recipe(choose_model("hashed-words", Prompts()), reading, "test", 2)


def test_a_prepared_process_reads_what_this_one_would(news: Path) -> None:
    files = list_files([news]).files
    with Reading(open_attributor(None), processes=2) as prepared, Reading(open_attributor(None)) as here:
        prepared.prepare()
        prepared.begin(files)

        assert (prepared.is_under_way, here.is_under_way) == (True, False)
        assert list(prepared.read(files)) == list(here.read(files))


def test_a_prepared_process_that_has_nothing_to_read_is_ended(news: Path) -> None:
    with Reading(open_attributor(None), processes=2) as reading:
        reading.prepare()
        assert multiprocessing.active_children()
        reading.begin([])

    assert not multiprocessing.active_children()


def test_other_files_than_begun_are_read_all_the_same(news: Path) -> None:
    files = list_files([news]).files
    with Reading(open_attributor(None), processes=2) as reading:
        reading.prepare()
        reading.begin(files[:1])
        found = list(reading.read(files))

    assert [read.file for read in found] == list(files)


def test_what_changed_is_encoded_ahead_and_the_index_is_the_same(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, fresh = tmp_path / "index", tmp_path / "fresh"
    build([news], home, recipe(prepared=False), Silent())
    (news / "ferry.txt").write_text(FERRY.format("The quay was full on Tuesday."), encoding="utf-8")
    ahead: list[list[str]] = []
    encode_ahead = AheadEncoder.encode_ahead

    def noted(encoder: AheadEncoder, texts: Iterable[str]) -> None:
        ahead.append(list(texts))
        encode_ahead(encoder, ahead[-1])

    monkeypatch.setattr(AheadEncoder, "encode_ahead", noted)
    report = build([news], home, recipe(prepared=True), Silent())
    build([news], fresh, recipe(prepared=False), Silent())

    assert ahead[0] == ["The quay was full on Tuesday."]
    assert report.encoded == 1
    edited, anew = Index.open(home), Index.open(fresh)
    assert generations.current(home).name == "000002"
    for one, other in ((edited, anew), (anew, edited)):
        rows = {paragraph.text: row for row, paragraph in other.store.rows()}
        for row, paragraph in one.store.rows():
            same = other.vectors.vectors(np.array([rows[paragraph.text]]))
            assert (one.vectors.vectors(np.array([row])) == same).all()
            assert one.store.attributions(paragraph) == other.store.attributions(paragraph)


def test_vectors_are_remembered_and_those_of_other_texts_made() -> None:
    encoder, plain = AheadEncoder(HashedEncoder()), HashedEncoder()
    encoder.encode_ahead(["a mill", "a mill", "a quay"])
    done: list[int] = []

    found = encoder.encode_paragraphs(["a quay", "a ferry", "a mill"], done.append)

    assert (found == plain.encode_paragraphs(["a quay", "a ferry", "a mill"], lambda _: None)).all()
    assert done == [3]
    assert encoder.encode_paragraphs([], done.append).shape == (0, encoder.dimension)


def test_what_cannot_be_read_is_left_to_who_tells_of_it(news: Path) -> None:
    (news / "broken.html").write_bytes(b"\x00\x01" * 50)
    texts = texts_of(list_files([news]).files, largest=10_000)

    assert "Nobody asked the millers of Ashel." in texts
    assert texts_of(list_files([news]).files, largest=5) == []


def test_a_models_loading_and_the_reading_of_much_news_go_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_corpus(tmp_path, 700)
    made, loaded = [], []
    pool, load = parallel._Pool, generation_writer.load_encoder
    made_from = recipe(prepared=False)

    def noted(model: Model) -> Encoder:
        loaded.append((made_from.reading.is_under_way, threading.current_thread() is threading.main_thread()))
        return load(model)

    monkeypatch.setattr(generation_writer, "load_encoder", noted)
    monkeypatch.setattr(parallel, "_Pool", lambda *given: made.append(given) or pool(*given))
    build([tmp_path / "articles"], tmp_path / "index", made_from, Silent())

    assert loaded == [(True, False)]
    assert len(made) == 1
    assert Index.open(tmp_path / "index").manifest.rows > 700


def test_a_model_that_cannot_be_loaded_is_told_when_the_news_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(model: Model) -> Encoder:
        raise ModelError(f"{model.name} cannot be loaded")

    write_corpus(tmp_path, 700)
    monkeypatch.setattr(generation_writer, "load_encoder", fails)

    with pytest.raises(ModelError, match="hashed-words cannot be loaded"):
        build([tmp_path / "articles"], tmp_path / "index", recipe(prepared=False), Silent())
    assert not (tmp_path / "index" / "CURRENT").exists()
