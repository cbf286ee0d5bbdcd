"""Files that mean harm are read or refused with the reason; none takes the build along."""

import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import Build
from markdown_it.parser_inline import ParserInline

from bot.cli import main
from corpus import webpage
from corpus.attribution.articles import ArticleAttributor
from corpus.attribution.lexicon import read_lexicon
from corpus.attribution.pattern_reader import PatternReader
from corpus.errors import UnreadableFile
from corpus.files import list_files
from corpus.parallel import Reading
from corpus.readers import LARGEST_FILE, read_article
from corpus.records import Article, Attribution, Paragraph
from embeddings.index import Index


def read(tmp_path: Path, name: str, raw: bytes) -> Article:
    file = tmp_path / name
    file.write_bytes(raw)
    return read_article(file, identifier=name)


def test_special_files_and_links_to_them_are_refused(tmp_path: Path, corpus: Path, build_index: Build) -> None:
    os.mkfifo(corpus / "pipe.txt")
    (corpus / "null.txt").symlink_to("/dev/zero")
    (corpus / "self.txt").symlink_to("self.txt")
    (corpus / "loop").symlink_to(corpus)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(corpus / "socket.txt"))
        report = build_index([corpus], tmp_path / "index")

    assert report.new == 2
    assert set(report.skipped) == {"pipe.txt", "null.txt", "self.txt", "socket.txt"}
    assert "not a regular file" in report.skipped["pipe.txt"]
    assert "leads out of the corpus" in report.skipped["null.txt"]


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "huge.txt"
    with file.open("wb") as stream:
        stream.truncate(2 * 2**30)

    with pytest.raises(UnreadableFile, match=r"2048\.0 MiB is larger than any article; split the file, or raise corp"):
        read_article(file, identifier="huge.txt")


def test_how_large_a_file_may_be_is_a_setting(tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (corpus / "long.txt").write_text("The long story\n\n" + "The ferry sails on Monday. " * 100, encoding="utf-8")
    config = tmp_path / "config.toml"

    def build(megabytes: float) -> str:
        config.write_text(f"[corpus]\nlargest_file = {megabytes}\n[model]\nname = 'hashed-words'\n", encoding="utf-8")
        assert main(["build", str(corpus), "--config", str(config), "--index", str(tmp_path / "index")]) == 0
        out, err = capsys.readouterr()
        return out + err

    refused = "long.txt: 0.0 MiB is larger than any article; split the file, or raise corpus.largest_file"
    assert refused in build(0.001)
    assert refused not in build(0.01)
    assert refused in build(0.001)


def test_a_page_of_countless_paragraphs_is_read_in_stretches(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text(
        "Everybody speaks\n\n" + "“We go,” said Ilse Corvane.\n\n" * 3_500, encoding="utf-8"
    )
    lengths: list[int] = []
    lexicon = read_lexicon()

    class Counting(ArticleAttributor):
        def attribute(self, paragraphs: Sequence[Paragraph]) -> list[tuple[Attribution, ...]]:
            lengths.append(len(paragraphs))
            return super().attribute(paragraphs)

    with Reading(Counting("counting", PatternReader(lexicon), lexicon), processes=1) as reading:
        (read_file,) = reading.read(list_files([tmp_path]).files)

    assert lengths == [1_000, 1_000, 1_000, 501]
    assert len(read_file.attributions) == 3_501
    assert {said.speaker for heard in read_file.attributions for said in heard} == {"Ilse Corvane"}
    assert sum(map(bool, read_file.attributions)) == 3_500


def test_a_page_of_countless_paragraphs_is_put_together_once(tmp_path: Path) -> None:
    copied = []

    class Piece(str):
        __slots__ = ()

        def __radd__(self, other: str) -> str:  # what joins one by one copies all before it again and again
            copied.append(len(other))
            return str(other) + str(self)

    text, spans = webpage._joined([(Piece(f"Paragraph {number}."), None) for number in range(1_000)])

    assert [text[span.start : span.end] for span in spans] == [f"Paragraph {number}." for number in range(1_000)]
    assert sum(copied) < len(text)


def test_a_line_of_ten_million_characters_is_one_paragraph(tmp_path: Path) -> None:
    article = read(tmp_path, "line.txt", b"word and more " * 720_000)

    assert len(article.document.text) < LARGEST_FILE
    assert len(article.paragraphs) == 1


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        pytest.param("deep.html", b"<html><body><article>" + b"<div>" * 50_000 + b"<p>Words.</p>", id="deep html"),
        pytest.param("deep.md", b">" * 50_000 + b" words", id="deep quotation"),
        pytest.param("open.md", b"[" * 20_000 + b" words", id="open brackets"),
        pytest.param("list.md", b"---\ntitle: " + b"[" * 20_000 + b"\n---\n\nWords.\n", id="deep front matter"),
        pytest.param("toml.md", b"+++\ntitle = " + b"[" * 20_000 + b"\n+++\n\nWords.\n", id="deep front matter, toml"),
        pytest.param(
            "tag.md", b"---\na: !!python/object/apply:os.getcwd []\n---\n\nWords.\n", id="yaml that runs code"
        ),
    ],
)
def test_bombs_are_read_or_refused(tmp_path: Path, name: str, raw: bytes) -> None:
    try:
        article = read(tmp_path, name, raw)
    except UnreadableFile:
        return

    assert all(article.document.text[p.start : p.end] == p.text for p in article.paragraphs)


