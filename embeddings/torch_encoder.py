"""The model as sentence-transformers runs it: for building, and for models that cannot be exported."""

import copy
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from corpus.cores import available_cores
from corpus.errors import ModelError
from embeddings.encoder import Progress, Vectors, unit_length
from embeddings.model import Model

_CHUNK = 1024  # paragraphs between two reports of progress where the library makes the batches
_BATCH = 32
_TOKENS = 1024  # that a core takes at once, padding included: more leave its cache

Features = dict[str, Any]  # what a model takes; its tensors have the shape (texts, tokens)


class TorchEncoder:
    """Loads the model when it is first used: a rebuild that encodes nothing needs no torch."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._loaded: Any = None
        self._short: Any = None

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self.sentence_transformer().get_embedding_dimension())

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, in order."""
        return _encode(self.sentence_transformer(), [self._model.prompts.question + text for text in texts])

    def encode_paragraphs(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """Vectors of paragraphs, in order; those of like length together, so that there is little padding."""
        prompted = [self._model.prompts.paragraph + text for text in texts]
        model = self._quick()
        features = model.preprocess(prompted) if model.device.type == "cpu" and texts else {}
        if _can_be_parted(features):
            return _by_cores(model, features, self.dimension, progress)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for first in range(0, len(texts), _CHUNK):
            chunk = slice(first, first + _CHUNK)
            vectors[chunk] = _encode(model, prompted[chunk])
            progress(len(prompted[chunk]))
        return vectors

    def sentence_transformer(self) -> Any:
        """The loaded model."""
        if self._loaded is None:
            self._loaded = _load(self._model)
        return self._loaded

    def _quick(self) -> Any:
        """The model for paragraphs: in bfloat16 where the machine multiplies that by itself, twice as fast or more."""
        if self._short is None:
            model = self.sentence_transformer()
            self._short = _shortened(model) if _is_quick_in_bfloat16(model.device.type) else model
        return self._short


def _encode(model: Any, texts: list[str]) -> Vectors:
    found = model.encode(texts, batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True)
    return unit_length(np.asarray(found, dtype=np.float32))


def _by_cores(model: Any, features: Features, dimension: int, progress: Progress) -> Vectors:
    """One thread a core, each with batches of its own: threads that share one wait for each other."""
    import torch

    model.eval()
    vectors = np.zeros((len(features["input_ids"]), dimension), dtype=np.float32)
    batches = iter(list(_batches(features["attention_mask"].sum(1).tolist())))  # a list's can be shared by threads
    telling = Lock()

    def work() -> None:
        torch.set_num_threads(1)
        with torch.inference_mode():
            for places, longest in batches:
                found = model(_part(features, places, longest))["sentence_embedding"]
                vectors[places] = found[:, :dimension].float().numpy()
                with telling:
                    progress(len(places))

    with ThreadPoolExecutor(available_cores()) as pool:
        working = [pool.submit(work) for _ in range(available_cores())]
        try:
            wait(working, return_when=FIRST_EXCEPTION)
        finally:
            deque(batches, maxlen=0)  # after an error or Ctrl-C nobody takes another one
    for done in working:
        done.result()
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


def _shortened(model: Any) -> Any:
    """The model in bfloat16; its vectors' cosines to the others are 0.9999."""
    import torch

    return copy.deepcopy(model).to(torch.bfloat16)


def _is_quick_in_bfloat16(device: str) -> bool:
    import torch

    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return device == "cpu" and has_bfloat16(Path("/proc/cpuinfo"))


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
