"""The model as an exported graph, without torch: for asking."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexDamaged
from embeddings import bert_graph
from embeddings.encoder import Progress, Vectors, unit_length

if TYPE_CHECKING:
    from embeddings.graph import Description

_ROW = 512  # tokens that texts share a row for: what each of them costs grows with the row


class OnnxEncoder:
    """Runs an exported model on one thread: on a busy machine two are slower by far. Safe to share by threads.

    The first question reads the weights where the file is mapped; from the second on they are laid out for the machine.
    """

    def __init__(self, folder: Path, description: "Description", *, paragraph_prompt: str = "") -> None:
        from tokenizers import Tokenizer

        self._folder = folder
        self._description = description
        self._shares_rows = description.inputs == bert_graph.INPUTS
        self._graph = "questions.onnx" if description.quantised else "model.onnx"
        self._questions = self._open(self._graph, prepared=False)
        self._asked = self._prepared = False
        self._paragraphs: Any = None
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # the library raises plain Exceptions
            raise self._damage() from error
        self._tokenizer.enable_truncation(description.longest)
        self._tokenizer.no_padding()
        self._paragraph_prompt = paragraph_prompt

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._description.dimension

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, in order."""
        if self._asked and not self._prepared:
            self._questions, self._prepared = self._open(self._graph, prepared=True), True
        self._asked = True
        return self._encode(self._questions, [self._description.question_prompt + text for text in texts])

    def encode_paragraphs(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """Vectors of paragraphs, in order."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        self._paragraphs = self._paragraphs or self._open("model.onnx", prepared=True)
        vectors = self._encode(self._paragraphs, [self._paragraph_prompt + text for text in texts])
        progress(len(texts))
        return vectors

    def _encode(self, session: Any, texts: Sequence[str]) -> Vectors:
        encoded = [self._tokenizer.encode(text).ids for text in texts]  # a batch would start threads
        rows = _rows(encoded) if self._shares_rows else ([text] for text in encoded)
        found = np.concatenate([self._run(session, row) for row in rows])
        if not np.isfinite(found).all():
            raise self._damage()
        return unit_length(found)

    def _run(self, session: Any, texts: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        feed = bert_graph.feed(texts) if self._shares_rows else _alone(texts[0], self._description.inputs)
        try:
            (vectors,) = session.run(None, feed)
            return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dimension)
        except Exception as error:  # as below
            raise self._damage() from error

    def _open(self, graph: str, *, prepared: bool) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        if not prepared:
            options.enable_cpu_mem_arena = False
            options.add_session_config_entry("session.disable_prepacking", "1")
        if self._shares_rows:  # there is nothing left to fuse
            options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        try:
            return onnxruntime.InferenceSession(str(self._folder / graph), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the library's errors have no common base
            raise self._damage() from error

    def _damage(self) -> IndexDamaged:
        return IndexDamaged(f"the encoder in {self._folder} cannot be opened; run `pullquote build --fresh`")


def _rows(texts: Sequence[Sequence[int]]) -> Iterator[Sequence[Sequence[int]]]:
    """The texts in order, parted so that each part is one row."""
    first, length = 0, 0
    for place, text in enumerate(texts):
        if place > first and length + len(text) > _ROW:
            yield texts[first:place]
            first, length = place, 0
        length += len(text)
    yield texts[first:]


def _alone(text: Sequence[int], inputs: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    values = {name: np.zeros((1, len(text)), dtype=np.int64) for name in inputs}
    values["input_ids"][0], values["attention_mask"][0] = text, 1
    return values
