"""Every paragraph of every format is a slice of the canonical text, at its offsets."""

import json
from datetime import date
from pathlib import Path

import pytest
from conftest import SAMPLE, SHARED
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import UnreadableFile
from corpus.readers import read_article
from corpus.records import Article, Kind

PAGE = """<!doctype html><html><head><meta property="og:title" content="Ferry stops at noon">
<meta property="og:site_name" content="The Lenn Wire"><meta property="article:published_time" content="2024-03-05T10:00:00Z">
<meta name="author" content="Ann Leavitt"><link rel="canonical" href="https://example.org/ferry"></head><body>
<nav><a href="/">Home</a></nav><article><h1>Ferry stops at noon</h1>
<p>The ferry over the Lenn <b>stopped</b> on <a href="/m">Monday</a>, the mayor said.<br>Nobody was hurt.</p>
<h2>What is next</h2><blockquote><p>“We are sorry,” said Pell Oster.</p></blockquote>
<p>Sign up for our newsletter</p></article><footer>© 2024 The Lenn Wire</footer></body></html>"""

lines = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            [
                "",
                "   ",
                "# Heading",
                "> quoted",
                "- item",
                "1. item",
                "***",
                "---",
                "```",
                "<p>",
                "\t tab",
                "“Said.”",
                "[a](b)",
            ]
        ),
    ),
    max_size=12,
)


def read(tmp_path: Path, name: str, text: str) -> Article:
    file = tmp_path / name
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    return read_article(file, identifier=name)


def assert_exact(article: Article) -> None:
    text, end = article.document.text, 0
    for ordinal, paragraph in enumerate(article.paragraphs):
        assert paragraph.ordinal == ordinal
        assert end <= paragraph.start < paragraph.end <= len(text)
        assert text[paragraph.start : paragraph.end] == paragraph.text
        assert paragraph.text == paragraph.text.strip()
        end = paragraph.end


