"""What a reader sees of 4,000 hostile strings, by an independent parser of Discord's markdown: `make markdown-check`."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from hostile_strings import COUNT, hostile_strings

from bot.discord.markdown import escape, marked, one_line, quoted

FOLDER = Path(__file__).with_name("markdown_parser")
NODE = shutil.which("node")


def read(texts: Sequence[str]) -> list[dict[str, object]]:
    if NODE is None:
        pytest.skip("node is not installed")
    if not (FOLDER / "node_modules").is_dir():
        pytest.skip("the parser is not installed; run `make markdown-check`")
    run = subprocess.run([NODE, "read.cjs"], cwd=FOLDER, input=json.dumps(texts), capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    found: list[dict[str, object]] = json.loads(run.stdout)
    return found


def drawn(text: str) -> str:
    """Discord draws a tabulator as four spaces."""
    return text.replace("\t", "    ")


def test_what_is_not_escaped_is_seen_to_be_changed() -> None:
    texts = hostile_strings()

    changed = [found["seen"] != drawn(text) for text, found in zip(texts, read(texts), strict=True)]

    assert sum(changed) > COUNT / 4


def test_quoted_text_is_seen_as_it_is() -> None:
    texts = hostile_strings()

    for text, found in zip(texts, read([quoted(escape(text)) for text in texts]), strict=True):
        assert found == {"seen": drawn(text), "kinds": ["blockQuote"]}


def test_bold_adds_nothing_but_bold() -> None:
    texts = hostile_strings(seed=2)
    halves = [(len(text) // 3, max(len(text) // 3 + 1, 2 * len(text) // 3)) for text in texts]

    found = read([quoted(marked(text, [half])) for text, half in zip(texts, halves, strict=True)])

    for text, each in zip(texts, found, strict=True):
        assert each["seen"] == drawn(text)
        assert set(each["kinds"]) <= {"blockQuote", "strong"}


def test_a_title_in_small_print_is_seen_as_it_is() -> None:
    texts = [one_line(text) for text in hostile_strings(seed=3)]

    for text, found in zip(texts, read([f"-# {escape(text)}" for text in texts]), strict=True):
        assert found == {"seen": text, "kinds": ["subtext"]}
