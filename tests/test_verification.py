"""A quotation is exact, nearly right, somebody else's or nowhere; never exact where a word is not."""

import io
import json
from pathlib import Path

import pytest
from conftest import HASHED, Build
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from bot.engine import Engine
from bot.records import Quote
from bot.verdict_report import show_verdict, verdict_json
from bot.verdicts import Finding, Found, Verdict
from bot.wording import fold
from corpus.errors import QuestionError
from embeddings.records import QUOTABLE

GOLDEN = Path(__file__).parent / "golden"
SAFE = "The dam is safe at its present height, and the lake should be filled this winter"
CASES = {
    "exact": f"“{SAFE}”",
    "tolerated": '"The dam is  safe […] the lake should be filled this winter" — Nolle',
    "nearly": f'"{SAFE.replace("height", "level").replace("winter", "summer")}"',
    "someone_else": f"“{SAFE}” — Immo Sarrault",
    "not_found": "we shall fight on the glaciers of the moon",
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("terminal", [False, True], ids=["piped", "terminal"])
def test_verdicts_look_as_they_should(engine: Engine, name: str, terminal: bool) -> None:
    out = io.StringIO()
    console = Console(
        file=out, force_terminal=terminal, width=80, highlight=False, color_system="standard" if terminal else None
    )
    show_verdict(console, engine.verify(CASES[name]))

    golden = GOLDEN / f"verdict_{name}_{'terminal' if terminal else 'piped'}.txt"
    assert out.getvalue() == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "finding", "confirmed"),
    [
        ("exact", Finding.EXACT, True),
        ("tolerated", Finding.EXACT, True),
        ("nearly", Finding.NEARLY, False),
        ("someone_else", Finding.SOMEONE_ELSE, False),
        ("not_found", Finding.NOT_FOUND, False),
    ],
)
def test_findings(engine: Engine, name: str, finding: Finding, confirmed: bool) -> None:
    verdict = engine.verify(CASES[name])

    assert (verdict.finding, verdict.confirmed) == (finding, confirmed)


def test_differing_words_are_marked_on_both_sides(engine: Engine) -> None:
    verdict = engine.verify(CASES["nearly"])
    found = verdict.found[0]

    sides = [
        (verdict.quotation[slice(*d.quoted)], found.quotes[d.printed.quote].text[d.printed.start : d.printed.end])
        for d in found.differences
    ]
    assert sides == [("level", "height"), ("summer", "winter")]
    assert [a.speaker for a in found.said] == ["Beatrix Nolle"]


def test_words_without_a_known_speaker_are_exact_but_not_confirmed(engine: Engine) -> None:
    verdict = engine.verify("leaving the island of Tollane with one crossing a day", speaker="Ilse Corvane")

    assert verdict.finding in {Finding.EXACT, Finding.SOMEONE_ELSE}
    assert not verdict.confirmed


def test_a_short_fragment_tells_in_how_many_passages_it_stands(engine: Engine) -> None:
    verdict = engine.verify("he said")

    assert verdict.finding is Finding.EXACT
    assert verdict.places > 10
    assert f"in {verdict.places} passages" in verdict.reason
    assert "A fragment of 2 words tells little" in verdict.reason


def test_a_quotation_over_two_paragraphs_is_found(corpus: Path, tmp_path: Path, build_index: Build) -> None:
    (corpus / "speech.txt").write_text(
        "The speech\n\n“We have carried flour for ninety years,” the miller said.\n\nShare this article\n\n"
        "“Now the wheel stands still and nobody comes.”\n",
        encoding="utf-8",
    )
    build_index([corpus], tmp_path / "index")
    verdict = Engine(HASHED, tmp_path / "index").verify(
        'for ninety years," the miller said. "Now the wheel stands still'
    )

    assert verdict.finding is Finding.EXACT
    assert [quote.text for quote in verdict.found[0].quotes] == [
        "for ninety years,” the miller said.",
        "“Now the wheel stands still",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no words"),
        ("“…”", "no words"),
        ("the \ud800 dam", "not valid Unicode"),
        ("x " * 3000, "6,000 characters and 5,000 are allowed"),
    ],
)
def test_what_cannot_be_verified_is_refused(engine: Engine, text: str, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        engine.verify(text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.data())
def test_a_changed_word_is_never_exact_and_the_words_themselves_always_are(engine: Engine, data: st.DataObject) -> None:
    article = engine.article("ashel-dam-filling.txt")
    assert article is not None
    printed = " ".join(fold(article.document.text).text.split())
    words = data.draw(st.sampled_from([p for p in article.paragraphs if len(p.text) > 80 and p.kind in QUOTABLE])).text
    chosen = words.split()[data.draw(st.integers(0, words.count(" ") - 5)) :][: data.draw(st.integers(6, 20))]
    place = data.draw(st.integers(1, len(chosen) - 2))
    other = data.draw(st.sampled_from([[], ["zebra"], ["not"], ["7"], [chosen[place] + "s"], [chosen[place], "not"]]))
    changed = " ".join([*chosen[:place], *other, *chosen[place + 1 :]])

    assert engine.verify(" ".join(chosen)).finding is Finding.EXACT
    assert (engine.verify(changed).finding is Finding.EXACT) is (fold(changed).text in printed)


def test_an_exact_verdict_on_other_words_cannot_be_built(engine: Engine) -> None:
    paragraph = engine.verify(SAFE).found[0].quotes[0].paragraph
    found = Found((Quote(paragraph, 1, 12),))

    with pytest.raises(ValueError, match="not what is printed"):
        Verdict("The dam was safe", None, Finding.EXACT, "", (found,))


def test_json_offsets_slice_to_the_words(engine: Engine) -> None:
    verdict = json.loads(verdict_json(engine.verify(CASES["nearly"])))
    found = verdict["found"][0]
    article = engine.article(found["document"]["id"])
    assert article is not None

    for passage in found["passages"]:
        assert article.document.text[passage["start"] : passage["end"]] == passage["text"]
    assert [verdict["quotation"][slice(*d["quoted"])] for d in found["differences"]] == ["level", "summer"]
