"""How long a rebuild takes after one article changed: `python -m benchmarks.rebuild FOLDER --articles 10000`.

Every rebuild is `pullquote build` as a person runs it, in a fresh process, after another article got other news.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.generate_corpus import write_article
from benchmarks.vocabulary import read_vocabulary


def write_articles(folder: Path, count: int, paragraphs: int) -> None:
    """So many articles of at most so many paragraphs."""
    vocabulary = read_vocabulary()
    for number in range(count):
        article = write_article(vocabulary, number, most=paragraphs)
        file = folder / article.name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(article.text, encoding="utf-8")


def rebuild(folder: Path, model: str) -> float:
    """Build and say how long it took, in seconds."""
    settings = folder / "config.toml"
    settings.write_text(f'[model]\nname = "{model}"\n', encoding="utf-8")
    command = [sys.executable, "-m", "bot", "build", str(folder / "articles"), "--index", str(folder / "index")]
    begun = time.perf_counter()
    subprocess.run([*command, "--config", str(settings)], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main() -> None:
    """Build once, then change one article after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--paragraphs", type=int, default=10, help="in an article, at most (10)")
    parser.add_argument("--model", default="all-MiniLM-L6-v2")
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    write_articles(options.folder / "articles", options.articles, options.paragraphs)
    first, vocabulary, took = rebuild(options.folder, options.model), read_vocabulary(), []
    for turn in range(1, options.times + 1):
        changed = write_article(vocabulary, turn, most=options.paragraphs, version=turn)
        (options.folder / "articles" / changed.name).write_text(changed.text, encoding="utf-8")
        took.append(round(rebuild(options.folder, options.model), 2))
    nothing = rebuild(options.folder, options.model)
    facts = {"articles": options.articles, "first_s": round(first, 1), "rebuilds_s": took}
    print(json.dumps({**facts, "median_s": statistics.median(took), "without_a_change_s": round(nothing, 2)}))


if __name__ == "__main__":
    main()