@pytest.mark.parametrize("suffix", ["txt", "md", "html"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(lines, st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
def test_offsets_slice_to_the_text(tmp_path: Path, suffix: str, lines: list[str], newline: str) -> None:
    text = newline.join(lines)
    page = f"<html><body><article><p>Alpha beta.</p>{text}</article></body></html>" if suffix == "html" else text

    try:
        article = read(tmp_path, f"a.{suffix}", page)
    except UnreadableFile:
        return

    assert_exact(article)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(lines)
def test_text_loses_no_word(tmp_path: Path, lines: list[str]) -> None:
    text = "\n".join(lines).encode("utf-8", "replace").decode()
    try:
        article = read(tmp_path, "a.txt", text)
    except UnreadableFile:
        return

    gaps, end = [], 0
    for paragraph in article.paragraphs:
        gaps.append(article.document.text[end : paragraph.start])
        end = paragraph.end
    rest = "".join([*gaps, article.document.text[end:]])

    assert rest.replace("\ufeff", "").replace("\u200b", "").replace("\u2060", "").strip() == ""


@pytest.mark.parametrize("file", sorted(SAMPLE.iterdir()), ids=lambda file: file.name)
def test_sample_articles_are_read_whole(file: Path) -> None:
    article = read_article(file, identifier=file.name)

    assert_exact(article)
    assert article.warnings == ()
    assert sum(paragraph.kind is Kind.BODY for paragraph in article.paragraphs) >= 5


def test_text_is_the_decoded_file(tmp_path: Path) -> None:
    text = "\ufeffHeadline of the day\r\n\r\n  The body has a sentence.  \r\n"
    article = read(tmp_path, "a.txt", text)

    assert article.document.text == text
    assert [paragraph.text for paragraph in article.paragraphs] == ["Headline of the day", "The body has a sentence."]


def test_text_wrapped_by_hand_is_read_by_blocks(tmp_path: Path) -> None:
    body = "The council of Tarrow met on Monday to decide what will become of\nthe old mill, which has stood empty for years and which nobody\nwants to buy, and it took until midnight before anyone proposed\nto pull it down.\n"
    article = read(tmp_path, "a.txt", f"The mill must go\n\n{body}\n{body}")

    assert [p.text.count("\n") for p in article.paragraphs] == [0, 3, 3]


def test_lines_of_prose_without_a_blank_line_are_one_paragraph(tmp_path: Path) -> None:
    one, two = "The council of Tarrow met on Monday to decide.", "It took until midnight, and nobody went home early."
    article = read(tmp_path, "a.txt", f"The mill must go\n\n{one}\n{two}\nShare\n\n{two}\n")

    assert [p.text for p in article.paragraphs] == ["The mill must go", f"{one}\n{two}", "Share", two]


def test_a_page_without_blank_lines_is_read_by_lines(tmp_path: Path) -> None:
    one, two = "The council of Tarrow met on Monday to decide.", "It took until midnight, and nobody went home early."

    assert len(read(tmp_path, "a.txt", f"The mill must go\n{one}\n{two}\n").paragraphs) == 3
    assert len(read(tmp_path, "b.txt", f"The mill must go\n\n{one}\n\n" + f"{two} {two} {two}\n" * 40).paragraphs) == 42


def test_text_tells_its_source_author_and_date(tmp_path: Path) -> None:
    article = read(
        tmp_path,
        "a.txt",
        "The mill must go\n\nBy Ann Leavitt\n\nPublished: 5 March 2024\n\nThe mill will go.\n\n"
        "This article first appeared in the Lenn Wire print edition as: No more flour\n",
    )
    document = article.document

    assert (document.author, document.published, document.source) == ("Ann Leavitt", date(2024, 3, 5), "Lenn Wire")
    assert [p.kind for p in article.paragraphs] == ["heading", "boilerplate", "boilerplate", "body", "boilerplate"]


def test_markdown_front_matter_becomes_the_record(corpus: Path) -> None:
    article = read_article(corpus / "bridge.md", identifier="bridge.md")
    document = article.document

    assert document.title == "A bridge for Tarrow"
    assert document.source == "Tarrow Herald"
    assert document.published == date(2024, 3, 5)
    assert document.url == "https://example.org/bridge"
    assert [(p.kind, p.text) for p in article.paragraphs] == [
        ("heading", "A bridge for Tarrow"),
        ("body", "The council voted for a bridge over the Lenn."),
        ("body", "“It will stand for a century,” said Pell Oster, the engineer."),
    ]


def test_markdown_blocks(tmp_path: Path) -> None:
    article = read(
        tmp_path,
        "a.md",
        "Title here\n==========\n\nOne *two*\nthree.\n\n> Quoted words.\n\n- first item\n- second item\n\n"
        "![a boat](b.jpg)\n\n*The boat at noon.*\n\n```\ncode\n```\n\n## Next ##\n\nAdvertisement\n",
    )

    assert [(p.kind.value, p.text) for p in article.paragraphs] == [
        ("heading", "Title here"),
        ("body", "One *two*\nthree."),
        ("body", "Quoted words."),
        ("body", "first item"),
        ("body", "second item"),
        ("caption", "![a boat](b.jpg)"),
        ("caption", "*The boat at noon.*"),
        ("boilerplate", "```\ncode\n```"),
        ("heading", "Next"),
        ("boilerplate", "Advertisement"),
    ]


def test_broken_front_matter_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="front matter is not valid"):
        read(tmp_path, "a.md", "---\ntitle: [unclosed\n---\n\nText.\n")


def test_web_page_is_extracted_with_its_metadata(tmp_path: Path) -> None:
    article = read(tmp_path, "a.html", PAGE)
    document = article.document

    assert document.title == "Ferry stops at noon"
    assert (document.source, document.author) == ("The Lenn Wire", "Ann Leavitt")
    assert (document.published, document.url) == (date(2024, 3, 5), "https://example.org/ferry")
    assert [(p.kind.value, p.text) for p in article.paragraphs] == [
        ("heading", "Ferry stops at noon"),
        ("body", "The ferry over the Lenn stopped on Monday, the mayor said."),
        ("body", "Nobody was hurt."),
        ("heading", "What is next"),
        ("body", "“We are sorry,” said Pell Oster."),
        ("boilerplate", "Sign up for our newsletter"),
    ]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ('<p class="date">5 March 2024</p>', date(2024, 3, 5)),
        ("<p>Published: March 5, 2024</p>", date(2024, 3, 5)),
        ("<p>The bridge was planned on 12 June 2019 by the mayor.</p>", None),
        ("<footer>Copyright 2023 The Lenn Wire</footer>", None),
    ],
)
def test_only_a_day_that_stands_alone_is_that_of_publication(tmp_path: Path, line: str, day: date | None) -> None:
    words = "<p>The council voted on Monday for a bridge over the Lenn, after years of debate.</p>" * 2
    file = tmp_path / "page.html"
    file.write_text(f"<html><body><article><h1>A bridge for Tarrow</h1>{line}{words}</article></body></html>")

    assert read_article(file, identifier="page.html").document.published == day


def test_a_file_without_a_headline_gets_its_name_and_a_note(tmp_path: Path) -> None:
    article = read(
        tmp_path,
        "notes.txt",
        "The mill closed on Monday, and everyone who had worked there for years went home early.\n",
    )

    assert article.document.title == "notes"
    assert "no headline was found" in article.warnings[0]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "no article in it"),
        ("blank.md", b"\n \n", "no article in it"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(500), "does not look like text"),
        ("frame.html", b"<html><body></body></html>", "no article was found"),
    ],
)
def test_what_is_no_article_is_refused_with_the_reason(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(UnreadableFile, match=reason):
        read_article(tmp_path / name, identifier=name)


def test_kinds_of_the_seed_articles(seeds: Path) -> None:
    gold = json.loads((SHARED / "eval" / "seeds" / "attribution_gold.json").read_text(encoding="utf-8"))

    for document in gold:
        article = read_article(seeds / document["doc"], identifier=document["doc"])

        assert [p.kind.value for p in article.paragraphs] == [p["kind"] for p in document["paragraphs"]]
        assert article.document.source == "South China Morning Post"
