"""The evaluation's report, command and plot, on answers made by hand and on the sample."""

import json
import re
import sys
from pathlib import Path

import pytest
from rich.console import Console
from test_evaluation import handmade

from bot.cli import main
from bot.evaluation import RiskAtCoverage, evaluate, misses
from bot.evaluation_plot import draw_risk_coverage
from bot.evaluation_report import evaluation_json, show_evaluation
from bot.intervals import CONFIDENCE
from bot.jsonlines import judged_questions, read_questions
from corpus.errors import PlotError

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> str:
    show_evaluation(Console(highlight=False), evaluate(handmade(), asked_for=10), misses(handmade()))
    return capsys.readouterr().out


def test_the_report_lists_figures_with_intervals_beneath(report: str) -> None:
    lines = [line.split() for line in report.splitlines()]

    assert lines[0] == ["n", "Hits@1", "Hits@4", "Hits@10", "MRR", "refused", "wrongly", "speaker"]
    assert lines[1] == ["all", "5+2", ".40", ".80", ".80", ".57", ".50", ".20", ".50"]
    assert lines[2][0] == ".12–.77"
    assert ["none", "0+2", "–", "–", "–", "–", ".50", "–", "–"] in lines


def test_the_report_lists_each_miss(report: str) -> None:
    assert "misses: 5\n" in report
    assert (
        "fact  What of the mill?\n"
        "  not first; rank of the gold: 3\n"
        "  first: The mill closes. — mills/tarrow.txt, paragraph 0\n"
        "  gold: It rained — tarrow.txt\n"
    ) in report
    assert "  refused, though it can be answered; rank of the gold: 2\n  reason: Nobody said so.\n" in report
    assert "  answered, though nothing answers it\n  first: It rained. — mills/tarrow.txt, paragraph 2\n" in report
    assert "  found, but without its speaker, Pell Oster; rank of the gold: 1\n" in report
    assert "  not found; rank of the gold: none\n" in report


def test_json_holds_all_figures_and_the_misses_on_request() -> None:
    evaluation = evaluate(handmade(), asked_for=10)
    plain, full = json.loads(evaluation_json(evaluation)), json.loads(evaluation_json(evaluation, misses(handmade())))

    assert list(plain) == ["confidence", "overall", "kinds"]
    assert list(plain["overall"]) == [
        "answerable",
        "unanswerable",
        "hits",
        "mrr",
        "refused",
        "wrongly_refused",
        "speaker",
    ]
    assert list(plain["overall"]["hits"]) == ["1", "4", "10"]
    assert list(plain["overall"]["mrr"]) == ["value", "low", "high", "of"]
    assert plain["confidence"] == CONFIDENCE
    assert plain["kinds"]["none"]["mrr"] is None
    assert [miss["lapse"] for miss in full["misses"]] == ["speaker", "not_first", "not_found", "refused", "answered"]
    assert list(full["misses"][0]) == ["id", "kind", "question", "lapse", "rank", "reason", "first"]


@pytest.fixture
def run(tmp_path: Path, sample_home: Path, capsys: pytest.CaptureFixture[str]):
    """Evaluates lines of questions on the sample's index; the status, stdout and stderr."""
    config, file = tmp_path / "config.toml", tmp_path / "questions.jsonl"
    config.write_text("[model]\nname = 'hashed-words'\n", encoding="utf-8")

    def command(text: str, *arguments: str) -> tuple[int, str, str]:
        file.write_text(text, encoding="utf-8")
        status = main(["eval", "--config", str(config), "--index", str(sample_home), str(file), *arguments])
        return status, *capsys.readouterr()

    return command


FERRY = (
    '{"question": "What did Ilse Corvane say about raising fares and a ramp?", "answerable": true, '
    '"gold": [{"doc": "tollane-ferry-survey.html", "contains": "raise the fares"}]}\n'
)


def test_the_command_prints_figures_and_json(run) -> None:
    status, out, err = run(FERRY)
    _, as_json, _ = run(FERRY, "--json", "--misses", "-k", "4")

    assert (status, err) == (0, "")
    assert re.search(r"^all +1\+0 +1\.00 +1\.00 +1\.00 +1\.00 +– +\.00 +–$", out, re.MULTILINE)
    assert "misses" not in out
    figures = json.loads(as_json)
    assert figures["overall"]["hits"]["4"]["value"] == 1
    assert figures["misses"] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(FERRY + '{"question": 3}', "questions.jsonl, line 2: Expected `str`, got `int`", id="type"),
        pytest.param('\n{"question": "x"}', "line 2: Object missing required field `answerable`", id="no verdict"),
        pytest.param(
            '{"question": "x", "answerable": true}', "line 1: an answerable question names its gold", id="no gold"
        ),
        pytest.param(FERRY + "so what", "line 2: JSON is malformed", id="no JSON"),
        pytest.param("\n", "there are no questions in ", id="empty"),
    ],
)
def test_a_bad_line_is_named_before_anything_is_asked(run, text: str, message: str) -> None:
    status, out, err = run(text)

    assert (status, out) == (1, "")
    assert re.fullmatch(rf'pullquote: .*{re.escape(message)}.* such as {{"question": .*\n', err)


def test_a_line_separator_within_a_string_does_not_end_the_line(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(FERRY.replace("raise the fares", "raise\u2028the fares"), encoding="utf-8")

    assert judged_questions(file)[0].gold[0].contains == "raise\u2028the fares"


def test_a_judged_file_can_be_asked_as_well() -> None:
    assert [question.text[:10] for _, question in read_questions([FERRY], "questions.jsonl")] == ["What did I"]


def test_a_plot_without_matplotlib_names_the_remedy(run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    status, out, err = run(FERRY, "--plot", str(tmp_path / "risk.png"))

    assert (status, out) == (1, "")
    assert err == "pullquote: a plot needs matplotlib; run `pip install 'pullquote[plot]'`\n"


def test_the_plot_is_a_png(run, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="plots need the extra `plot`")
    file = tmp_path / "risk.png"

    status, out, err = run(FERRY, "--plot", str(file))

    assert (status, err) == (0, "")
    assert out.lstrip().startswith("n ")
    assert file.read_bytes().startswith(PNG)


def test_a_plot_that_cannot_be_drawn_says_why(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="plots need the extra `plot`")

    with pytest.raises(PlotError, match="no question was answered, so there is nothing to plot"):
        draw_risk_coverage([], tmp_path / "risk.png")
    with pytest.raises(PlotError, match=r"cannot write the plot to .*; name a file in a folder that exists"):
        draw_risk_coverage([RiskAtCoverage(1, 0)], tmp_path / "nowhere" / "risk.png")
