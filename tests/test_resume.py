"""A killed build goes on from where it was, and an edited index is the one that a fresh build makes."""

import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import HASHED, Silent
from killed_build import quick_recipe

from benchmarks.generate_corpus import MOST, articles, write_article, write_corpus
from benchmarks.vocabulary import read_vocabulary
from bot.engine import Engine
from bot.jsonlines import answer_json
from bot.records import Question
from embeddings import generations
from embeddings.build import build
from embeddings.index import LEXICAL, STORE, VECTORS, Index
from embeddings.lexical import dead_share
from embeddings.records import Filter

KILLED = Path(__file__).with_name("killed_build.py")
PARAGRAPHS = 1500  # more than one parcel of vectors
TABLES = ("documents", "paragraphs", "row_terms", "attributions", "introductions", "speakers", "aliases", "spans")
QUESTIONS = ("the strike at the harbour", "What did the minister say about the tunnel?", "copper and nickel")


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("news")
    write_corpus(folder, PARAGRAPHS)
    return folder / "articles"


@pytest.fixture(scope="module")
def undisturbed(news: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("undisturbed")
    build([news], home, quick_recipe(), Silent())
    return home


def contents(home: Path) -> dict[str, list[tuple[object, ...]]]:
    connection = sqlite3.connect(generations.current(home) / STORE)
    found = {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in TABLES}
    connection.close()
    found["documents"] = [values[:-1] for values in found["documents"]]  # without what the clock decides
    return found


def answers(home: Path) -> list[str]:
    engine = Engine(HASHED, home)
    return [answer_json(engine.answer(Question(question), limit=10)) for question in QUESTIONS]


@pytest.mark.parametrize(
    ("stage", "items"), [("reading articles", 100), ("encoding paragraphs", 1100), ("indexing words", 1000)]
)
def test_a_killed_build_goes_on(news: Path, undisturbed: Path, tmp_path: Path, stage: str, items: int) -> None:
    home, seen = tmp_path / "index", Silent()
    killed = subprocess.run([sys.executable, KILLED, news, home, stage, str(items)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not (home / "CURRENT").exists()

    build([news], home, quick_recipe(), seen)

    total = Index.open(undisturbed).manifest
    left = {"reading articles": total.documents - 64, "encoding paragraphs": total.rows - 1024}
    assert seen.totals["reading articles"] == (left[stage] if stage == "reading articles" else 0)
    assert seen.totals["encoding paragraphs"] == {"reading articles": total.rows, "indexing words": 0}.get(
        stage, left["encoding paragraphs"]
    )
    ours, theirs = generations.current(home), generations.current(undisturbed)
    assert (ours / VECTORS).read_bytes() == (theirs / VECTORS).read_bytes()
    assert contents(home) == contents(undisturbed)
    assert answers(home) == answers(undisturbed)


def test_a_build_killed_while_finishing_leaves_nothing_to_go_on_with(news: Path, tmp_path: Path) -> None:
    home, own = tmp_path / "index", tmp_path / "news"
    shutil.copytree(news, own)
    build([own], home, quick_recipe(), Silent())
    changed = sorted(own.rglob("*.txt"))[0]
    changed.write_text("Quagga seen\n\nA quagga was seen near the harbour on Monday.\n", encoding="utf-8")
    killed = subprocess.run([sys.executable, KILLED, own, home, "finishing", "1"], check=False)
    assert killed.returncode == -signal.SIGKILL

    build([own], home, quick_recipe(), Silent())

    index = Index.open(home)
    rows = [row for row, _ in index.lexical.search(["quagga"], 10, Filter())]
    assert rows
    assert all("quagga" in paragraph.text.lower() for paragraph in index.store.paragraphs(rows))


def test_an_index_after_edits_holds_and_answers_what_a_fresh_one_does(
    news: Path, undisturbed: Path, tmp_path: Path
) -> None:
    home, fresh = tmp_path / "index", tmp_path / "fresh"
    own = tmp_path / "news"
    own.mkdir()
    vocabulary = read_vocabulary()
    for article in articles(vocabulary, 1000):
        (own / f"{article.number}.txt").write_text(article.text, encoding="utf-8")
    build([own], home, quick_recipe(), Silent())
    for number, version in ((7, 1), (40, 2)):
        (own / f"{number}.txt").write_text(write_article(vocabulary, number, version=version).text, encoding="utf-8")
    (own / "3.txt").unlink()
    (own / "0-new.txt").write_text(write_article(vocabulary, 3000, most=MOST).text, encoding="utf-8")

    report = build([own], home, quick_recipe(), Silent())
    build([own], fresh, quick_recipe(), Silent())

    assert (report.new, report.changed, report.removed) == (1, 2, 1)
    edited, anew = Index.open(home), Index.open(fresh)
    rows = edited.manifest.rows
    assert edited.vectors.size == rows == anew.manifest.rows
    assert (generations.current(home) / VECTORS).stat().st_size == rows * edited.vectors.dimension * 4
    assert 0 < dead_share(generations.current(home) / LEXICAL) < 0.1
    assert speakers_and_texts(edited) == speakers_and_texts(anew)
    assert edited.store.speaker_records() == anew.store.speaker_records()
    assert terms_by_text(edited) == terms_by_text(anew)
    edited.check()


def speakers_and_texts(index: Index) -> list[tuple[object, ...]]:
    paragraphs = index.store.paragraphs(list(range(index.manifest.rows)))
    said = [(p.document.id, p.text, index.store.attributions(p)) for p in paragraphs]
    return sorted(said, key=repr)


def terms_by_text(index: Index) -> list[tuple[str, bytes]]:
    rows = list(range(index.manifest.rows))
    terms = [
        one.pack() for first in range(0, len(rows), 900) for one in index.store.row_terms(rows[first : first + 900])
    ]
    return sorted(zip((f"{p.document.id} {p.text}" for p in index.store.paragraphs(rows)), terms, strict=True))
