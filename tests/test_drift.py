"""What changed in the corpus since the build is named."""

from pathlib import Path

import pytest
from conftest import HASHED, Build

from bot.engine import Engine
from corpus.errors import CorpusError


def test_changed_gone_and_new_files_are_named(corpus: Path, tmp_path: Path, build_index: Build) -> None:
    (corpus / "bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    build_index([corpus], tmp_path / "index")
    engine = Engine(HASHED, tmp_path / "index")
    assert not engine.drift().any

    (corpus / "mill.txt").write_text("Another text\n\nAltogether another one.\n", encoding="utf-8")
    (corpus / "bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(98))
    (corpus / "bridge.md").unlink()
    (corpus / "well.txt").write_text("A well\n\nIt gives water.\n", encoding="utf-8")
    drift = engine.drift()

    assert (drift.changed, drift.gone, drift.new) == (("bad.txt", "mill.txt"), ("bridge.md",), ("well.txt",))


def test_a_corpus_that_is_gone_is_told(corpus: Path, tmp_path: Path, build_index: Build) -> None:
    build_index([corpus], tmp_path / "index")
    corpus.rename(tmp_path / "elsewhere")

    with pytest.raises(CorpusError, match="there is no .*articles"):
        Engine(HASHED, tmp_path / "index").drift()
