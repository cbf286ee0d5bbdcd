"""A build in a process of its own that is killed at a stage, or while finishing: `killed_build.py CORPUS INDEX STAGE ITEMS`."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.attribution.articles import ArticleAttributor
from corpus.attribution.lexicon import read_lexicon
from corpus.attribution.pattern_reader import PatternReader
from corpus.parallel import Reading
from embeddings.approximate import DenseSettings
from embeddings.build import Recipe, build
from embeddings.encoder import Progress
from embeddings.encoders import choose_model
from embeddings.model import Prompts
from embeddings.store_writer import StoreWriter


class Killing:
    """Ends the process with SIGKILL once so many items of a stage are done."""

    def __init__(self, stage: str, items: int) -> None:
        self._stage = stage
        self._left = items

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Progress]:
        def count(items: int) -> None:
            self._left -= items if name == self._stage else 0
            if self._left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

        yield count


def quick_recipe(*, processes: int = 1, dense: DenseSettings = DenseSettings()) -> Recipe:  # noqa: B008
    """Without a parser and without a model."""
    lexicon = read_lexicon()
    attributor = ArticleAttributor("regular expressions", PatternReader(lexicon), lexicon)
    return Recipe(
        choose_model("hashed-words", Prompts()), Reading(attributor, processes=processes), "test", 2, dense=dense
    )


def kill_after_finishing() -> None:
    """Have the process end once the store is finished and before the generation is described."""
    finish = StoreWriter.finish

    def finish_and_end(writer: StoreWriter) -> None:
        finish(writer)
        os.kill(os.getpid(), signal.SIGKILL)

    StoreWriter.finish = finish_and_end  # type: ignore[method-assign]


if __name__ == "__main__":
    corpus, home, stage, items = sys.argv[1:]
    if stage == "finishing":
        kill_after_finishing()
    build([Path(corpus)], Path(home), quick_recipe(), Killing(stage, int(items)))
