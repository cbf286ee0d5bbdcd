"""What an approximate dense index finds and costs: `python -m benchmarks.nearest INDEX`.

The vectors of an index that is there, 256 sentences of its paragraphs as questions, one thread: recall@10 against exact
search and milliseconds a question, of inverted lists as a build lays them out and of a graph (Malkov and Yashunin 2018,
HNSW), which is not used, since rows cannot be taken out of it.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.approximate import ApproximateIndex, K, exact_cosines, lay_out, recalls
from embeddings.dense import corpus_sentences
from embeddings.encoder import Vectors
from embeddings.index import VECTORS, Index
from embeddings.vector_file import mapped

_SHARES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)  # of the lists, that a question looks into
_LINKS = 32  # of a row in the graph
_CANDIDATES = (32, 64, 128, 256, 512)  # that a search in the graph keeps
Search = Callable[[Vectors], NDArray[np.int64]]


def lists(vectors: Vectors) -> Iterator[tuple[dict[str, object], Search]]:
    """Searches that look into more and more lists."""
    rows, dimension = vectors.shape
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lists"
        fact = lay_out(file, vectors, threads=1)
        index = ApproximateIndex(file, fact, rows=rows, dimension=dimension)
        for share in _SHARES:
            probes = max(1, round(share * fact.lists))
            told = {"index": "lists", "looked into": probes, "of": fact.lists}
            yield told, lambda question, probes=probes: index.propose_from(question, K, probes)


def graph(vectors: Vectors) -> Iterator[tuple[dict[str, object], Search]]:
    """Searches in a graph that keep more and more candidates."""
    index = faiss.IndexHNSWSQ(vectors.shape[1], faiss.ScalarQuantizer.QT_8bit, _LINKS, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = 4 * _LINKS
    index.train(vectors)
    begun = time.perf_counter()
    index.add(vectors)
    took = round(time.perf_counter() - begun, 1)
    for candidates in _CANDIDATES:
        parameters: Any = faiss.SearchParametersHNSW(efSearch=candidates)
        told = {"index": "graph", "candidates": candidates, "build_s": took}
        yield told, lambda question, parameters=parameters: index.search(question, 2 * K, params=parameters)[1]


def main() -> None:
    """Measure, and print a line for each search."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    opened = Index.open(parser.parse_args().index)
    vectors = np.ascontiguousarray(mapped(opened.folder / VECTORS, opened.vectors.dimension))
    questions = opened.encoder().encode_questions(corpus_sentences(opened.store, len(vectors)))
    nearest = exact_cosines(vectors, questions)
    faiss.omp_set_num_threads(1)
    for searches in (lists(vectors), graph(vectors)):
        for told, search in searches:
            begun = time.perf_counter()
            rows = np.vstack([search(question[None]) for question in questions])
            took = 1000 * (time.perf_counter() - begun) / len(questions)
            recall = float(recalls(vectors, questions, rows, nearest).mean())
            print(json.dumps({**told, "rows": len(vectors), "recall": round(recall, 4), "ms": round(took, 2)}))
    opened.close()


if __name__ == "__main__":
    main()
