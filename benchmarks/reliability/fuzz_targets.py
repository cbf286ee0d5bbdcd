"""What hostile input is fed to, and what must hold whatever it is. Each check raises where something does not."""

import hashlib
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from benchmarks.reliability.fuzz_inputs import FILE_TOKENS, WORDS, seed_files, seed_texts
from benchmarks.reliability.scene import SETTINGS, Scene, apart
from bot.discord.markdown import escape, unescape
from bot.engine import Engine
from bot.records import Question
from bot.terminal import visible
from corpus.attribution.articles import ArticleAttributor
from corpus.attribution.attributor import Attributor
from corpus.attribution.introducer import Introducer
from corpus.attribution.lexicon import read_lexicon
from corpus.attribution.opening import open_attributor
from corpus.attribution.pattern_reader import PatternReader
from corpus.errors import QuestionError, UnreadableFile
from corpus.readers import read_article

Check = Callable[[bytes], None]
READERS = ("txt", "md", "html")


@dataclass(frozen=True, slots=True)
class Target:
    """A check, what its inputs begin with, and what is put into them."""

    check: Check
    seeds: Sequence[bytes]
    tokens: Sequence[bytes]
    longest: int = 2_000  # bytes of most inputs
    large: int = 200_000  # of a few


def aim(name: str, folder: Path, engine: Engine | None = None) -> Target:
    """The target of this name; the folder is for its files, and for its index where no engine is given."""
    if name in READERS:
        return Target(read(folder, name), seed_files(f".{name}"), FILE_TOKENS)
    if name == "speakers":
        lexicon = read_lexicon()
        patterns = ArticleAttributor("patterns", PatternReader(lexicon), lexicon)
        return Target(attribute(folder, patterns), seed_files(".txt"), (*FILE_TOKENS, *WORDS))
    if name == "parser":
        return Target(attribute(folder, open_attributor(None)), seed_files(".txt"), (*FILE_TOKENS, *WORDS), 500, 20_000)
    if name == "question":
        return Target(_of_text(ask(engine or _opened(folder))), seed_texts(), WORDS, 400, 1_900)
    if name == "quotation":
        return Target(_of_text(verify(engine or _opened(folder))), seed_texts(), WORDS, 400, 4_900)
    return Target(_of_text(shown_in_discord if name == "escape" else shown_at_a_terminal), seed_texts(), WORDS)


def _opened(folder: Path) -> Engine:
    scene = Scene(folder)
    scene.write(0)
    apart(scene.build)
    return Engine(SETTINGS, scene.home)


def _of_text(check: Callable[[str], None]) -> Check:
    return lambda raw: check(raw.decode("utf-8", "surrogateescape"))  # what is no Unicode stays in as surrogates


def read(folder: Path, suffix: str) -> Check:
    """Reads a file and checks every offset."""
    file = folder / f"input.{suffix}"

    def check(raw: bytes) -> None:
        file.write_bytes(raw)
        try:
            article = read_article(file, identifier=file.name)
        except UnreadableFile:
            return
        text, end = article.document.text, 0
        assert article.document.sha256 == hashlib.sha256(raw).hexdigest()
        for ordinal, paragraph in enumerate(article.paragraphs):
            assert paragraph.ordinal == ordinal
            assert end <= paragraph.start < paragraph.end <= len(text)
            assert text[paragraph.start : paragraph.end] == paragraph.text != ""
            end = paragraph.end
        document = article.document
        for stored in (text, document.title, document.source, document.author, document.url):
            (stored or "").encode()  # what is no Unicode cannot be stored

    return check


def attribute(folder: Path, attributor: Attributor) -> Check:
    """Reads a text, finds who speaks in it, and checks every offset."""
    file, introducer = folder / "input.txt", Introducer(read_lexicon())

    def check(raw: bytes) -> None:
        file.write_bytes(raw)
        try:
            paragraphs = read_article(file, identifier=file.name).paragraphs
        except UnreadableFile:
            return
        said = attributor.attribute(paragraphs)
        for paragraph, attributions in zip(paragraphs, said, strict=True):
            for one in attributions:
                assert 0 <= one.start < one.end <= len(paragraph.text)
                assert one.speaker.strip()
        for introduction in introducer.introductions(paragraphs, said):
            assert 0 <= introduction.ordinal < len(paragraphs)

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
