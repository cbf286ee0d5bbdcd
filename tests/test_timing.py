"""How long the stages of a question take is told, on stderr and on the answer."""

from pathlib import Path

import pytest

from bot.cli import main
from bot.discord.metrics import Metrics
from bot.engine import Engine
from bot.records import Question
from embeddings.timing import Stopwatch, Timings


def test_a_stage_that_is_entered_twice_adds_up() -> None:
    times = iter([0.0, 1.0, 5.0, 7.5, 10.0, 20.0])
    watch = Stopwatch(lambda: next(times))
    for name in ("read", "read", "total"):
        with watch.stage(name):
            pass

    assert watch.timings() == Timings(read=3.5, total=10.0)


def test_an_answer_tells_its_stages(engine: Engine) -> None:
    told = engine.answer(Question("What did Zhu Feng say about an alliance?")).timings

    assert told is not None
    stages = (told.encode, told.lexical, told.dense, told.fuse, told.read)
    assert min(stages) > 0
    assert told.rerank == 0  # somebody's words are asked for
    assert sum(stages) < told.total


def test_timings_go_to_stderr(sample_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "config.toml"
    config.write_text("[model]\nname = 'hashed-words'\n", encoding="utf-8")
    command = ["ask", "--config", str(config), "--index", str(sample_home), "--json", "who spoke of the ferry?"]
    main(command)
    plain = capsys.readouterr()
    main([*command, "--timings"])
    told = capsys.readouterr()

    assert plain.err == ""
    assert told.out == plain.out
    assert told.err.startswith("milliseconds: encode ")
    assert "rerank" in told.err


def test_stages_are_counted_for_the_operator() -> None:
    metrics = Metrics()
    metrics.timed(Timings(encode=0.002, total=0.004))

    found = metrics.stages.labels("encode")
    assert found._sum.get() == 0.002
