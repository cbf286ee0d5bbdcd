"""The model as sentence-transformers runs it: for building, and for models that cannot be exported."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ModelError
from embeddings.encoder import Progress, Vectors, unit_length
from embeddings.model import Model

_CHUNK = 128  # paragraphs between two reports of progress
_BATCH = 32


class TorchEncoder:
    """Loads the model when it is first used: a rebuild that encodes nothing needs no torch."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._loaded: Any = None

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self.sentence_transformer().get_embedding_dimension())

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, in order."""
        return self._encode([self._model.prompts.question + text for text in texts])

    def encode_paragraphs(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """Vectors of paragraphs, in order; shortest first through the model, so that batches have little padding."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for first in range(0, len(order), _CHUNK):
            chunk = order[first : first + _CHUNK]
            with _short_floats(self.sentence_transformer().device.type):
                vectors[chunk] = self._encode([self._model.prompts.paragraph + texts[i] for i in chunk])
            progress(len(chunk))
        return vectors

    def sentence_transformer(self) -> Any:
        """The loaded model."""
        if self._loaded is None:
            self._loaded = _load(self._model)
        return self._loaded

    def _encode(self, texts: list[str]) -> Vectors:
        found = self.sentence_transformer().encode(
            texts, batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True
        )
        return unit_length(np.asarray(found, dtype=np.float32))


def _short_floats(device: str) -> AbstractContextManager[object]:
    """Have torch multiply in bfloat16 where the processor does that three times as fast; lengths are mended after.

    Cosines then agree with those of full floats to 0.9999.
    """
    import torch

    if device == "cpu" and not has_bfloat16(Path("/proc/cpuinfo")):
        return nullcontext()
    return torch.autocast(device, dtype=torch.bfloat16) if device in ("cpu", "cuda") else nullcontext()


def has_bfloat16(facts: Path) -> bool:
    """Whether a processor multiplies bfloat16 itself, by the kernel's description of it."""
    try:
        flags = next((line.split() for line in facts.read_text().splitlines() if line.startswith("flags")), [])
    except OSError:  # no Linux
        return False
    return not {"amx_bf16", "avx512_bf16"}.isdisjoint(flags)


def _load(model: Model) -> Any:
    from sentence_transformers import SentenceTransformer  # 3 s with torch, and asking does without
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # loading 90 MB is no long work

    try:
        return SentenceTransformer(
            str(model.folder),
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"{model.folder} cannot be loaded as a sentence-transformers model ({error}); save it again"
        ) from error
