"""An index on a disk that nobody may write to is asked like any other."""

import gc
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import HASHED, Build

from bot.engine import Engine
from bot.records import Question
from corpus.errors import IndexFault
from embeddings import generations

SAMPLE = Path(__file__).parents[1] / "corpus" / "sample"


@pytest.fixture
def disk(tmp_path: Path, build_index: Build) -> Iterator[Path]:
    home, disk = tmp_path / "index", tmp_path / "disk"
    build_index([SAMPLE / "geneva-summit-china-russia.txt"], home)
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(disk)], capture_output=True).returncode == 0
    if not mounted and os.geteuid() == 0:
        pytest.skip("root may write anywhere, and nothing may be mounted here")
    shutil.copytree(home, disk / "index")
    close = ["mount", "-o", "remount,ro", str(disk)] if mounted else ["chmod", "-R", "a-w", str(disk)]
    subprocess.run(close, check=True)
    yield disk / "index"
    subprocess.run(["umount", str(disk)] if mounted else ["chmod", "-R", "u+w", str(disk)], check=True)


def test_questions_are_answered_and_nothing_is_left_behind(
    disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = tmp_path / "temporary"
    beside.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(beside))
    question = Question("What did Zhu Feng say about an alliance?")

    engine = Engine(HASHED, disk)
    answer = engine.answer(question)
    again = Engine(HASHED, tmp_path / "index").answer(question)

    assert [passage.paragraph.text for passage in answer.passages] == [p.paragraph.text for p in again.passages]
    assert answer.answered
    assert len(list(beside.iterdir())) == 1
    del engine
    gc.collect()
    assert not list(beside.iterdir())


def test_a_build_says_so_and_the_index_is_as_it_was(disk: Path, build_index: Build) -> None:
    before = generations.current(disk)

    with pytest.raises(IndexFault, match="cannot be written"):
        build_index([SAMPLE], disk)

    assert generations.current(disk) == before
