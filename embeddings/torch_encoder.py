"""The model as sentence-transformers runs it: for building, and for models that cannot be exported."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from corpus.cores import available_cores
from corpus.errors import ModelError
from embeddings.encoder import Progress, Vectors, unit_length
from embeddings.model import Model

_CHUNK = 1024  # paragraphs that go to a graphics card between two reports of progress
_BATCH = 32
_TOKENS = 1024  # that a core takes at once, padding included: more leave its cache

Features = dict[str, Any]  # what a model takes; its tensors have the shape (texts, tokens)


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
        """Vectors of paragraphs, in order; those of like length together, so that there is little padding."""
        prompted = [self._model.prompts.paragraph + text for text in texts]
        device = self.sentence_transformer().device.type
        features = self.sentence_transformer().preprocess(prompted) if device == "cpu" and texts else {}
        if _can_be_parted(features):
            return self._encode_by_cores(features, progress)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for first in range(0, len(texts), _CHUNK):
            chunk = slice(first, first + _CHUNK)
            with _short_floats(device):
                vectors[chunk] = self._encode(prompted[chunk])
            progress(len(prompted[chunk]))
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

    def _encode_by_cores(self, features: Features, progress: Progress) -> Vectors:
        """One thread a core, each with batches of its own: threads that share one wait for each other."""
        import torch

        model = self.sentence_transformer().eval()
        vectors = np.zeros((len(features["input_ids"]), self.dimension), dtype=np.float32)
        batches = iter(list(_batches(features["attention_mask"].sum(1).tolist())))  # a list's can be shared by threads
        telling = Lock()

        def work() -> None:
            torch.set_num_threads(1)
            with torch.inference_mode(), _short_floats("cpu"):
                for places, longest in batches:
                    vectors[places] = model(_part(features, places, longest))["sentence_embedding"].float().numpy()
                    with telling:
                        progress(len(places))

        with ThreadPoolExecutor(available_cores()) as pool:
            try:
                for done in [pool.submit(work) for _ in range(available_cores())]:
                    done.result()
            finally:
                deque(batches, maxlen=0)  # after Ctrl-C nobody takes another one
        return unit_length(vectors)


def _can_be_parted(features: Features) -> bool:
    """Whether the features of a text can be taken out of those of many: each begins on the left and is padded."""
    import torch

    mask = features.get("attention_mask")
    if mask is None or "input_ids" not in features or not bool(mask[:, 0].all()):
        return False
    tensors = [value for value in features.values() if isinstance(value, torch.Tensor)]
    return all(tensor.shape == mask.shape for tensor in tensors)


def _part(features: Features, places: list[int], longest: int) -> Features:
    """The features of some texts, which have at most so many tokens."""
    import torch

    return {
        name: value[places, :longest] if isinstance(value, torch.Tensor) else value for name, value in features.items()
    }


def _batches(lengths: Sequence[int]) -> Iterator[tuple[list[int], int]]:
    """Places of texts of like length that go through the model together, and their longest; the longest first."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda place: -lengths[place]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > _TOKENS:
            yield batch, lengths[batch[0]]
            batch = []
        batch.append(place)
    if batch:
        yield batch, lengths[batch[0]]


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
