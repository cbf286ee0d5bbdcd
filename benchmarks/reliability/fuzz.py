"""Feeds hostile input: `python -m benchmarks.reliability.fuzz TARGET [--inputs 100000] [--seed 1]`.

TARGET: txt, md, html (the readers, on mutated files), question (understanding, at an opened index), quotation
(verification), escape (Discord's markdown), terminal. Inputs are drawn by Hypothesis: real files, cut, doubled,
spliced, with broken bytes, markup, control and direction characters. None may crash, take over two seconds, or give
an offset that does not slice to the text. Prints a table, and exits with 1 where one did.
"""

import argparse
import io
import itertools
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from benchmarks.reliability.scene import SAMPLE, SETTINGS, Scene, apart
from bot.discord.markdown import escape, unescape
from bot.engine import Engine
from bot.records import Question
from bot.terminal import visible
from corpus.errors import QuestionError, UnreadableFile
from corpus.readers import read_article

HANG = 2.0  # seconds of the processor, so that other work on the machine does not count
CHUNK = 2000  # inputs drawn with one seed
TOKENS = (
    b"\x00 \xff \xfe\xff \xef\xbb\xbf \xc3\x28 \xed\xa0\x80 \xf4\x90\x80\x80 \x1b[31m \x1b]8;;x\x07 \x9b1m \r"
    b" \r\n\r\n \x0c"
    b" <p> </p> <div> <table> <tr><td> <!-- --> <![CDATA[ ]]> <script> </script> <svg> &#0; &#x110000; &amp; <html>"
    b" # ## > - 1. ``` ~~~ *** [a](b) ![i](j) | a | b | --- +++ title: !!python/object: &a [*a] {{ }} \\ \t <title>"
    b" @everyone <@1> <#2> <t:0:R> :a: ** __ || `` ```"
).split(b" ")  # fmt: skip
CHARACTERS = "\u202e\u2066\u2069\u200b\u200d\ufeff\u00ad\ud800\U0010ffff\u0301\u3000\u2028\x85é漢字ع🙂“”‘’…—ßİ"
_WORDS = """what did said by the
    Ilse Corvane Zhu Feng ferry dam in 2024 since before AND OR NOT ( ) " * ? ~ ^ text: title:x
    [a TO b] -not +must /re(ge)*x/ (a+)+$ \\ “ ” ' published about and what about ? The dam is safe at its present […]
    @everyone <@1> [a](http://b) **bold** ||spoiler|| `code` > quote # head"""
WORDS = tuple(_WORDS.split())
EACH = 50  # inputs made of what Hypothesis draws once: drawing takes longer than reading


def harmed(chance: random.Random, raw: bytes) -> bytes:
    """The bytes with some places cut, doubled or overwritten."""
    for _ in range(chance.randrange(6)):
        start = chance.randint(0, len(raw))
        end = start + chance.randrange(100)
        raw = raw[:start] + _token(chance) + raw[start:end] * chance.choice((0, 0, 1, 2, 20)) + raw[end:]
    return raw.replace(b"\n", chance.choice((b"\n", b"\n", b"\r\n", b"\r", b"", b"\n\n")))


def files(suffix: str) -> Callable[[random.Random], bytes]:
    """Makes a piece of a file of the sample, harmed in some places, or a heap of tokens."""
    real = [file.read_bytes() for file in sorted(SAMPLE.iterdir()) if file.suffix == suffix]

    def make(chance: random.Random) -> bytes:
        if chance.random() < 0.3:
            return b" \n"[chance.randrange(2) :][:1].join(_token(chance) for _ in range(chance.randrange(40)))
        raw = chance.choice(real)
        start = chance.choice((0, chance.randrange(len(raw))))
        return harmed(chance, raw[start : start + chance.choice((200, 800, 2000))])

    return make


def text(chance: random.Random) -> str:
    """Makes words and signs of questions, quotations and markup, with characters that hide or turn the line."""
    parts = [
        chance.choice(WORDS) if chance.random() < 0.7 else _token(chance).decode("utf-8", "replace")
        for _ in range(chance.randrange(25))
    ]
    parts += [chance.choice(CHARACTERS) for _ in range(chance.randrange(4))]
    chance.shuffle(parts)
    return chance.choice((" ", " ", "", "\n")).join(parts)


def _token(chance: random.Random) -> bytes:
    which = chance.random()
    if which < 0.5:
        return chance.choice(TOKENS)
    if which < 0.8:
        return chance.choice(CHARACTERS).encode("utf-8", "surrogatepass")
    return chance.randbytes(chance.randrange(8))


