"""The benchmarks of questions run; what they measure is not judged here."""

from pathlib import Path

import pytest

from benchmarks import cold_start, warm_questions

QUESTIONS = Path(__file__).with_name("sample_questions.jsonl")


@pytest.fixture
def hashed_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    config = tmp_path / "config.toml"
    config.write_text("[model]\nname = 'hashed-words'\n", encoding="utf-8")
    monkeypatch.setenv("PULLQUOTE_CONFIG", str(config))
    return config


def test_cold_start_runs(sample_home: Path, hashed_config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cold_start.main(["--index", str(sample_home), "--runs", "1", "who spoke of the ferry?"]) == 0

    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("pullquote ")
    assert line.endswith("1.0 times pullquote's time")


def test_warm_questions_run(sample_home: Path, hashed_config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index, config = ["--index", str(sample_home)], ["--config", str(hashed_config)]
    assert warm_questions.main([*index, *config, "--most", "3", str(QUESTIONS)]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" p50")[0].strip() for line in lines] == ["without reranker", "with reranker"]
