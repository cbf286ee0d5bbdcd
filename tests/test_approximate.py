"""A large corpus is searched by lists whose recall was measured; what they propose is weighed exactly."""

from dataclasses import replace
from pathlib import Path

import faiss
import msgspec
import numpy as np
import pytest
from conftest import HASHED, Silent
from killed_build import quick_recipe

from benchmarks.generate_corpus import articles, write_article
from benchmarks.vocabulary import read_vocabulary
from bot.engine import Engine
from bot.records import Question
from corpus.errors import IndexMismatch
from embeddings.approximate import ApproximateIndex, DenseSettings, calibrate, exact_cosines, lay_out, recalls
from embeddings.build import build
from embeddings.encoder import unit_length
from embeddings.index import Index
from embeddings.report import Report

LARGE = DenseSettings(exact_up_to=200, recall=0.98)


def build_news(folder: Path, home: Path, dense: DenseSettings) -> Report:
    return build([folder], home, quick_recipe(dense=dense), Silent())


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("news")
    for article in articles(read_vocabulary(), 400):
        (folder / f"{article.number}.txt").write_text(article.text, encoding="utf-8")
    return folder


@pytest.fixture
def home(news: Path, tmp_path: Path) -> Path:
    build_news(news, tmp_path / "index", LARGE)
    return tmp_path / "index"


def test_a_large_index_finds_what_an_exact_one_finds(news: Path, home: Path, tmp_path: Path) -> None:
    build_news(news, tmp_path / "exact", DenseSettings())
    large, exact = Index.open(home), Index.open(tmp_path / "exact")
    paragraphs = exact.store.paragraphs(list(range(0, exact.manifest.rows, 20)))
    asked = large.encoder().encode_questions([p.text.split(". ")[0] for p in paragraphs])

    fact = large.manifest.dense
    assert exact.manifest.dense.lists == 0
    assert fact.lists > fact.probes > 0
    assert fact.recall >= LARGE.recall
    found = [large.vectors.search(asked[i : i + 1], 10, None) for i in range(len(asked))]
    wanted = [exact.vectors.search(asked[i : i + 1], 10, None) for i in range(len(asked))]
    near_enough = [c >= w[-1][1] - 1e-6 for f, w in zip(found, wanted, strict=True) for _, c in f]
    assert sum(near_enough) >= 0.95 * 10 * len(asked)
    rows = np.array([0, 7, 399])
    assert (large.vectors.vectors(rows) == exact.vectors.vectors(rows)).all()


def test_a_filter_holds_in_lists(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("embeddings.vectors._FEW", 0)
    index = Index.open(home)
    mask = np.zeros(index.manifest.rows, dtype=np.bool_)
    mask[::7] = True
    vector = index.vectors.vectors(np.array([14]))

    found = index.vectors.search(vector, 10, mask)

    assert found[0][0] == 14
    assert len(found) == 10
    assert all(mask[row] for row, _ in found)


def test_of_a_speaker_with_many_rows_the_near_ones_are_weighed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("embeddings.vectors._ALL_OF", 100)
    index = Index.open(home)
    theirs = np.arange(0, index.manifest.rows, 3)
    asked = index.encoder().encode_questions([p.text.split(". ")[0] for p in index.store.paragraphs(theirs.tolist())])

    found = [index.vectors.near_of(asked[i : i + 1], 10, theirs) for i in range(len(theirs))]

    assert all(len(rows) <= 20 and np.isin(rows, theirs).all() and (np.diff(rows) > 0).all() for rows in found)
    assert sum(row in rows for row, rows in zip(theirs, found, strict=True)) >= 0.95 * len(theirs)
    assert (index.vectors.near_of(asked[:1], 10, theirs[:100]) == theirs[:100]).all()


def test_edits_leave_no_dead_vectors_in_the_lists(news: Path, home: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    for file in news.iterdir():
        (own / file.name).write_bytes(file.read_bytes())
    build_news(own, tmp_path / "edited", LARGE)
    first = Index.open(tmp_path / "edited").manifest
    (own / "3.txt").unlink()
    (own / "5.txt").write_text(write_article(read_vocabulary(), 5, version=1).text, encoding="utf-8")

    build_news(own, tmp_path / "edited", LARGE)

    index = Index.open(tmp_path / "edited")
    fact, rows = index.manifest.dense, index.manifest.rows
    assert (fact.lists, fact.recall) == (first.dense.lists, first.dense.recall)
    assert 0 < fact.changed < 0.1 * rows
    assert index.vectors.size == rows < first.rows
    for row in range(0, rows, 9):
        vector = index.vectors.vectors(np.array([row]))
        best = index.vectors.search(vector, 1, None)[0]
        assert best[1] == pytest.approx(1.0, abs=1e-5)
    answer = Engine(HASHED, tmp_path / "edited").answer(Question(write_article(read_vocabulary(), 5, version=1).topic))
    assert (answer.passages or answer.closest)[0].paragraph.document.id == "5.txt"


def test_an_index_that_finds_too_little_is_refused(home: Path, news: Path) -> None:
    index = Index.open(home)
    dense = msgspec.structs.replace(index.manifest.dense, recall=0.93)
    poor = replace(index, manifest=msgspec.structs.replace(index.manifest, dense=dense))

    with pytest.raises(IndexMismatch, match=r"finds 0.930 of the nearest .* ask for 0.98; run `pullquote build`"):
        poor.require_recall(0.98)
    assert not dense.fits(index.manifest.rows, LARGE)


def test_a_recall_that_lists_cannot_have_makes_the_index_exact(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    vectors = unit_length(chance.normal(size=(2000, 64)).astype(np.float32))
    questions = unit_length(chance.normal(size=(50, 64)).astype(np.float32))
    fact = lay_out(tmp_path / "lists", vectors, threads=1)
    index = ApproximateIndex(tmp_path / "lists", fact, rows=2000, dimension=64)

    surely = calibrate(index, fact, vectors, questions, 0.8)
    never = calibrate(index, fact, vectors, questions, 0.9999)

    assert surely.recall >= 0.8
    assert surely.probes < fact.lists / 2
    assert (never.lists, never.recall) == (0, 1.0)
    assert "of the nearest, not 0.9999" in never.wanting


def test_a_question_starts_no_threads(home: Path) -> None:
    lists = Index.open(home).vectors._lists
    assert lists is not None

    mapped = faiss.downcast_InvertedLists(lists._index.invlists)

    assert isinstance(mapped, faiss.OnDiskInvertedLists)
    assert mapped.prefetch_nthread == 0


def test_recall_counts_the_nearest_rows_that_were_proposed() -> None:
    vectors = unit_length(np.eye(12, dtype=np.float32) + 0.1)
    nearest = exact_cosines(vectors, vectors[:1])

    assert recalls(vectors, vectors[:1], np.array([[0, 1, 2, 3, 4, -1]]), nearest).tolist() == [0.5]
    assert recalls(vectors, vectors[:1], np.arange(12)[None], nearest).tolist() == [1.0]
