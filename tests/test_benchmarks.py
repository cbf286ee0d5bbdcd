"""Benchmarks run: each once, as small as can be; nothing is timed."""

import json
from pathlib import Path
from types import ModuleType

import pytest
from conftest import HASHED, Build

from benchmarks import nearest, rebuild, scaling, throughput
from benchmarks.generate_corpus import articles, write_article, write_corpus
from benchmarks.stand_in import stand_in
from benchmarks.vocabulary import read_vocabulary
from bot.config import Config
from bot.engine import Engine
from bot.records import Question
from embeddings import generations
from embeddings.model import BUNDLED


def test_a_generated_corpus_has_the_size_asked_for_and_known_answers(tmp_path: Path, build_index: Build) -> None:
    count = write_corpus(tmp_path, 45)
    report = build_index([tmp_path / "articles"], tmp_path / "index")
    asked = [json.loads(line) for line in (tmp_path / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    engine = Engine(HASHED, tmp_path / "index")

    assert report.new == count
    assert report.kinds["body"] == 45
    for line in (line for line in asked if line["answerable"]):
        best = engine.answer(Question(line["question"])).passages[0]
        assert best.paragraph.document.id == line["gold"][0]["doc"]
        assert line["gold"][0]["contains"] in best.paragraph.text
    assert {line["answerable"] for line in asked} == {True, False}


def test_an_article_is_the_same_in_a_corpus_of_any_size() -> None:
    vocabulary = read_vocabulary()
    small, large = list(articles(vocabulary, 30)), list(articles(vocabulary, 60))

    assert small[:2] == large[:2]
    assert len({article.topic for article in large}) == len(large)
    assert write_article(vocabulary, 1, version=1).text != large[1].text


def run(monkeypatch: pytest.MonkeyPatch, module: ModuleType, *arguments: str) -> None:
    monkeypatch.setattr("sys.argv", [module.__name__, *arguments])
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    module.main()


def test_scaling_measures_and_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--speakers", "patterns", "--exact-up-to", "60", "--plot", str(tmp_path / "scaling.png")]
    run(monkeypatch, scaling, str(tmp_path), "--sizes", "30", "90", *options)

    small, large = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (small["dense"]["lists"], small["ask"]["hits_at_1"]) == (0, 1.0)
    assert large["dense"]["lists"] > 0
    assert large["dense"]["recall"] >= 0.98
    assert large["build"]["peak_megabytes"] > 0
    assert (tmp_path / "scaling.png").stat().st_size > 1000


def test_rebuilding_measures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, rebuild, str(tmp_path), "--articles", "2", "--model", "hashed-words", "--times", "1")

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["edit"] for line in lines] == ["changed", "added", "removed", "nothing"]
    assert all(line["wall_s"] > 0 and line["processor_s"] > 0 and line["peak_megabytes"] > 0 for line in lines)
    assert generations.current(tmp_path / "index").name == "000004"


@pytest.mark.model
def test_an_index_that_stands_in_for_a_models_is_opened_and_asked_with_it(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    write_corpus(corpus, 90)
    scaling.fresh("one_build", str(corpus / "articles"), str(index), "--speakers", "patterns", "--exact-up-to", "60")

    stand_in(index, BUNDLED)

    engine = Engine(Config(), index)
    assert generations.current(index).joinpath("vectors.ivf").exists()
    assert engine.status().model == BUNDLED
    assert engine.answer(Question("What did the harbour master say about the harbour?")).timings.encode > 0


def test_what_lists_and_graphs_find_is_measured(
    sample_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, nearest, str(sample_home))

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["index"] for line in lines] == ["lists"] * 6 + ["graph"] * 5
    for kind, least in (("lists", 0.9), ("graph", 0.98)):
        found = [line["recall"] for line in lines if line["index"] == kind]
        assert found == sorted(found)
        assert found[-1] >= least


@pytest.mark.model
def test_throughput_compares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, throughput, str(tmp_path), "--paragraphs", "9", "--times", "1")

    run(monkeypatch, throughput, str(tmp_path / "own"), "--articles", str(tmp_path / "articles"), "--times", "1")

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["side"] for line in lines] == ["pullquote", "sentence-transformers + FAISS"] * 2
    assert {line["paragraphs"] for line in lines} == {9}
