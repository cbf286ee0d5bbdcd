"""What the harms are done to: a small corpus in two versions, its index, and a fixed set of questions."""

import hashlib
import importlib
import os
import pickle
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bot.config import AskSettings, Config, ModelSettings
from bot.engine import Engine
from bot.records import Question
from corpus.attribution.attributor import Attributor
from corpus.attribution.opening import open_attributor
from corpus.parallel import Reading
from corpus.readers import read_article
from corpus.records import Attribution, Paragraph
from embeddings.build import Recipe, build
from embeddings.encoder import Progress
from embeddings.encoders import choose_model
from embeddings.index import Index
from embeddings.model import Prompts

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample"
SETTINGS = Config(model=ModelSettings(name="hashed-words"), ask=AskSettings(rerank=False))  # no model matters here
ARTICLES = (
    "ashel-dam-filling.txt",
    "marrowby-library-closing.md",
    "pale-brood-hives.txt",
    "tollane-ferry-survey.html",
    "yang-moscow-security-talks.txt",
)
QUESTIONS = (
    "What did Ilse Corvane say about raising fares?",
    "what did Zhu Feng say about an alliance?",
    "Is the dam safe at its present height?",
    "When is the library closed?",
    "What did Beatrix Nolle say about the height of the dam?",
    "how many bees died in the hives?",
    "what did Barack Obama say about the ferry?",
)
QUOTATION = "The dam is safe at its present height, and the lake should be filled this winter"
Told = TypeVar("Told")


class Unseen:
    """A reporter for nobody."""

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Progress]:
        """Count nothing."""
        del name, total
        yield lambda _: None


@dataclass(slots=True)
class Scene:
    """A corpus that can be in version 0 or 1, and an index of it; `attributor` is loaded once."""

    folder: Path
    attributor: Attributor = field(default_factory=lambda: open_attributor(None))

    def __post_init__(self) -> None:
        """Load what copies of this process would each load anew."""
        for name in ("faiss", "tantivy", "trafilatura", "filelock", "rapidfuzz.distance", "rapidfuzz.fuzz"):
            importlib.import_module(name)
        for name in ARTICLES:
            self.attributor.attribute(read_article(SAMPLE / name, identifier=name).paragraphs)

    @property
    def articles(self) -> Path:
        """The corpus."""
        return self.folder / "articles"

    @property
    def home(self) -> Path:
        """The index."""
        return self.folder / "index"

    def write(self, version: int) -> None:
        """Put the corpus into a version: some articles change, one comes, one goes."""
        shutil.rmtree(self.articles, ignore_errors=True)
        self.articles.mkdir()
        for name in ARTICLES:
            shutil.copy(SAMPLE / name, self.articles)
        if version == 0:
            return
        for name, old, new in (
            ("ashel-dam-filling.txt", "seven weeks", "eleven weeks"),
            ("marrowby-library-closing.md", "library", "reading room"),
        ):
            file = self.articles / name
            file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        (self.articles / "pale-brood-hives.txt").unlink()
        (self.articles / "hives.txt").write_text(
            "Hives of Pellworth recover\n\nMore than two hundred bees were counted in each of the hives on Monday.\n",
            encoding="utf-8",
        )

    def build(self, home: Path | None = None) -> None:
        """What `pullquote build` does, without loading the speaker model anew."""
        recipe = Recipe(choose_model("hashed-words", Prompts()), Reading(self.attributor), "reliability", 2)
        build([self.articles], home or self.home, recipe, Unseen())


def fingerprint(home: Path) -> str:
    """What the index answers: every passage of every question with its place and speakers, as a hash."""
    engine = Engine(SETTINGS, home)
    told: list[object] = [repr(engine.verify(QUOTATION))]
    for answer in map(engine.answer, map(Question, QUESTIONS)):
        told.append((answer.reason, answer.people))
        for passage in (*answer.passages, *answer.closest):
            told.append((_cited(passage.paragraph, passage.speakers), passage.highlights))
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def quoted(home: Path) -> frozenset[str]:
    """The passages that the questions get, each with its citation and its speakers."""
    engine = Engine(SETTINGS, home)
    answers = [engine.answer(Question(text)) for text in QUESTIONS]
    return frozenset(_cited(p.paragraph, p.speakers) for a in answers for p in (*a.passages, *a.closest))


def held(home: Path) -> frozenset[str]:
    """All passages of the index, likewise."""
    store = Index.open(home).store
    return frozenset(_cited(paragraph, store.attributions(paragraph)) for _, paragraph in store.rows())


def _cited(paragraph: Paragraph, speakers: tuple[Attribution, ...]) -> str:
    return repr(
        (paragraph.document, paragraph.document.text, paragraph.ordinal, paragraph.start, paragraph.text, speakers)
    )


def apart(work: Callable[[], Told], *, kill_after: float | None = None) -> Told | BaseException | int:
    """What the work returns or raises, done by a copy of this process; the signal's number where that ended by one.

    Nothing of it stays behind: not a thread, not an open file, not a damaged library.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(_outcome(work), pipe)
        os._exit(0)
    os.close(writing)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else pickle.loads(said)


def _outcome(work: Callable[[], Told]) -> Told | BaseException:
    try:
        return work()
    except BaseException as error:
        return type(error)(str(error)) if isinstance(error, Exception) else RuntimeError(repr(error))
