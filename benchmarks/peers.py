"""What Pullquote is measured against, run by the Python of an environment of its own; it imports nothing of Pullquote.

    PYTHON benchmarks/peers.py {txtai|plain} build FOLDER MODEL < passages     JSON strings, one a line
    PYTHON benchmarks/peers.py {txtai|plain} ask FOLDER MODEL < questions      seconds and places, one object a line

`txtai` is its hybrid of BM25 and vectors, saved and loaded as its handbook tells. `plain` is sentence-transformers with
a flat FAISS index. Both read the model from the folder MODEL and answer with one thread.
"""

import json
import os
import sys
import time
from pathlib import Path

if "ask" in sys.argv[1:3]:
    os.environ.update(OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
_PASSAGES = 10


class Txtai:
    """A hybrid index by txtai."""

    def __init__(self, model: str) -> None:
        from txtai import Embeddings

        self._index = Embeddings(path=model, content=True, hybrid=True)

    def build(self, passages: list[str], folder: Path) -> None:
        """Index the passages and save."""
        self._index.index(list(enumerate(passages)))
        self._index.save(str(folder))

    def load(self, folder: Path) -> None:
        """Open what was saved."""
        self._index.load(str(folder))

    def ask(self, question: str) -> list[int]:
        """The places of the best passages."""
        return [int(found["id"]) for found in self._index.search(question, _PASSAGES)]


class Plain:
    """sentence-transformers and a flat FAISS index."""

    def __init__(self, model: str) -> None:
        import faiss
        import torch
        from sentence_transformers import SentenceTransformer

        if "ask" in sys.argv[1:3]:
            torch.set_num_threads(1)
        self._faiss = faiss
        self._model = SentenceTransformer(model)

    def build(self, passages: list[str], folder: Path) -> None:
        """Index the passages and save."""
        vectors = self._model.encode(passages, normalize_embeddings=True)
        index = self._faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        folder.mkdir(parents=True, exist_ok=True)
        self._faiss.write_index(index, str(folder / "vectors.faiss"))
        (folder / "passages.json").write_text(json.dumps(passages), encoding="utf-8")

    def load(self, folder: Path) -> None:
        """Open what was saved."""
        self._index = self._faiss.read_index(str(folder / "vectors.faiss"))
        self._passages = json.loads((folder / "passages.json").read_text(encoding="utf-8"))

    def ask(self, question: str) -> list[int]:
        """The places of the best passages."""
        vectors = self._model.encode([question], normalize_embeddings=True)
        return [int(place) for place in self._index.search(vectors, _PASSAGES)[1][0]]


def main(peer: str, command: str, folder: str, model: str) -> None:
    """Build from, or answer, the lines of standard input."""
    opened = {"txtai": Txtai, "plain": Plain}[peer](model)
    if command == "build":
        opened.build([json.loads(line) for line in sys.stdin], Path(folder))
        return
    opened.load(Path(folder))
    for line in sys.stdin:
        started = time.perf_counter()
        found = opened.ask(json.loads(line))
        print(json.dumps({"seconds": time.perf_counter() - started, "found": found}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
