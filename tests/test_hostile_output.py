"""What files hold that would steer a terminal is shown by its code points, whatever shows it."""

import json
from pathlib import Path

import pytest

from bot.cli import main

STEERING = "\x1b[31m\x9b1m\x07\u202e\u200b"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A corpus whose names, metadata and text all try to steer a terminal."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    spoken = f"The ferry{STEERING} of Tarrow sails on Monday. “We go {STEERING} on,” said Ilse Corvane, the captain."
    (folder / f"ferry{STEERING}.txt").write_text(f"The ferry{STEERING} sails\n\n{spoken}\n", encoding="utf-8")
    (folder / f"none{STEERING}.txt").write_bytes(b"\0\1\2" * 99)
    (folder / f"picture.x{STEERING}").write_bytes(b"x")
    escaped = STEERING.encode("unicode_escape").decode()
    front = "".join(f'{key}: "told {escaped}"\n' for key in ("title", "source", "author", "url"))
    (folder / "dam.md").write_text(f"---\n{front}---\n\nThe dam {STEERING} is safe.\n", encoding="utf-8")
    return folder


def test_nothing_steers_a_terminal(hostile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text("[model]\nname = 'hashed-words'\n", encoding="utf-8")
    index = ["--config", str(settings), "--index", str(tmp_path / "index")]

    main(["build", str(hostile), "--list", *index])
    for command in (
        ["ask", "what did Ilse Corvane say about the ferry?"],
        ["ask", "is the dam safe?", "--json"],
        ["ask", "is the dam safe?", "--speaker", f"Nobody{STEERING}"],
        ["ask", "is the dam safe?", "--source", f"None{STEERING}"],
        ["speakers"],
        ["speakers", "--json"],
        ["sources"],
        ["status"],
        ["index", "list"],
        ["verify", f"The dam {STEERING} is safe"],
        ["verify", "The dam was safe", "--json"],
        ["build", str(tmp_path / f"no{STEERING}where")],
    ):
        main([*command, *index])
    for file in hostile.iterdir():
        file.rename(file.with_name(f"again{file.name}"))
    main(["verify", *index])
    main(["verify", "--json", *index])

    out, err = capsys.readouterr()
    assert not set(out + err) & set("\x1b\x9b\x07\u202e\u200b")
    assert "ferry\\u001b[31m\\u009b1m\\u0007\\u202e\\u200b.txt" in out


def test_json_holds_the_very_words(hostile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text("[model]\nname = 'hashed-words'\n", encoding="utf-8")
    index = ["--config", str(settings), "--index", str(tmp_path / "index")]
    main(["build", str(hostile), *index])
    capsys.readouterr()

    main(["ask", "is the dam safe?", "--json", *index])

    told = json.loads(capsys.readouterr().out)
    texts = [passage["text"] for passage in (*told["passages"], *told["closest"])]
    assert f"The dam {STEERING} is safe." in texts