def test_markup_within_a_line_is_not_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    monkeypatch.setattr(ParserInline, "parse", lambda self, src, *_: parsed.append(src))

    article = read(
        tmp_path, "marks.md", b"# A headline\n\n" + b"[a](b *c* " * 1_000 + b"\n\n| a | b |\n|---|---|\n| c | d |\n"
    )

    assert parsed == []
    assert [paragraph.text[:10] for paragraph in article.paragraphs][:2] == ["A headline", "[a](b *c* "]


def test_a_tag_of_countless_attributes_is_refused(tmp_path: Path) -> None:
    attributes = b" ".join(b"a%d=b" % number for number in range(20_000))

    with pytest.raises(UnreadableFile, match="a tag of thousands of attributes"):
        read(tmp_path, "page.html", b"<html><p " + attributes + b">The mayor of Tarrow spoke.</p></html>")


def test_front_matter_longer_than_an_article_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="the front matter is longer than an article"):
        read(tmp_path, "long.md", b"---\n" + b"key: value\n" * 5_000 + b"---\n\nWords of an article.\n")


def test_front_matter_that_multiplies_itself_is_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]

    with pytest.raises(UnreadableFile, match=r"it refers to other values by \*"):
        read(tmp_path, "bomb.md", f"---\n{chr(10).join(lines)}\ntitle: *a39\n---\n\nWords.\n".encode())


def test_halves_of_characters_do_not_stop_a_build(tmp_path: Path, corpus: Path, build_index: Build) -> None:
    words = "The council met on Monday. “It is well,” said Pell Oster, the engineer."
    (corpus / "half.md").write_text(
        f'---\ntitle: "A \\uD800 title"\nsource: "\\uDC00"\n---\n\n{words}\n', encoding="utf-8"
    )
    (corpus / "tag.md").write_text(f'---\na: !!\\ud800 "\\uD800" x\n---\n\n{words}\n', encoding="utf-8")
    (corpus / "half.html").write_text(
        '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", '
        f'"headline": "A \\ud83d bridge", "publisher": {{"name": "Wire \\udc00"}}}}</script><p>{words}</p>',
        encoding="utf-8",
    )
    with suppress(OSError):  # where files may be named so
        Path(os.fsdecode(os.fsencode(corpus) + b"/caf\xe9.txt")).write_text(
            f"A headline\n\n{words}\n", encoding="utf-8"
        )

    report = build_index([corpus], tmp_path / "index")

    store = Index.open(tmp_path / "index").store
    article = store.article("half.md")
    assert article is not None
    assert (article.document.title, article.document.source) == ("A \ufffd title", "\ufffd")
    assert set(store.known()) - {"caf\ufffd.txt"} == {"mill.txt", "bridge.md", "half.md", "half.html"}
    assert set(report.skipped) == {"tag.md"}


def test_a_link_inside_the_corpus_is_read_once(tmp_path: Path, corpus: Path) -> None:
    (corpus / "again.txt").symlink_to(corpus / "mill.txt")

    assert len(list_files([corpus]).files) == 2
