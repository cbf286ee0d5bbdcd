"""Building side by side with peers: `python -m benchmarks.throughput FOLDER --txtai VENV/bin/python`.

The same paragraphs, the same weights and as many threads; fresh processes, one after the other in turn; medians.
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

from benchmarks.generate_corpus import articles, write_corpus
from benchmarks.vocabulary import read_vocabulary
from embeddings.model import BUNDLED, Prompts, find_model

_PEERS = Path(__file__).with_name("peers")


def write_paragraphs(file: Path, count: int) -> None:
    """The paragraphs of body text that the articles hold, one JSON string a line."""
    with file.open("w", encoding="utf-8") as stream:
        for article in articles(read_vocabulary(), count):
            stream.writelines(
                json.dumps(text) + "\n" for text in article.text.strip().split("\n\n")[-article.paragraphs :]
            )


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
    parser.add_argument("--paragraphs", type=int, default=2_000)
    parser.add_argument("--txtai", type=Path, help="the Python of an environment that holds txtai")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    folder = options.folder
    write_corpus(folder, options.paragraphs)
    write_paragraphs(folder / "paragraphs.jsonl", options.paragraphs)
    weights = str(find_model(BUNDLED, Prompts()).folder)
    given = [str(folder / "paragraphs.jsonl"), weights, str(options.threads)]
    build = [sys.executable, "-m", "benchmarks.one_build", str(folder / "articles"), str(folder / "index")]
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
        rate = options.paragraphs / middle
        print(json.dumps({"side": name, "median_s": round(middle, 2), "paragraphs_per_s": round(rate, 1)}))


if __name__ == "__main__":
    main()
