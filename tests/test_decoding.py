"""Whatever encoding a page was saved in, its words come out unchanged, or somebody is told."""

import gzip
import sys
from pathlib import Path

import pytest

from corpus.decoding import decode
from corpus.errors import UnreadableFile

ENGLISH = (
    "“We can’t wait for the café to open,” said Ilse Corvane, who has run the office since 1998. It cost £5 – a lot.\n"
    * 3
)
RUSSIAN = "Министр заявил, что переговоры начнутся в понедельник и продлятся четыре дня.\n" * 3
CHINESE = "部门发言人周日表示，新的桥梁将在明年春天开放，居民对此表示欢迎。\n" * 3
JAPANESE = "市長は日曜日に、新しい橋を来年の春に開通させると述べた。\n" * 3
POLISH = "Burmistrz powiedział, że żółta łódź będzie gotowa w poniedziałek.\n" * 3


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "utf-8"),
        (ENGLISH, "utf-8-sig"),
        (ENGLISH, "utf-16"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"),
        (ENGLISH, "utf-32"),
        (ENGLISH, "cp1252"),
        (ENGLISH, "mac_roman"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (CHINESE, "gb18030"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859_2"),
    ],
)
def test_words_survive_any_encoding(text: str, encoding: str) -> None:
    decoded, warning = decode(text.encode(encoding))

    assert decoded.lstrip("\ufeff") == text
    assert warning is None


def test_a_byte_order_mark_stays_so_that_offsets_count_what_the_file_holds() -> None:
    decoded, _ = decode("Headline\n".encode("utf-8-sig"))

    assert decoded == "\ufeffHeadline\n"


@pytest.mark.parametrize(
    ("declaration", "encoding"),
    [
        ('<meta charset="windows-1252">', "cp1252"),
        ("<meta charset=iso-8859-1>", "cp1252"),  # browsers read it as its Windows superset
        ('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        ('<?xml version="1.0" encoding="shift_jis"?>', "shift_jis"),
    ],
)
def test_a_page_is_read_as_it_declares(declaration: str, encoding: str) -> None:
    body = {"cp1252": "“café”", "koi8-r": "мост", "shift_jis": "橋"}[encoding]
    page = f"{declaration}<p>{body}</p>"

    assert decode(page.encode(encoding), markup=True) == (page, None)


def test_a_wrong_declaration_does_not_spoil_the_words() -> None:
    page = '<meta charset="ascii"><p>café “quoted”</p>' * 5
    wrong = page.replace("ascii", "utf-16")

    assert decode(wrong.encode("utf-8"), markup=True)[0] == wrong


def test_broken_bytes_in_utf8_are_shown_and_told() -> None:
    raw = ENGLISH.encode() + b"caf\xe9 and more\n"

    decoded, warning = decode(raw)

    assert decoded == ENGLISH + "caf\ufffd and more\n"
    assert warning is not None
    assert "line 4" in warning
    assert "save it again as UTF-8" in warning


@pytest.mark.parametrize(
    "raw",
    [
        bytes(range(256)) * 20,
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        Path(sys.executable).read_bytes()[:50_000],
        gzip.compress(ENGLISH.encode(), mtime=0),
    ],
    ids=["every byte", "picture", "program", "archive"],
)
def test_what_is_no_text_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableFile, match="does not look like text"):
        decode(raw)


@pytest.mark.parametrize("name", ["undefined", "idna", "punycode", "unicode_escape", "rot13", "utf-16", "nonsense"])
def test_a_declaration_of_no_encoding_of_pages_is_passed_over(name: str) -> None:
    page = f'<meta charset="{name}"><p>Le café est fermé. \\N</p>'

    decoded, _ = decode(page.encode("cp1252"), markup=True)

    assert decoded == page
