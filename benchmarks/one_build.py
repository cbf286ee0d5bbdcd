"""One build in a process of its own: `python -m benchmarks.one_build ARTICLES INDEX`; prints what it took as JSON."""

import argparse
import json
import resource
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus.attribution.articles import ArticleAttributor
from corpus.attribution.attributor import Attributor
from corpus.attribution.lexicon import read_lexicon
from corpus.attribution.opening import open_attributor
from corpus.attribution.pattern_reader import PatternReader
from corpus.parallel import Reading
from corpus.records import Attribution, Paragraph
from embeddings.approximate import DenseSettings
from embeddings.build import Recipe, build
from embeddings.encoder import Progress
from embeddings.encoders import choose_model
from embeddings.model import Prompts


class Nobody:
    """Attributes nothing: for sizes at which who speaks is not what is measured."""

    name = "nobody"
    takes_long = False

    def load(self) -> None:
        """There is nothing to load."""

    def attribute(self, paragraphs: Sequence[Paragraph]) -> list[tuple[Attribution, ...]]:
        """No attribution for each paragraph."""
        return [()] * len(paragraphs)


class Clock:
    """How long each stage of a build takes, in seconds."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Progress]:
        """Time a stage."""
        del total
        begun = time.perf_counter()
        yield _ignore
        self.stages[name] = round(time.perf_counter() - begun, 3)


def _ignore(_: int) -> None:
    """Nobody looks."""


def attributor(name: str) -> Attributor:
    """The attributor of this name: grammar, patterns or nobody."""
    lexicon = read_lexicon()
    if name == "patterns":
        return ArticleAttributor("regular expressions", PatternReader(lexicon), lexicon)
    return Nobody() if name == "nobody" else open_attributor(None)


def peak_megabytes(who: int = resource.RUSAGE_SELF) -> int:
    """The most memory that a process has had; of its largest child with RUSAGE_CHILDREN."""
    return resource.getrusage(who).ru_maxrss // 1000


def main() -> None:
    """Build once and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("--model", default="hashed-words")
    parser.add_argument("--speakers", choices=("grammar", "patterns", "nobody"), default="grammar")
    parser.add_argument("--exact-up-to", type=int, default=50_000)
    options = parser.parse_args()
    clock, begun = Clock(), time.perf_counter()
    dense = DenseSettings(exact_up_to=options.exact_up_to)
    reading = Reading(attributor(options.speakers))
    recipe = Recipe(choose_model(options.model, Prompts()), reading, "benchmark", 2, dense=dense)
    report = build([options.articles], options.index, recipe, clock)
    facts = {
        "seconds": round(time.perf_counter() - begun, 3),
        "processor_seconds": round(time.process_time(), 3),
        "stages": clock.stages,
        "peak_megabytes": peak_megabytes(),
        "largest_child_megabytes": peak_megabytes(resource.RUSAGE_CHILDREN),
        "rows": report.encoded + report.reused,
        "changed": report.changed,
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
