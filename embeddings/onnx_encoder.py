"""The model as an exported graph, without torch: for asking."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import IndexDamaged
from embeddings.encoder import Progress, Vectors, unit_length

if TYPE_CHECKING:
    from embeddings.graph import Description


class OnnxEncoder:
    """Runs an exported model on one thread: on a busy machine two are slower by far. Safe to share by threads."""

    def __init__(self, folder: Path, description: "Description") -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # both libraries raise plain Exceptions
            raise IndexDamaged(f"the encoder in {folder} cannot be opened; run `pullquote build --fresh`") from error
        self._tokenizer.enable_truncation(description.longest)
        self._tokenizer.enable_padding()
        self._description = description

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._description.dimension

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, in order."""
        return self._encode([self._description.question_prompt + text for text in texts])

    def encode_paragraphs(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """Vectors of paragraphs, in order."""
        rows = [self._encode([text]) for text in texts]
        progress(len(texts))
        return np.concatenate(rows) if rows else np.zeros((0, self.dimension), dtype=np.float32)

    def _encode(self, texts: list[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch(texts)
        columns = {
            "input_ids": [e.ids for e in encoded],
            "attention_mask": [e.attention_mask for e in encoded],
            "token_type_ids": [e.type_ids for e in encoded],
        }
        feed = {name: np.asarray(columns[name], dtype=np.int64) for name in self._description.inputs}
        (vectors,) = self._session.run(None, feed)
        return unit_length(np.asarray(vectors, dtype=np.float32))
