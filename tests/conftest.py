"""What the tests share: articles of our own, an index of them, and the real data where it is there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.config import Config, ModelSettings
from bot.engine import Engine
from corpus.attribution.attributor import Attributor
from corpus.attribution.opening import open_attributor
from corpus.parallel import Reading
from embeddings.build import Recipe, build
from embeddings.encoder import Progress
from embeddings.encoders import choose_model
from embeddings.model import BUNDLED, Prompts
from embeddings.report import Report

SHARED = Path(__file__).parents[2] / "shared"
SAMPLE = Path(__file__).parents[1] / "corpus" / "sample"
HASHED = Config(model=ModelSettings(name="hashed-words"))
Build = Callable[..., Report]


class Silent:
    """A reporter for nobody; counts what it is told, as a bar would."""

    def __init__(self) -> None:
        self.done: dict[str, int] = {}
        self.totals: dict[str, int] = {}

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Progress]:
        self.totals[name] = total
        self.done[name] = 0

        def count(items: int) -> None:
            self.done[name] += items

        yield count


class ListedNames:
    """Names of speakers without an index."""

    def __init__(self, speakers: list[tuple[str, int]]) -> None:
        self._speakers = sorted(speakers, key=lambda each: (-each[1], each[0]))

    def bearing(self, word: str) -> list[tuple[str, int]]:
        return [(name, count) for name, count in self._speakers if word in name.casefold().split()]

    def name_words(self, letter: str, shortest: int, longest: int) -> list[str]:
        words = {word for name, _ in self._speakers for word in name.casefold().split()}
        return sorted(word for word in words if word[0] == letter and shortest <= len(word) <= longest)


@pytest.fixture(scope="session")
def attributor() -> Attributor:
    return open_attributor(None)


@pytest.fixture(scope="session")
def build_index(attributor: Attributor) -> Build:
    """Builds with the encoder that needs no model, unless told otherwise."""

    def run(
        paths: list[Path], home: Path, *, model: str = "hashed-words", keep: int = 2, fresh: bool = False
    ) -> Report:
        recipe = Recipe(choose_model(model, Prompts()), Reading(attributor), "test", keep, fresh)
        return build(paths, home, recipe, Silent())

    return run


@pytest.fixture(scope="session")
def sample_home(build_index: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample without a model."""
    home = tmp_path_factory.mktemp("sample-hashed")
    build_index([SAMPLE], home)
    return home


@pytest.fixture(scope="session")
def engine(sample_home: Path) -> Engine:
    return Engine(HASHED, sample_home)


@pytest.fixture(scope="session")
def model_home(build_index: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample with the real model."""
    home = tmp_path_factory.mktemp("sample-model")
    build_index([SAMPLE], home, model=BUNDLED)
    return home


@pytest.fixture(scope="session")
def seeds() -> Path:
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip("the two seed articles are not beside the checkout (../shared/seeds)")
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two small articles of our own."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "mill.txt").write_text(
        "Tarrow mill to close in spring\n\n"
        "The last flour mill in Tarrow will close in April, its owner said on Monday.\n\n"
        "Odile Varn, who owns the mill, said the price of wheat had ruined it. “We grind at a loss,” she said.\n\n"
        "Share this article\n",
        encoding="utf-8",
    )
    (folder / "bridge.md").write_text(
        "---\ntitle: A bridge for Tarrow\nsource: Tarrow Herald\ndate: 2024-03-05\nurl: https://example.org/bridge\n---\n\n"
        "# A bridge for Tarrow\n\nThe council voted for a bridge over the Lenn.\n\n"
        "“It will stand for a century,” said Pell Oster, the engineer.\n",
        encoding="utf-8",
    )
    return folder
