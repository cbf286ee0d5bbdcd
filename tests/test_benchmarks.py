"""Benchmarks run: each once, as small as can be; nothing is timed."""

import json
from pathlib import Path

from conftest import HASHED, Build

from benchmarks.generate_corpus import articles, write_article, write_corpus
from benchmarks.vocabulary import read_vocabulary
from bot.engine import Engine
from bot.records import Question


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