def read(folder: Path, suffix: str) -> Callable[[bytes], None]:
    """Reads a file and checks every offset."""
    file = folder / f"input.{suffix}"

    def check(raw: bytes) -> None:
        file.write_bytes(raw)
        try:
            article = read_article(file, identifier=file.name)
        except UnreadableFile:
            return
        text, end = article.document.text, 0
        for ordinal, paragraph in enumerate(article.paragraphs):
            assert paragraph.ordinal == ordinal
            assert end <= paragraph.start < paragraph.end <= len(text)
            assert text[paragraph.start : paragraph.end] == paragraph.text != ""
            end = paragraph.end
        text.encode("utf-8", "surrogatepass")

    return check


def ask(engine: Engine) -> Callable[[str], None]:
    """Asks, and checks every offset."""

    def check(text: str) -> None:
        try:
            answer = engine.answer(Question(text, ("what did Ilse Corvane say about the ferry?",)))
        except QuestionError:
            return
        for passage in (*answer.passages, *answer.closest):
            paragraph = passage.paragraph
            assert paragraph.document.text[paragraph.start : paragraph.end] == paragraph.text
            assert all(quote.text in paragraph.text for quote in passage.highlights)

    return check


def verify(engine: Engine) -> Callable[[str], None]:
    """Verifies, and checks every offset; the records themselves refuse a false “exact”."""

    def check(text: str) -> None:
        try:
            verdict = engine.verify(text)
        except QuestionError:
            return
        for found in verdict.found:
            for difference in found.differences:
                start, end = difference.quoted
                assert 0 <= start <= end <= len(verdict.quotation)
                mark = difference.printed
                assert 0 <= mark.start <= mark.end <= len(found.quotes[mark.quote].text)

    return check


def shown_in_discord(text: str) -> None:
    """Escapes; what a reader sees must be the text, and no sign of markup or of a mention may stand bare."""
    safe = escape(text)
    assert unescape(safe) == text
    assert not set(re.sub(r"\\[!-/:-@\[-`{-~]", "", safe)) & set("\\*_`~|[]()<>#@:")


def shown_at_a_terminal(text: str) -> None:
    """Prints; no character may steer the terminal or turn the line."""
    out = io.StringIO()
    Console(file=out, highlight=False).print(Text(visible(text)), soft_wrap=True)
    assert not any(
        (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 or c in "\u202e\u2066\u200b\ufeff" for c in out.getvalue()
    )


def fuzz(check: Callable[..., None], make: Callable[[random.Random], object], count: int, start: int) -> Counter[str]:
    """Try so many inputs; what was counted. A crash is named with the input."""
    counted: Counter[str] = Counter()
    slowest = 0.0
    with suppress(Exception):
        check(make(random.Random(0)))  # what is imported at first use is not the input's fault

    def some(chance: random.Random) -> None:
        nonlocal slowest
        for value in [make(chance) for _ in range(EACH)]:
            counted["inputs"] += 1
            began = time.process_time()
            try:
                check(value)
            except Exception as error:  # whatever it is, it is a crash
                counted[f"CRASHES: {type(error).__name__}: {error} for {value!r}"[:300]] += 1
            seconds = time.process_time() - began
            slowest = max(slowest, seconds)
            counted[f"HANGS over {HANG:.0f} s"] += seconds > HANG

    for number in itertools.count(start):
        if counted["inputs"] >= count:
            break
        examples = max(1, min(CHUNK, count - counted["inputs"]) // EACH)
        drawn = given(
            st.randoms(use_true_random=False, note_method_calls=False).map(lambda r: random.Random(r.random()))
        )
        settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(seed(number)(drawn(some)))()
    counted["slowest, milliseconds"] = round(1000 * slowest)
    return counted


def main() -> int:
    """Run; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=["txt", "md", "html", "question", "quotation", "escape", "terminal"])
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        counted = fuzz(*_aimed(options.target, Path(folder)), options.inputs, 1000 * options.seed)
    for name, count in sorted(counted.items()):
        print(f"{count:>8}  {options.target}: {name}")
    return 1 if any(count for name, count in counted.items() if name.startswith(("CRASHES", "HANGS"))) else 0


def _aimed(target: str, folder: Path) -> tuple[Callable[..., None], Callable[[random.Random], object]]:
    if target in {"txt", "md", "html"}:
        return read(folder, target), files(f".{target}")
    if target in {"question", "quotation"}:
        scene = Scene(folder)
        scene.write(0)
        apart(scene.build)
        engine = Engine(SETTINGS, scene.home)
        return (ask if target == "question" else verify)(engine), text
    return (shown_in_discord if target == "escape" else shown_at_a_terminal), text


if __name__ == "__main__":
    sys.exit(main())
