"""The command line as a person meets it: what is printed where, and the exit status."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SAMPLE

from bot.cli import main

HASHED = "[model]\nname = 'hashed-words'\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(HASHED, encoding="utf-8")
    return file


@pytest.fixture
def run(config: Path, sample_home: Path, capsys: pytest.CaptureFixture[str]):
    """Runs a command on the sample's index; its status, stdout and stderr."""

    def command(*arguments: str, home: Path = sample_home) -> tuple[int, str, str]:
        name, *rest = arguments
        status = main([name, "--config", str(config), "--index", str(home), *rest])
        return status, *capsys.readouterr()

    return command


def test_an_answer_is_quoted_and_cited(run) -> None:
    status, out, err = run("ask", "-k", "1", "What did Ilse Corvane say about raising fares and a ramp?")

    assert status == 0
    assert err == ""
    assert "and I would still have to raise the fares.”\n[1] Ilse Corvane (quoted) — " in out
    assert "Stranded Tollane passengers numbered 410, says island · Tarnholm Courier · 15 March 2024" in out
    assert "tollane-ferry-survey.html · paragraph 10" in out


def test_no_answer_has_a_reason_and_its_own_status(run) -> None:
    status, out, err = run("ask", "what did Barack Obama say about the ferry?")

    assert status == 3
    assert out.startswith("No article here mentions Barack Obama.\nThe closest passages, which do not answer it:\n")
    assert err == ""


def test_json_is_the_contract(run, sample_home: Path) -> None:
    status, out, _ = run("ask", "--json", "-k", "2", "What did Ilse Corvane say about raising fares and a ramp?")
    answer = json.loads(out)

    assert status == 0
    assert list(answer) == ["id", "question", "answered", "reason", "passages", "closest"]
    assert [passage["rank"] for passage in answer["passages"]] == [1, 2]
    passage = answer["passages"][0]
    assert list(passage) == ["rank", "text", "start", "end", "paragraph", "score", "speakers", "highlights", "document"]
    assert list(passage["document"]) == ["id", "title", "source", "published", "url"]
    assert passage["document"]["published"] == "2024-03-15"
    for start, end in passage["highlights"]:
        assert passage["text"][start:end]
    for speaker in passage["speakers"]:
        assert list(speaker) == ["name", "channel", "mode", "how"]


def test_json_text_is_the_files_text_at_its_offsets(run) -> None:
    _, out, _ = run("ask", "--json", "-k", "50", "--source", "Northern Ledger", "What was said about China and Russia?")

    found = json.loads(out)
    checked = 0
    for passage in found["passages"] + found["closest"]:
        file = SAMPLE / passage["document"]["id"]
        if file.suffix != ".html":
            assert file.read_bytes().decode("utf-8")[passage["start"] : passage["end"]] == passage["text"]
            checked += 1
    assert checked > 10


def test_a_file_of_questions_is_answered_line_by_line_in_order(run, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    lines = [
        {"id": "a", "question": "the ferry to Tollane"},
        {"id": 7, "question": " "},
        {"question": "zzzz", "history": ["x"]},
    ]
    file.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", encoding="utf-8")

    status, out, _ = run("ask", "--from", str(file), "--json", "-k", "3")
    answers = [json.loads(line) for line in out.splitlines()]

    assert status == 0
    assert [answer["id"] for answer in answers] == ["a", 7, None]
    assert [answer["answered"] for answer in answers] == [True, False, False]
    assert len(answers[0]["passages"]) == 3
    assert "the question is empty" in answers[1]["reason"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", ""], "the question is empty; ask for example"),
        (["ask", "x" * 10_000], "the question has 10,000 characters and 2,000 are allowed; ask it in a sentence"),
        (["ask", "--source", "Nowhere", "the ferry"], "the index knows no source “Nowhere”; sources are: "),
        (["ask", "--from", "nowhere.jsonl", "--json"], "cannot read the questions in nowhere.jsonl"),
        (["ask", "--from", "nowhere.jsonl"], "--from answers in JSON; add --json"),
        (["build", "nowhere"], "there is no nowhere; name a file or folder of articles"),
    ],
)
def test_a_mistake_is_one_line_with_the_remedy(run, arguments: list[str], message: str) -> None:
    status, out, err = run(*arguments)

    assert status == 1
    assert out == ""
    assert re.fullmatch(rf"pullquote: .*{re.escape(message)}.*\n", err)


def test_a_bad_line_of_questions_is_named(run, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"question": "the ferry"}\n{"question": 3}\n', encoding="utf-8")

    status, out, err = run("ask", "--from", str(file), "--json")

    assert status == 1
    assert len(out.splitlines()) == 1  # what was answered before is not lost
    assert "questions.jsonl, line 2: Expected `str`, got `int`" in err


