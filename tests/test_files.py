"""Which files a build reads."""

import os
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.files import list_files


def test_articles_are_found_in_order_and_the_rest_is_counted(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/two.md", "one.txt", "three.html", "picture.png", "data.csv", ".hidden.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")

    listing = list_files([tmp_path])

    assert [file.identifier for file in listing.files] == ["one.txt", "three.html", "b/two.md"]
    assert listing.ignored == {".png": 1, ".csv": 1}


def test_a_named_file_is_read_whatever_its_suffix_and_once(tmp_path: Path) -> None:
    (tmp_path / "story").write_text("x", encoding="utf-8")

    listing = list_files([tmp_path / "story", tmp_path / "story"])

    assert [file.identifier for file in listing.files] == ["story"]


def test_equal_names_in_two_folders_are_told_apart(tmp_path: Path) -> None:
    for folder in ("north", "south"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text("x", encoding="utf-8")

    listing = list_files([tmp_path / "north", tmp_path / "south"])

    assert [file.identifier for file in listing.files] == ["north/a.txt", "south/a.txt"]


def test_links_out_of_the_corpus_and_loops_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text("x", encoding="utf-8")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.fifo")

    listing = list_files([folder])

    assert [file.identifier for file in listing.files] == ["a.txt"]
    assert listing.refused[0][0] == "out.txt"
    assert "leads out of the corpus" in listing.refused[0][1]


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="there is no .*name a file or folder"):
        list_files([tmp_path / "nowhere"])
