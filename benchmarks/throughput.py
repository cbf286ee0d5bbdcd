"""Building side by side with peers: `python -m benchmarks.throughput FOLDER --txtai VENV/bin/python`.

The same paragraphs, the same weights and as many threads; fresh processes, one after the other in turn; medians.
Articles are generated, or are those of --articles; FOLDER takes what the contenders write.
The project reads files, tells who speaks, and writes vectors, postings and rows; the peers encode paragraphs and index
the vectors. Without --txtai only plain sentence-transformers with FAISS is the peer.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.generate_corpus import write_corpus
from corpus.files import list_files
from corpus.readers import read_article
from corpus.records import Kind
from embeddings.model import BUNDLED, Prompts, find_model

_PEERS = Path(__file__).with_name("peers")


def write_paragraphs(file: Path, news: Path) -> int:
    """The paragraphs of body text of some articles, one JSON string a line; how many."""
    read = (read_article(each.path, identifier=each.identifier) for each in list_files([news]).files)
    texts = [p.text for article in read for p in article.paragraphs if p.kind is Kind.BODY]
    file.write_text("".join(json.dumps(text) + "\n" for text in texts), encoding="utf-8")
    return len(texts)


def run(command: list[str], threads: int) -> float:
    """How long a process takes from its start to its end, in seconds."""
    limits = {name: str(threads) for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS")}
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **limits})
    return time.perf_counter() - begun


def main() -> None:
    """Run all in turn and print paragraphs a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=Path, help="a folder of articles, instead of generated ones")
    parser.add_argument("--paragraphs", type=int, default=2_000, help="of generated articles (2000)")
    parser.add_argument("--txtai", type=Path, help="the Python of an environment that holds txtai")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    folder = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    if options.articles is None:
        write_corpus(folder, options.paragraphs)
    news = options.articles or folder / "articles"
    count = write_paragraphs(folder / "paragraphs.jsonl", news)
    weights = str(find_model(BUNDLED, Prompts()).folder)
    given = [str(folder / "paragraphs.jsonl"), weights, str(options.threads)]
    build = [sys.executable, "-m", "benchmarks.one_build", str(news), str(folder / "index")]
    sides = {
        "pullquote": [*build, "--model", BUNDLED],
        "sentence-transformers + FAISS": [sys.executable, str(_PEERS / "plain_index.py"), *given],
    }
    if options.txtai is not None:
        sides["txtai"] = [str(options.txtai), str(_PEERS / "txtai_index.py"), *given]
    took: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(options.times):
        for name, command in sides.items():
            shutil.rmtree(folder / "index", ignore_errors=True)
            took[name].append(run(command, options.threads))
    for name, seconds in took.items():
        middle = statistics.median(seconds)
        facts = {"side": name, "paragraphs": count, "seconds": [round(each, 1) for each in seconds]}
        print(json.dumps({**facts, "median_s": round(middle, 2), "paragraphs_per_s": round(count / middle, 1)}))


if __name__ == "__main__":
    main()
