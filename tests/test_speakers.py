"""Speakers of the corpus: how articles introduce them, and which of them are one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Build

from corpus.attribution.attributor import Attributor
from corpus.attribution.introducer import Introducer
from corpus.attribution.lexicon import read_lexicon
from corpus.records import Attribution, Document, How, Kind, Mode, Paragraph, Speaker
from corpus.speakers import SpeakerJoiner, UsedName
from embeddings.index import Index


def introduced(*texts: str, speaker: str) -> list[tuple[str, str | None, str | None]]:
    """Form, role and organisation of each introduction of a speaker who is quoted in the last paragraph."""
    document = Document("invented.txt", "", "\n\n".join(texts), "")
    paragraphs, start = [], 0
    for ordinal, text in enumerate(texts):
        paragraphs.append(Paragraph(document, ordinal, start, start + len(text), Kind.BODY))
        start += len(text) + 2
    said = [() for _ in texts[:-1]] + [(Attribution(speaker, Mode.INDIRECT, How.NAMED, 0, 1),)]
    found = Introducer(read_lexicon()).introductions(paragraphs, said)
    assert all(part is None or part in document.text for i in found for part in (i.form, i.role, i.organisation))
    return [(i.form, i.role, i.organisation) for i in found if i.speaker == speaker]


@pytest.mark.parametrize(
    ("text", "role", "organisation"),
    [
        pytest.param(
            "Ann Orr, dean of the school of music at Tarrow University, said no.",
            "dean of the school of music",
            "Tarrow University",
            id="apposition",
        ),
        pytest.param("Ann Orr, a beekeeper from Tarrow, said no.", "beekeeper", "Tarrow", id="with an article"),
        pytest.param("“No,” said Ann Orr, who is deputy head of the Lenn Institute.", "deputy head", "Lenn Institute", id="who is"),
        pytest.param("Ann Orr, who teaches music at Tarrow University as a professor, said no.", "professor", "Tarrow University", id="who teaches"),
        pytest.param("Ann Orr of Tarrow University, an associate professor of music, said no.", "associate professor of music", "Tarrow University", id="of a university"),
        pytest.param("Foreign Minister Ann Orr said no.", "Foreign Minister", None, id="title"),
        pytest.param("The president's top adviser Ann Orr said no.", "president's top adviser", None, id="whose adviser"),
        pytest.param("A Tarrow council spokeswoman, Ann Orr, said no.", "spokeswoman", "Tarrow council", id="before a comma"),
        pytest.param("The head of Lenn Street School, Ann Orr, said no.", "head", "Lenn Street School", id="the head of"),
        pytest.param("Ann Orr, mayor of Tarrow, said no.", "mayor of Tarrow", None, id="a place is part of the role"),
        pytest.param("Ann Orr, chief executive of Lenn Mills, said no.", "chief executive", "Lenn Mills", id="a firm is not"),
        pytest.param("Ann Orr – the engineer who built it – said no.", "engineer", None, id="dashes"),
        pytest.param("Dr Ann Orr, on the other hand, said no.", None, None, id="nothing"),
        pytest.param("Ann Orr, speaking at Tarrow University, said no.", None, None, id="where she spoke"),
        pytest.param("Pell Oster, the mayor, Ann Orr and others said no.", None, None, id="somebody else"),
        pytest.param("“Ann Orr, the worst mayor of all, lied,” Ann Orr read out.", None, None, id="in quotation marks"),
    ],
)  # fmt: skip
def test_what_an_article_says_a_speaker_is(text: str, role: str | None, organisation: str | None) -> None:
    found = introduced(text, speaker="Ann Orr")

    assert [(r, o) for _, r, o in found] == [(role, organisation)]


def test_an_article_may_tell_of_somebody_before_it_names_them() -> None:
    found = introduced("Tarrow's top engineer will leave in May.", "Ann Orr, 61, said so.", speaker="Ann Orr")

    assert [form for form, *_ in found] == ["Ann Orr", "Tarrow's top engineer"]


def name(words: str, passages: int = 1, *roles: str, personal: bool = False) -> UsedName:
    return UsedName(words, passages, personal, frozenset(roles))


@pytest.mark.parametrize(
    ("names", "joined"),
    [
        pytest.param([name("Ann Orr", 3), name("Orr", personal=True)], {"Orr": "Ann Orr"}, id="surname"),
        pytest.param([name("Xu Lan", 3, personal=True), name("Xu", personal=True)], {"Xu": "Xu Lan"}, id="family name first"),
        pytest.param([name("Ann Orr"), name("Pell Orr"), name("Orr", personal=True)], {}, id="two of one surname"),
        pytest.param([name("Ann Orr"), name("Orr")], {}, id="a place or a firm of that name"),
        pytest.param([name("Ann Lenn"), name("Ann", personal=True)], {}, id="a given name alone"),
        pytest.param([name("Orr Foundation"), name("Orr", personal=True)], {}, id="an organisation"),
        pytest.param(
            [name("Ann Orr", 3, "engineer"), name("Orr", 1, "mayor", personal=True)], {}, id="somebody else's role"
        ),
        pytest.param(
            [name("Ann Orr", 3, "mayor"), name("Orr", 1, "mayor", personal=True)], {"Orr": "Ann Orr"}, id="the same role"
        ),
        pytest.param([name("José Álvarez", 2), name("Jose Alvarez")], {"Jose Alvarez": "José Álvarez"}, id="accents"),
        pytest.param([name("Kim Ha-neul", 2), name("Kim Ha Neul")], {"Kim Ha Neul": "Kim Ha-neul"}, id="hyphens"),
        pytest.param([name("Ann B. Orr"), name("Ann Orr", 4)], {"Ann B. Orr": "Ann Orr"}, id="a middle initial"),
        pytest.param([name("Ann B. Orr"), name("Ann C. Orr"), name("Ann Orr")], {}, id="two middle initials"),
        pytest.param([name("A. Orr"), name("Ann Orr", 2)], {"A. Orr": "Ann Orr"}, id="an initial"),
        pytest.param([name("Ann Orr"), name("Anne Orr")], {}, id="another given name"),
        pytest.param([name("the Lenn council"), name("Lenn council", 2)], {"the Lenn council": "Lenn council"}, id="the"),
    ],
)  # fmt: skip
def test_which_names_are_one_speaker(names: list[UsedName], joined: dict[str, str]) -> None:
    found = SpeakerJoiner(read_lexicon()).join(names)

    assert {form: one for form, one in found.items() if form != one} == joined


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "late.md").write_text(
        "---\ntitle: Late\ndate: 2024-05-01\n---\n\nOdile Varn, the mayor of Tarrow, said it was late.\n",
        encoding="utf-8",
    )
    (folder / "early.md").write_text(
        "---\ntitle: Early\ndate: 2023-05-01\n---\n\nOdile Varn, a miller at Lenn Mills, said it was early.\n",
        encoding="utf-8",
    )
    (folder / "short.md").write_text(
        "---\ntitle: Short\ndate: 2024-06-01\n---\n\n“We go home,” Mayor Varn said on Monday.\n", encoding="utf-8"
    )
    return folder  # fmt: skip


def test_an_index_joins_speakers_and_keeps_the_first_description(
    articles: Path, tmp_path: Path, build_index: Build
) -> None:
    build_index([articles], tmp_path / "index")

    index = Index.open(tmp_path / "index")

    assert index.store.speaker_records() == [
        Speaker("Odile Varn", 3, ("Mayor Varn", "Varn"), "miller", "Lenn Mills", "early.md")
    ]
    article = index.store.article("short.md")
    assert article is not None
    (said,) = (a for p in article.paragraphs for a in index.store.attributions(p))
    assert (said.speaker, said.how) == ("Odile Varn", How.SURNAME)


def test_a_build_that_keeps_articles_joins_anew(
    articles: Path, tmp_path: Path, build_index: Build, attributor: Attributor
) -> None:
    build_index([articles], tmp_path / "index")
    (articles / "other.txt").write_text(
        "Another\n\nPell Varn, the mayor of Lenn, said it was over.\n", encoding="utf-8"
    )

    report = build_index([articles], tmp_path / "index")

    speakers = Index.open(tmp_path / "index").store.speakers()
    assert (report.unchanged, report.new) == (3, 1)
    assert speakers == [("Odile Varn", 2), ("Pell Varn", 1), ("Varn", 1)]  # the surname may mean either now


def test_speakers_are_listed_with_what_they_are(sample_home: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[model]\nname = "hashed-words"\n', encoding="utf-8")
    command = [sys.executable, "-m", "bot", "speakers", "--config", str(config), "--index", str(sample_home)]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}

    plain = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", env=environment)
    listed = subprocess.run([*command, "--json"], capture_output=True, check=True, encoding="utf-8", env=environment)

    assert "     4  Zhu Feng — professor, Nanjing University\n" in plain.stdout
    records = {each["name"]: each for each in map(json.loads, listed.stdout.splitlines())}
    assert records["Zhu Feng"] == {
        "name": "Zhu Feng",
        "passages": 4,
        "aliases": ["Zhu"],
        "role": "professor",
        "organisation": "Nanjing University",
        "introduced": "geneva-summit-china-russia.txt",
    }
