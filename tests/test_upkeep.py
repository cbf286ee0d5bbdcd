"""Generations: one builder at a time, going back, making room, and answering from what is whole."""

import os
import shutil
from pathlib import Path

import pytest
from conftest import HASHED, Build
from filelock import FileLock

from bot.cli import main
from bot.engine import Engine
from bot.records import Question
from corpus.errors import IndexBusy, IndexDamaged, IndexMissing
from embeddings import generations
from embeddings.index import Index
from embeddings.upkeep import listed, pruned, roll_back


@pytest.fixture
def home(corpus: Path, tmp_path: Path, build_index: Build) -> Path:
    """Three generations, of which the last tells that the count is at two."""
    home = tmp_path / "index"
    for number in range(3):
        (corpus / "count.txt").write_text(f"Counting\n\nThe count is at {number}.\n", encoding="utf-8")
        build_index([corpus], home, keep=3)
    return home


def count(home: Path) -> str:
    answer = Engine(HASHED, home).answer(Question("Where is the count at?"))
    return (answer.passages or answer.closest)[0].paragraph.text


def damage(home: Path, file: str = "store.sqlite") -> None:
    path = generations.current(home) / file
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2] + bytes([raw[len(raw) // 2] ^ 16]) + raw[len(raw) // 2 + 1 :])


def test_going_back_and_on(home: Path, corpus: Path, build_index: Build) -> None:
    assert roll_back(home) == "000002"
    assert count(home) == "The count is at 1."
    assert roll_back(home, "000001") == "000001"
    assert [(each.name, each.current) for each in listed(home)] == [
        ("000001", True),
        ("000002", False),
        ("000003", False),
    ]
    with pytest.raises(IndexMissing, match="no generation before the current one"):
        roll_back(home)

    build_index([corpus], home)

    assert [folder.name for folder in generations.generations(home)] == ["000001", "000004"]
    assert count(home) == "The count is at 2."


def test_a_damaged_generation_is_not_gone_back_to(home: Path) -> None:
    roll_back(home)
    damage(home)
    generations.point(home, generations.generations(home)[-1])

    with pytest.raises(IndexDamaged):
        roll_back(home)
    assert count(home) == "The count is at 2."


def test_making_room(home: Path) -> None:
    assert pruned(home, keep=5) == []
    assert pruned(home, keep=1) == ["000001", "000002"]
    assert count(home) == "The count is at 2."


def test_what_was_being_removed_is_no_generation(home: Path, corpus: Path, build_index: Build) -> None:
    half = home / "generations" / "000001"
    half.rename(half.with_name("000001.partial"))
    assert [folder.name for folder in generations.generations(home)] == ["000002", "000003"]
    (corpus / "mill.txt").unlink()

    build_index([corpus], home)

    assert not half.with_name("000001.partial").exists()


@pytest.mark.parametrize("harm", ["damaged", "missing", "manifest", "pointer"])
def test_the_generation_before_answers_where_the_current_one_is_damaged(home: Path, harm: str) -> None:
    warnings: list[str] = []
    if harm == "damaged":
        damage(home)
    elif harm == "missing":
        shutil.rmtree(generations.current(home) / "lexical")
    elif harm == "manifest":
        (generations.current(home) / "manifest.json").write_text("{", encoding="utf-8")
    else:
        (home / "CURRENT").write_text("999999\n", encoding="ascii")

    engine = Engine(HASHED, home, warn=warnings.append)

    expected = "000003" if harm == "pointer" else "000002"
    assert engine.status().generation == expected
    assert f"answers come from generation {expected}" in warnings[0]
    assert "run `pullquote build --fresh`" in warnings[0]
    assert not engine.refresh()  # and it is not tried again with every question


def test_damage_that_is_met_while_asking_is_answered_from_the_generation_before(home: Path, tmp_path: Path) -> None:
    warnings: list[str] = []
    engine = Engine(HASHED, home, warn=warnings.append)
    index = engine._answerer.index
    raw = bytearray((index.folder / "store.sqlite").read_bytes())
    place = raw.find(b"The count is at 2.")
    raw[place + 16 : place + 17] = b"7"
    (index.folder / "store.sqlite").write_bytes(raw)

    answer = engine.answer(Question("Where is the count at?"))

    assert (answer.passages or answer.closest)[0].paragraph.text == "The count is at 1."
    assert len(warnings) == 1


def test_everything_damaged_is_an_error(home: Path) -> None:
    for folder in generations.generations(home):
        (folder / "vectors.f32").unlink()

    with pytest.raises(IndexDamaged, match=r"000003/vectors.f32 is missing or damaged"):
        Engine(HASHED, home)


def test_a_command_warns_and_answers(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damage(home)
    config = tmp_path / "config.toml"
    config.write_text("[model]\nname = 'hashed-words'\n", encoding="utf-8")
    arguments = ["--config", str(config), "--index", str(home)]

    main(["ask", *arguments, "Where is the count at?"])
    out, err = capsys.readouterr()
    assert "The count is at 1." in out
    assert err.startswith("pullquote: ")
    assert "until then answers come from generation 000002" in err

    assert main(["index", "list", *arguments]) == 0
    out = capsys.readouterr().out
    assert "  000002  " in out
    assert "* 000003  " in out
    assert "is missing or damaged" in out
    assert main(["index", "rollback", *arguments]) == 0
    assert main(["index", "prune", "--keep", "1", *arguments]) == 0
    assert capsys.readouterr().out == "generation 000002 is the current one\nremoved 000001, 000003\n"


def test_who_holds_the_lock_is_told_and_it_can_be_waited_for(home: Path) -> None:
    told = rf"process {os.getpid()} on .* since .* or add --wait"
    with generations.build_lock(home), pytest.raises(IndexBusy, match=told):
        pruned(home, keep=1)
    with generations.build_lock(home, wait=True):
        assert (home / "lock.holder").is_file()
    assert not (home / "lock.holder").exists()


def test_a_held_lock_of_nobody_known_is_told(tmp_path: Path) -> None:
    with FileLock(tmp_path / "lock"), pytest.raises(IndexBusy, match="another build is writing .*; wait until"):
        pruned(tmp_path, keep=1)


def test_links_are_no_generations(home: Path, tmp_path: Path) -> None:
    elsewhere = shutil.copytree(generations.current(home), tmp_path / "elsewhere")
    (home / "generations" / "000009").symlink_to(elsewhere)
    (home / "CURRENT").write_text("000009\n", encoding="ascii")

    with pytest.raises(IndexDamaged, match="names a generation that is not there"):
        Index.open(home)


@pytest.mark.parametrize("name", ["../../secret", "/etc/passwd", "lexical/../../x", "./a"])
def test_a_manifest_cannot_lead_outside(home: Path, name: str) -> None:
    from embeddings.manifest import FileFact, check_files

    with pytest.raises(IndexDamaged, match="names a file outside"):
        check_files(generations.current(home), {name: FileFact(1, "0" * 64)})


def test_a_fingerprint_cannot_lead_outside(home: Path) -> None:
    with pytest.raises(IndexDamaged, match="names no model"):
        generations.encoder_folder(home, "../../elsewhere")


def test_a_link_inside_a_generation_is_damage(home: Path, tmp_path: Path) -> None:
    file = generations.current(home) / "store.sqlite"
    file.rename(tmp_path / "store.sqlite")
    file.symlink_to(tmp_path / "store.sqlite")

    with pytest.raises(IndexDamaged, match=r"store.sqlite is missing or damaged"):
        Index.open(home)
