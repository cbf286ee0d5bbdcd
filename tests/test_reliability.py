"""The harms of benchmarks/reliability, each a few times: real kills, full disks, flipped bits, hostile input."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SAMPLE

from benchmarks.reliability import fuzz
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


@pytest.mark.parametrize("target", ["txt", "md", "html", "question", "quotation", "escape", "terminal"])
def test_hostile_input_harms_nobody(engine: Engine, tmp_path: Path, target: str) -> None:
    if target in {"txt", "md", "html"}:
        check, make = fuzz.read(tmp_path, target), fuzz.files(f".{target}")
    else:
        checks = {
            "question": fuzz.ask(engine),
            "quotation": fuzz.verify(engine),
            "escape": fuzz.shown_in_discord,
            "terminal": fuzz.shown_at_a_terminal,
        }
        check, make = checks[target], fuzz.text

    counted = fuzz.fuzz(check, make, 150, 1)

    assert {name: count for name, count in counted.items() if name.startswith("CRASHES")} == {}


def test_harm_reaches_the_sample() -> None:
    make = fuzz.files(".txt")
    made = [make(random.Random(number)) for number in range(50)]

    assert len(set(made)) > 45
    assert any(b"ferry" in raw for raw in made)
    assert SAMPLE.is_dir()
