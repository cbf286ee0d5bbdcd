"""Who says what, with a parser and with regular expressions, on invented articles."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.attribution.articles import ArticleAttributor
from corpus.attribution.attributor import Attributor
from corpus.attribution.lexicon import read_lexicon
from corpus.attribution.opening import open_attributor
from corpus.attribution.pattern_reader import PatternReader
from corpus.records import Attribution, Document, How, Kind, Mode, Paragraph

BOTH = ("grammar", "patterns")


@pytest.fixture(scope="session")
def attributors() -> dict[str, Attributor]:
    lexicon = read_lexicon()
    return {
        "grammar": open_attributor(None),
        "patterns": ArticleAttributor("regular expressions", PatternReader(lexicon), lexicon),
    }


def article(*texts: str | tuple[Kind, str]) -> list[Paragraph]:
    kinds = [(Kind.BODY, text) if isinstance(text, str) else text for text in texts]
    document = Document("invented.txt", "", "\n\n".join(text for _, text in kinds), "")
    paragraphs, start = [], 0
    for ordinal, (kind, text) in enumerate(kinds):
        paragraphs.append(Paragraph(document, ordinal, start, start + len(text), kind))
        start += len(text) + 2
    return paragraphs


def speakers(found: Sequence[tuple[Attribution, ...]]) -> list[list[str]]:
    return [list(dict.fromkeys(a.speaker for a in attributions)) for attributions in found]


MARTA = "Marta Lindqvist, a geologist at the University of Tromsø, said the glacier was shrinking."

ARTICLES = [
    pytest.param(BOTH, [MARTA, "Lindqvist said it would not return."], [["Marta Lindqvist"]] * 2, id="surname"),
    pytest.param(BOTH, [MARTA, "“It is late,” she said."], [["Marta Lindqvist"]] * 2, id="she"),
    pytest.param(
        BOTH,
        ["Zhao Min said prices would fall.", "But Zhao said: “Wages will not.”"],
        [["Zhao Min"]] * 2,
        id="family name first",
    ),
    pytest.param(
        BOTH,
        [
            MARTA,
            "Peter Okafor, her colleague, said rain was to blame.",
            "“It fell all year,” he said.",
            "“I saw it,” she said.",
        ],
        [["Marta Lindqvist"], ["Peter Okafor"], ["Peter Okafor"], ["Marta Lindqvist"]],
        id="he and she",
    ),
    pytest.param(
        BOTH,
        [MARTA, "“The ice has lost a third of its depth,” Lindqvist said.", "“And it will lose more.”"],
        [["Marta Lindqvist"]] * 3,
        id="a paragraph of quotation goes on",
    ),
    pytest.param(
        BOTH,
        [
            MARTA,
            "“The ice has lost a third of its depth,” Lindqvist said.",
            (Kind.HEADING, "Peter Okafor says rain is to blame"),
            (Kind.CAPTION, "Peter Okafor said this in May. Photo: invented"),
            "“And it will lose more.”",
        ],
        [["Marta Lindqvist"]] * 2 + [[], []] + [["Marta Lindqvist"]],
        id="headings and captions neither speak nor break a run",
    ),
    pytest.param(
        BOTH,
        [
            MARTA,
            "“We measured it twice, and we could not believe what we saw.",
            "“So we measured it again,” said Peter Okafor, a surveyor.",
        ],
        [["Marta Lindqvist"], ["Peter Okafor"], ["Peter Okafor"]],
        id="a quotation left open belongs to whom the next paragraph names",
    ),
    pytest.param(
        BOTH,
        [MARTA, "“The ice is thin,” the statement said.", "“It will break up soon,” a sign read."],
        [["Marta Lindqvist"], [], []],
        id="an unknown source is not the last speaker",
    ),
    pytest.param(
        BOTH,
        [MARTA, "“The Long Winter” opened in Oslo on Friday, and the house was full for every single evening."],
        [["Marta Lindqvist"], []],
        id="a quoted title is no quotation that goes on",
    ),
    pytest.param(
        BOTH,
        [
            "Marta Lindqvist, a professor of geology at the University of Tromsø, said the glacier was shrinking.",
            "Foreign Minister Peter Okafor said rain was to blame.",
            "“It fell all year,” the minister said.",
            "The professor said it had not.",
            "“It did,” the foreign minister said.",
            "“Nothing has changed,” the spokeswoman said.",
        ],
        [["Marta Lindqvist"], ["Peter Okafor"], ["Peter Okafor"], ["Marta Lindqvist"], ["Peter Okafor"], []],
        id="the professor and the minister",
    ),
    pytest.param(
        BOTH,
        [
            "Mayor Marta Lindqvist said the ship was late.",
            "Mayor Peter Okafor said it was lost.",
            "“It sank,” the mayor said.",
        ],
        [["Marta Lindqvist"], ["Peter Okafor"], ["Peter Okafor"]],
        id="of two mayors the latest",
    ),
    pytest.param(
        ("grammar",),
        ["A spokesman for the company, Peter Okafor, said the ship was late."],
        [["Peter Okafor"]],
        id="a name behind a role",
    ),
    pytest.param(
        BOTH, ["The harbour will close in May, according to Peter Okafor."], [["Peter Okafor"]], id="according to"
    ),
    pytest.param(
        BOTH,
        ["''I have told them so,'' Peter Okafor said, ''because nobody else would.''"],
        [["Peter Okafor"]],
        id="doubled apostrophes",
    ),
    pytest.param(BOTH, ['"It is over," said Peter Okafor. "We go home.'], [["Peter Okafor"]], id="odd straight marks"),
    pytest.param(
        BOTH,
        ["“It is over, said Marta Lindqvist", "It is over,” said Peter Okafor."],
        [[], ["Peter Okafor"]],
        id="lost mark",
    ),
    pytest.param(
        ("grammar",),
        ["Marta Lindqvist and Peter Okafor said the glacier was shrinking."],
        [["Marta Lindqvist", "Peter Okafor"]],
        id="two together",
    ),
    pytest.param(
        ("grammar",),
        [MARTA, "Lindqvist told reporters that Okafor lived in Oslo and said she would leave."],
        [["Marta Lindqvist"]] * 2,
        id="and said goes back to the first cue",
    ),
    pytest.param(
        ("grammar",),
        [
            "Both Oslo and Beijing said on Monday that they would talk.",
            "China and Norway have accused Sweden of “dumping”.",
            "The two countries have vowed to act together.",
        ],
        [["Oslo", "China"], ["China", "Norway"], ["China", "Norway"]],
        id="countries",
    ),
    pytest.param(
        ("grammar",),
        [
            "Ministers from the Nordic Council said on Monday that fishing would stop.",
            "The ministers said it was a pity.",
        ],
        [["Ministers from the Nordic Council"]] * 2,
        id="the ministers again",
    ),
    pytest.param(BOTH, ["Analysts said the rouble would recover."], [["Analysts"]], id="people without a name"),
    pytest.param(
        BOTH,
        ["“Das Eis ist dünn und es wird nicht mehr lange halten”, sagte Marta Lindqvist am Freitag, report note said."],
        [[]],
        id="another language",
    ),
    pytest.param(BOTH, ["The report was 40 pages long, and nobody had read it to the end."], [[]], id="nobody speaks"),
]


@pytest.mark.parametrize(("readers", "texts", "expected"), ARTICLES)
def test_speakers(
    attributors: dict[str, Attributor],
    readers: tuple[str, ...],
    texts: list[str | tuple[Kind, str]],
    expected: list[list[str]],
) -> None:
    for reader in readers:
        assert speakers(attributors[reader].attribute(article(*texts))) == expected, reader


@pytest.mark.parametrize("reader", BOTH)
@pytest.mark.parametrize(
    ("text", "content", "mode"),
    [
        pytest.param("“It is late,” Peter Okafor said.", "“It is late,”", Mode.DIRECT, id="before"),
        pytest.param("Peter Okafor said: “It is late.”", "“It is late.”", Mode.DIRECT, id="behind"),
        pytest.param("Peter Okafor said that it was late.", "it was late.", Mode.INDIRECT, id="indirect"),
        pytest.param("Peter Okafor said it was “far too late”.", "it was “far too late”.", Mode.MIXED, id="mixed"),
        pytest.param(
            "“It is late,” Peter Okafor said. “We go home now.”",
            "“It is late,” Peter Okafor said. “We go home now.”",
            Mode.DIRECT,
            id="around",
        ),
    ],
)
def test_content_and_mode(attributors: dict[str, Attributor], reader: str, text: str, content: str, mode: Mode) -> None:
    ((found,),) = attributors[reader].attribute(article(text))

    assert (text[found.start : found.end], found.mode, found.how) == (content, mode, How.NAMED)


@pytest.mark.parametrize(
    ("text", "speaker", "channel"),
    [
        pytest.param(
            "“It is late,” Peter Okafor said, according to Reuters.", "Peter Okafor", "Reuters", id="according"
        ),
        pytest.param("Reuters said Peter Okafor had pledged to resign.", "Peter Okafor", "Reuters", id="above"),
    ],
)
def test_second_hand_reports_keep_their_channel(
    attributors: dict[str, Attributor], text: str, speaker: str, channel: str
) -> None:
    (found,) = attributors["grammar"].attribute(article(text))

    assert [(a.speaker, a.channel) for a in found] == [(speaker, channel)]


@pytest.mark.parametrize("text", ['"' * 5000 + "he said.", "Peter Okafor said no. " * 1000])
def test_what_is_no_paragraph_of_news_is_not_read(attributors: dict[str, Attributor], text: str) -> None:
    assert attributors["grammar"].attribute(article(text)) == [()]


def test_patterns_read_what_is_too_long_to_be_parsed(attributors: dict[str, Attributor]) -> None:
    long = "The harbour was closed on Monday and on Tuesday. " * 60 + "“It is late,” Peter Okafor said."

    found = attributors["grammar"].attribute(article(MARTA, long, "“And it is dark,” he said."))

    assert speakers(found) == [["Marta Lindqvist"], ["Peter Okafor"], ["Peter Okafor"]]
    assert long[found[1][0].start : found[1][0].end] == "“It is late,”"
    assert found[1] == attributors["patterns"].attribute(article(long))[0]


def test_how_a_speaker_was_found(attributors: dict[str, Attributor]) -> None:
    texts = [MARTA, "“It has lost a third,” Lindqvist said.", "“It will lose more.”", "It was late, she said."]

    found = attributors["grammar"].attribute(article(*texts))

    assert [a.how for (a,) in found] == [How.NAMED, How.SURNAME, How.CONTINUED, How.PRONOUN]


def test_the_name_tells_what_did_the_work(attributors: dict[str, Attributor]) -> None:
    assert attributors["grammar"].name.startswith(("spacy en_core_web_", "regular expressions"))


PIECES = st.sampled_from(
    [
        "“",
        "”",
        '"',
        "''",
        "he said",
        "according to",
        "Peter Okafor",
        "Sen.",
        "(R-Ohio)",
        "said",
        ",",
        ".",
        "Is it so?",
        "\xa0",
    ],
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=12)), min_size=1, max_size=14).map(" ".join).filter(str.strip)


@settings(max_examples=120, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=3), st.sampled_from(BOTH))
def test_any_text_at_all_gives_spans_inside_its_paragraph(
    attributors: dict[str, Attributor], texts: list[str], reader: str
) -> None:
    paragraphs = article(*texts)

    found = attributors[reader].attribute(paragraphs)

    assert len(found) == len(paragraphs)
    for paragraph, attributions in zip(paragraphs, found, strict=True):
        assert all(0 <= a.start < a.end <= len(paragraph.text) for a in attributions)
