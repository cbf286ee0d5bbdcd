"""The harms of benchmarks/reliability, each a few times: real kills, full disks, flipped bits, hostile input."""

import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.reliability import fuzz
from benchmarks.reliability.fuzz_inputs import FILE_TOKENS, harmed, seed_files
from benchmarks.reliability.fuzz_targets import Target, aim
from bot.engine import Engine

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        pytest.param(["kills", "--kills", "2"], "2 of 2 kills survived", id="kills"),
        pytest.param(["full_disk", "--disks", "1"], "1  the next build succeeded", id="full disk"),
        pytest.param(["flips", "--flips", "12"], "0 undetected corruptions in 12 flips", id="flips"),
        pytest.param(["flips", "--flips", "12", "--large"], "0 undetected corruptions in 12 flips", id="flips, large"),
        pytest.param(["soak", "--seconds", "4", "--every", "1"], "0  errors []", id="soak"),
    ],
)
def test_harm_is_survived(command: list[str], said: str) -> None:
    # a process of its own, since it goes on in copies of itself and must have no threads
    arguments = [sys.executable, "-m", f"benchmarks.reliability.{command[0]}", *command[1:]]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)

    assert said in done.stdout, done.stdout + done.stderr
    if command[0] != "soak":  # so short a time says nothing of memory
        assert done.returncode == 0


@pytest.mark.parametrize("target", fuzz.TARGETS)
def test_hostile_input_harms_nobody(engine: Engine, tmp_path: Path, target: str) -> None:
    aimed = aim(target, tmp_path, engine)
    tally = fuzz.Tally(target, aimed, tmp_path / "failures", lambda _: None)

    fuzz.feed_at_random(tally, aimed, 150, 1)

    assert tally.counted["inputs"] == 150
    assert tally.counted["crashes"] == 0
    assert not (tmp_path / "failures").exists()


def test_an_input_that_does_harm_is_counted_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def check(raw: bytes) -> None:
        if raw.startswith(b"bad"):
            raise KeyError(7)

    tally = fuzz.Tally("txt", Target(check, (), ()), tmp_path / "failures", lambda _: None)
    tally.feed(b"good")
    tally.feed(b"bad input")

    assert tally.failed
    assert "       1  txt: crashes\n" in tally.table()
    assert "txt: KeyError: 7 for b'bad input', kept in " in capsys.readouterr().err
    assert [file.read_bytes() for file in (tmp_path / "failures").iterdir()] == [b"bad input"]


def test_what_takes_long_is_timed_again_where_nothing_watches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "HANG", 0)
    timed: list[float] = []
    alone = fuzz.alone
    monkeypatch.setattr(fuzz, "alone", lambda name, raw: timed.append(alone(name, raw)) or timed[-1])
    tally = fuzz.Tally("escape", Target(lambda _: None, (), ()), tmp_path / "failures", lambda _: None)

    tally.feed(b"*bold*")

    assert len(timed) == 1
    assert tally.counted["hangs over 0 s"] == int(timed[0] > 0)


def test_hostile_input_is_found_by_what_it_reaches(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris is not installed: pip install 'pullquote[fuzz]'")
    command = ["-m", "benchmarks.reliability.fuzz", "md", "--inputs", "700", "--failures", str(tmp_path / "failures")]
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "     700  md: inputs\n" in done.stdout
    assert re.search(r"[1-9]\d*  md: inputs that reached new code", done.stdout)


def test_harm_reaches_the_sample() -> None:
    chance = random.Random(1)
    made = [harmed(chance, seed_files(".txt")[0], FILE_TOKENS) for _ in range(50)]

    assert len(set(made)) > 45
    assert any(b"dam" in raw for raw in made)
