"""Hostile input: what it begins with, and how it is changed."""

import random
from collections.abc import Sequence

from benchmarks.reliability.scene import QUESTIONS, QUOTATION, SAMPLE

FILE_TOKENS = (
    b"\x00 \xff \xfe\xff \xef\xbb\xbf \xc3\x28 \xed\xa0\x80 \xf4\x90\x80\x80 \x1b[31m \x1b]8;;x\x07 \x9b1m \r"
    b" \r\n\r\n \x0c \x1b$B \xff\xfe\x00\x00 <meta\x20charset=big5> <meta\x20charset=idna>"
    b" <p> </p> <div> <table> <tr><td> <!-- --> <![CDATA[ ]]> <script> </script> <svg> &#0; &#x110000; &amp; <html>"
    b" # ## > - 1. ``` ~~~ *** [a](b) ![i](j) | a | b | --- +++ title: !!python/object: &a [*a] {{ }} \\ \t <title>"
    b" date:\x202024-02-30 Published:\x205\x20March\x202024 By\x20Ann\x20Ode said\x20Zhu. according\x20to"
).split(b" ")  # fmt: skip
_CHARACTERS = "\u202e\u2066\u2069\u200b\u200d\ufeff\u00ad\ud800\U0010ffff\u0301\u3000\u2028\x85é漢字ع🙂“”‘’…—ßİ"
_WORDS = """what did said by the
    Ilse Corvane Zhu Feng ferry dam in 2024 since before AND OR NOT ( ) " * ? ~ ^ text: title:x
    [a TO b] -not +must /re(ge)*x/ (a+)+$ \\ “ ” ' published about and what about ? The dam is safe at its present […]
    @everyone @here <@1> <#2> <t:0:R> :a: [a](http://b) **bold** __ ||spoiler|| `code` ``` > quote # head"""
WORDS = tuple(word.encode() for word in _WORDS.split())
CHARACTERS = tuple(character.encode("utf-8", "surrogatepass") for character in _CHARACTERS)


def seed_files(suffix: str) -> list[bytes]:
    """The files of the sample with this suffix, whole and in pieces."""
    real = [file.read_bytes() for file in sorted(SAMPLE.iterdir()) if file.suffix == suffix]
    return real + [raw[start : start + 800] for raw in real for start in range(0, len(raw), 800)]


def seed_texts() -> list[bytes]:
    """Questions and quotations that the index answers, and heaps of words and signs."""
    chance = random.Random(1)
    heaps = [b" ".join(chance.choices(WORDS + CHARACTERS, k=chance.randrange(1, 25))) for _ in range(100)]
    return [*(text.encode() for text in (*QUESTIONS, QUOTATION)), *heaps]


def harmed(chance: random.Random, raw: bytes, tokens: Sequence[bytes]) -> bytes:
    """The bytes with some places cut, doubled, or a token put in; now and then with other ends of lines."""
    for _ in range(chance.randint(1, 5)):
        start = chance.randint(0, len(raw))
        end = start + chance.randrange(100)
        raw = raw[:start] + _token(chance, tokens) + raw[start:end] * chance.choice((0, 0, 1, 2, 20)) + raw[end:]
    return raw.replace(b"\n", chance.choice((b"\n",) * 5 + (b"\r\n", b"\r", b"", b"\n\n")))


def _token(chance: random.Random, tokens: Sequence[bytes]) -> bytes:
    which = chance.random()
    if which < 0.6:
        return chance.choice(tokens) + chance.choice((b"", b" "))
    if which < 0.85:
        return chance.choice(CHARACTERS)
    return chance.randbytes(chance.randrange(8))