def test_a_missing_index_names_the_command(run, tmp_path: Path) -> None:
    status, _, err = run("ask", "the ferry", home=tmp_path / "nowhere")

    assert status == 1
    assert err == f"pullquote: there is no index in {tmp_path / 'nowhere'}; run `pullquote build` first\n"


def test_a_damaged_index_names_the_command(run, sample_home: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(sample_home, tmp_path / "index"))
    for file in home.glob("generations/*/vectors.f32"):
        file.write_bytes(b"")

    status, _, err = run("ask", "the ferry", home=home)

    assert status == 1
    assert "vectors.f32 is missing or damaged; run `pullquote build --fresh`" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", "-k", "0", "x"],
        ["ask", "--since", "yesterday", "x"],
        ["ask", "--since", "2021-13", "x"],
        ["bild"],
        [],
    ],
)
def test_wrong_usage_is_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)

    assert left.value.code == 2
    assert "usage: pullquote" in capsys.readouterr().err


def test_build_reports_what_it_set_aside_and_lists_it(run, corpus: Path, tmp_path: Path) -> None:
    status, out, err = run("build", "--list", str(corpus), home=tmp_path / "index")

    assert status == 0
    assert "2 documents (2 new, 0 changed, 0 unchanged, 0 removed), 7 paragraphs\n" in out
    assert "4 of body text; set aside: 2 headings, 0 captions, 1 of boilerplate\n" in out
    assert "mill.txt\t3\tboilerplate\tShare this article\n" in out
    assert err == ""


def test_a_file_that_cannot_be_read_counts_and_fails_only_with_strict(run, corpus: Path, tmp_path: Path) -> None:
    (corpus / "bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    home = tmp_path / "index"

    status, out, err = run("build", str(corpus), home=home)
    strict, _, again = run("build", "--strict", str(corpus), home=home)

    assert (status, strict) == (0, 1)
    assert "  1 files skipped\n" in out
    assert err == again == "skipped bad.txt: does not look like text; a saved article is .txt, .md or .html\n"


def test_invalid_utf8_is_read_and_told(run, corpus: Path, tmp_path: Path) -> None:
    mill = corpus / "mill.txt"
    mill.write_bytes(
        mill.read_bytes()
        + "\nDie Mühle heißt „Grüne Mühle“ – schön.\nThe end of Tarr\xf6w.\n".encode().replace("\xf6".encode(), b"\xf6")
    )

    status, _, err = run("build", str(corpus), home=tmp_path / "index")

    assert status == 0
    assert re.search(r"note on mill.txt: not valid UTF-8 at line \d+, byte \d+: \d+ broken bytes are shown", err)


def test_a_quotation_is_verified_with_a_status_for_scripts(run) -> None:
    words = "The dam is safe at its present height"
    assert run("verify", words)[0] == 0
    assert run("verify", words, "--speaker", "Immo Sarrault")[0] == 3
    status, out, _ = run("verify", "--json", words.replace("height", "level"))

    assert (status, json.loads(out)["finding"]) == (3, "nearly")


def test_the_corpus_is_compared_with_the_index(run, corpus: Path, tmp_path: Path) -> None:
    home = tmp_path / "index"
    run("build", str(corpus), home=home)
    assert run("verify", home=home)[:2] == (0, "all 2 files are as they were read\n")
    (corpus / "mill.txt").unlink()

    status, out, _ = run("verify", home=home)

    assert status == 3
    assert out == "    gone  mill.txt\n0 changed, 1 gone, 0 new and 1 unchanged; run `pullquote build`\n"
    assert json.loads(run("verify", "--json", home=home)[1])["gone"] == ["mill.txt"]


def test_status_sources_and_speakers(run) -> None:
    assert "   documents  16\n" in run("status", "--deep")[1]
    assert "every file is as it was written" in run("status", "--deep")[1]
    assert "     3  Orvenia Post\n" in run("sources")[1]
    assert run("speakers")[0] == 0


def test_asking_imports_neither_torch_nor_what_only_builds_need(model_home: Path) -> None:
    code = """
import sys
from bot.cli import main
status = main(["ask", "--index", sys.argv[1], "what did Zhu Feng say about an alliance?"])
heavy = {"torch", "sentence_transformers", "transformers", "spacy", "trafilatura", "discord", "prompt_toolkit", "scipy", "onnx"}
print(status, sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code, str(model_home)], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "0 []"


def test_help_imports_nothing_heavy() -> None:
    code = "import sys\nfrom bot.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\nprint(sorted({'numpy', 'faiss', 'rich', 'msgspec', 'discord'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"
