"""A build does again only what changed, and what was there before stays until the new is whole."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from conftest import HASHED, Build, Silent
from filelock import FileLock

from bot.engine import Engine
from bot.records import Question
from corpus.attribution.attributor import Attributor
from corpus.errors import CorpusError, IndexBusy, IndexFault
from corpus.parallel import Reading
from embeddings import generations
from embeddings.build import Recipe, build
from embeddings.encoders import choose_model
from embeddings.index import Index
from embeddings.model import Prompts


def first(home: Path, question: str) -> str:
    answer = Engine(HASHED, home).answer(Question(question))
    return (answer.passages or answer.closest)[0].paragraph.text


def vectors_by_text(index: Index) -> list[tuple[str, bytes]]:
    rows = np.arange(index.manifest.rows)
    texts = [f"{p.document.id} {p.text}" for p in index.store.paragraphs(rows.tolist())]
    return sorted(zip(texts, (vector.tobytes() for vector in index.vectors.vectors(rows)), strict=True))


def test_a_build_says_what_it_did(corpus: Path, tmp_path: Path, build_index: Build) -> None:
    (corpus / "broken.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    (corpus / "table.csv").write_text("1,2", encoding="utf-8")

    report = build_index([corpus], tmp_path / "index")

    assert (report.new, report.changed, report.unchanged, report.removed) == (2, 0, 0, 0)
    assert report.kinds == {"body": 4, "boilerplate": 1, "heading": 2}
    assert (report.encoded, report.reused) == (6, 0)
    assert report.skipped == {"broken.txt": "does not look like text; a saved article is .txt, .md or .html"}
    assert report.ignored == {".csv": 1}


def test_a_rebuild_without_changes_writes_nothing(corpus: Path, tmp_path: Path, build_index: Build) -> None:
    home = tmp_path / "index"
    build_index([corpus], home)

    report = build_index([corpus], home)

    assert not report.wrote
    assert report.unchanged == 2
    assert [folder.name for folder in generations.generations(home)] == ["000001"]


def test_only_changed_text_is_encoded_again(corpus: Path, tmp_path: Path, build_index: Build) -> None:
    home = tmp_path / "index"
    build_index([corpus], home)
    mill = corpus / "mill.txt"
    mill.write_text(mill.read_text(encoding="utf-8").replace("in April", "in May"), encoding="utf-8")
    (corpus / "new.txt").write_text("A new well\n\nThe well of Tarrow gives water again.\n", encoding="utf-8")

    report = build_index([corpus], home)

    assert (report.new, report.changed, report.unchanged) == (1, 1, 1)
    assert (report.encoded, report.reused) == (3, 5)  # the changed paragraph, and a heading and a paragraph of the new
    assert first(home, "When will the flour mill close?").endswith("will close in May, its owner said on Monday.")


def test_vectors_that_are_kept_stay_with_their_paragraphs(corpus: Path, tmp_path: Path, build_index: Build) -> None:
    home, fresh = tmp_path / "index", tmp_path / "fresh"
    build_index([corpus], home)
    (corpus / "a-first.txt").write_text("Before all\n\nThis file moves every row.\n", encoding="utf-8")
    build_index([corpus], home)
    build_index([corpus], fresh)

    kept, anew = Index.open(home), Index.open(fresh)

    assert vectors_by_text(kept) == vectors_by_text(anew)


def test_deleted_files_are_no_longer_quoted(corpus: Path, tmp_path: Path, build_index: Build) -> None:
    home = tmp_path / "index"
    build_index([corpus], home)
    (corpus / "mill.txt").unlink()

    report = build_index([corpus], home)

    assert report.removed == 1
    answer = Engine(HASHED, home).answer(Question("What did Odile Varn say about the price of wheat?"))
    assert not answer.answered
    assert all(p.paragraph.document.id == "bridge.md" for p in answer.closest)


def test_a_skipped_file_is_read_once_it_is_mended(corpus: Path, tmp_path: Path, build_index: Build) -> None:
    home = tmp_path / "index"
    (corpus / "new.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    build_index([corpus], home)
    assert not build_index([corpus], home).wrote

    (corpus / "new.txt").write_text("A new well\n\nThe well gives water again.\n", encoding="utf-8")

    assert build_index([corpus], home).new == 1


def test_old_generations_are_pruned_and_the_one_before_is_kept(
    corpus: Path, tmp_path: Path, build_index: Build
) -> None:
    home = tmp_path / "index"
    for number in range(4):
        (corpus / "count.txt").write_text(f"Counting\n\nThe count is at {number}.\n", encoding="utf-8")
        build_index([corpus], home)

    assert [folder.name for folder in generations.generations(home)] == ["000003", "000004"]
    assert generations.current(home).name == "000004"


def test_a_reader_keeps_the_generation_it_opened(corpus: Path, tmp_path: Path, build_index: Build) -> None:
    home = tmp_path / "index"
    build_index([corpus], home)
    engine = Engine(HASHED, home)
    before = engine.answer(Question("the bridge over the Lenn"))
    (corpus / "bridge.md").unlink()
    build_index([corpus], home)

    assert engine.answer(Question("the bridge over the Lenn")) == before
    assert engine.refresh()
    assert not engine.refresh()
    assert not engine.answer(Question("the bridge over the Lenn")).answered


def test_two_builds_at_once_are_refused(corpus: Path, tmp_path: Path, build_index: Build) -> None:
    home = tmp_path / "index"
    home.mkdir()
    with FileLock(home / "lock"), pytest.raises(IndexBusy, match="another build is writing"):
        build_index([corpus], home)


def test_what_an_interrupted_build_left_is_cleared(corpus: Path, tmp_path: Path, build_index: Build) -> None:
    home = tmp_path / "index"
    build_index([corpus], home)
    leftover = home / "generations" / "000002.partial"
    leftover.mkdir()
    (leftover / "store.sqlite").write_bytes(b"half")
    (corpus / "mill.txt").unlink()

    build_index([corpus], home)

    assert not leftover.exists()
    assert generations.current(home).name == "000002"


def test_a_build_that_fails_leaves_the_index_as_it_was(corpus: Path, tmp_path: Path, attributor: Attributor) -> None:
    home = tmp_path / "index"
    recipe = Recipe(choose_model("hashed-words", Prompts()), Reading(attributor), "test", 2)
    build([corpus], home, recipe, Silent())
    (corpus / "mill.txt").unlink()

    class Failing(Silent):
        def stage(self, name: str, total: int):
            if name == "indexing words":
                raise OSError(28, "No space left on device")
            return super().stage(name, total)

    with pytest.raises(IndexFault, match="No space left on device.*as it was"):
        build([corpus], home, recipe, Failing())

    assert Index.open(home).manifest.documents == 2
    assert not list((home / "generations").glob("*.partial"))


def test_progress_counts_to_the_end(corpus: Path, tmp_path: Path, attributor: Attributor) -> None:
    seen = Silent()
    build(
        [corpus],
        tmp_path / "index",
        Recipe(choose_model("hashed-words", Prompts()), Reading(attributor), "test", 2),
        seen,
    )

    assert seen.done == seen.totals
    assert set(seen.totals) >= {"looking at files", "reading articles", "encoding paragraphs", "indexing words"}


def test_a_corpus_without_articles_is_an_error(tmp_path: Path, build_index: Build) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    (folder / "bad.txt").write_bytes(b"")

    with pytest.raises(CorpusError, match=r"no article .* was found there; bad.txt: there is no article in it"):
        build_index([folder], tmp_path / "index")

    assert not (tmp_path / "index" / "CURRENT").exists()


def test_a_folder_that_cannot_be_written_is_told(corpus: Path, tmp_path: Path, build_index: Build) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(IndexFault, match="cannot be written"):
        build_index([corpus], tmp_path / "file")


def test_a_damaged_index_is_built_anew(corpus: Path, tmp_path: Path, build_index: Build) -> None:
    home = tmp_path / "index"
    build_index([corpus], home)
    shutil.rmtree(generations.current(home) / "lexical")

    report = build_index([corpus], home)

    assert report.distrusted is not None
    assert report.new == 2
    assert Index.open(home).manifest.generation == "000002"
