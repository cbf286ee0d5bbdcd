"""How long a rebuild takes after one article changed: `python -m benchmarks.rebuild FOLDER --articles 10000`.

Every rebuild is `pullquote build` as a person runs it, in a fresh process: after articles got other news, after one
came and after one went. Medians, and the highest peak of memory of any process.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generate_corpus import Article, write_article
from benchmarks.vocabulary import Vocabulary, read_vocabulary

_QUICK = "hashed-words"


@dataclass(frozen=True, slots=True)
class Run:
    """What one process of `pullquote build` took, with those that it started."""

    wall_s: float
    processor_s: float
    peak_megabytes: int


@dataclass(frozen=True, slots=True)
class Builder:
    """A checkout of the project with an index of its own."""

    tree: Path
    index: Path

    def build(self, articles: Path, model: str) -> Run:
        """Run a build and measure it."""
        settings = self.index.with_name("config.toml")
        settings.write_text(f'[model]\nname = "{model}"\n', encoding="utf-8")
        command = [sys.executable, "-m", "bot", "build", str(articles), "--index", str(self.index)]
        environment = {**os.environ, "PYTHONPATH": str(self.tree)}
        begun = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--config", str(settings)], stdout=subprocess.DEVNULL, env=environment, cwd=self.tree
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss // 1000)


def write_articles(folder: Path, count: int, paragraphs: int) -> None:
    """So many articles of at most so many paragraphs."""
    vocabulary = read_vocabulary()
    for number in range(count):
        _put(folder, write_article(vocabulary, number, most=paragraphs))


def edits(folder: Path, vocabulary: Vocabulary, options: argparse.Namespace) -> Iterator[str]:
    """Change the corpus step by step; what was done."""
    for turn in range(1, options.times + 1):
        _put(folder, write_article(vocabulary, turn, most=options.paragraphs, version=turn))
        yield "changed"
    for turn in range(options.times):
        added = _put(folder, write_article(vocabulary, options.articles + turn, most=options.paragraphs))
        yield "added"
        added.unlink()
        yield "removed"
    for _ in range(options.times):
        yield "nothing"


def main() -> None:
    """Build once, then edit and build again, each checkout in its turn."""
    options = _options()
    folder, vocabulary = options.folder / "articles", read_vocabulary()
    write_articles(folder, options.articles, options.paragraphs)
    builders = _builders(options)
    took: dict[tuple[str, str], list[Run]] = {}
    for edit in edits(folder, vocabulary, options):
        for builder in builders:
            run = builder.build(folder, options.model)
            took.setdefault((builder.index.name, edit), []).append(run)
    for (name, edit), runs in took.items():
        print(json.dumps({"checkout": name, "edit": edit, "articles": options.articles, **_medians(runs)}))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--paragraphs", type=int, default=10, help="in an article, at most (10)")
    parser.add_argument("--model", default="all-MiniLM-L6-v2", help=f"or {_QUICK}, which is quick (all-MiniLM-L6-v2)")
    parser.add_argument(
        "--stand-in", action="store_true", help="hashed words for the first build, which else takes long"
    )
    parser.add_argument("--against", type=Path, help="another checkout, which takes turns with this one")
    parser.add_argument("--times", type=int, default=5)
    return parser.parse_args()


def _builders(options: argparse.Namespace) -> list[Builder]:
    """Each with an index; both begin with the same one, and one built earlier is gone on with."""
    here = Builder(Path(__file__).parents[1], options.folder / "index")
    builders = [here] if options.against is None else [here, Builder(options.against.resolve(), _other(here.index))]
    for builder in builders:
        builder.index.parent.mkdir(parents=True, exist_ok=True)
    if not here.index.exists():
        here.build(options.folder / "articles", _QUICK if options.stand_in else options.model)
        if options.stand_in:  # in a process of its own: those started later would be told to need its memory
            dressing = [sys.executable, "-m", "benchmarks.stand_in", str(here.index), options.model]
            subprocess.run(dressing, check=True, cwd=here.tree)
    if len(builders) > 1 and not builders[1].index.exists():
        shutil.copytree(here.index, builders[1].index)
    for builder in builders:
        builder.build(options.folder / "articles", options.model)
    return builders


def _other(index: Path) -> Path:
    return index.with_name("index-against")


def _put(folder: Path, article: Article) -> Path:
    file = folder / article.name
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists() or file.read_text(encoding="utf-8") != article.text:
        file.write_text(article.text, encoding="utf-8")
    return file


def _medians(runs: list[Run]) -> dict[str, object]:
    walls = [round(run.wall_s, 2) for run in runs]
    return {
        "wall_s": round(statistics.median(walls), 2),
        "walls_s": walls,
        "processor_s": round(statistics.median(run.processor_s for run in runs), 2),
        "peak_megabytes": max(run.peak_megabytes for run in runs),
    }


if __name__ == "__main__":
    main()
