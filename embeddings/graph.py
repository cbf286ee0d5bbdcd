"""The model as a graph that runs without torch: how it is exported, and where it lies."""

import contextlib
import io
import logging
import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from corpus.errors import IndexDamaged, IndexMismatch
from embeddings import bert_graph
from embeddings.encoder import Encoder, Vectors
from embeddings.generations import flush, flush_folder
from embeddings.manifest import FileFact, ModelFact, check_files, describe_files
from embeddings.model import Model, Prompts, find_model
from embeddings.torch_encoder import TorchEncoder

FORMAT = 3
GRAPH = "model.onnx"
QUESTIONS = "questions.onnx"  # the same with weights in whole numbers
TOKENIZER = "tokenizer.json"
DESCRIPTION = "encoder.json"
Writer = Callable[[Any, Path, Path], tuple[str, ...]]  # of a loaded model into files; the names of the graph's inputs
AGREEMENT = 0.9999  # the least cosine between torch's vectors and the graph's
NEAR = 0.995  # likewise of the graph for questions
_PROBES = (
    "What did the harbour master say about the ferry?",
    "“We have no plans to close it,” she said on Monday, “and we never had.”",
    "The council voted 14 to 3 for the new bridge. " * 40,
)


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """What the runtime must know of an exported model."""

    format: int
    name: str
    fingerprint: str
    dimension: int
    longest: int  # tokens
    question_prompt: str
    inputs: tuple[str, ...] = ()  # none: there is no graph, and sentence-transformers runs the model
    quantised: bool = False  # there is another graph for questions
    files: dict[str, FileFact] = {}


def export(encoder: TorchEncoder, folder: Path, model: Model) -> Description:
    """Write the graph, its tokenizer and its description; the folder appears whole or not at all.

    A model that cannot be exported, or whose graph disagrees with it, gets a description without a graph.
    """
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    loaded = encoder.sentence_transformer()
    described = Description(
        format=FORMAT,
        name=model.name,
        fingerprint=model.fingerprint,
        dimension=encoder.dimension,
        longest=int(loaded.max_seq_length or 512),
        question_prompt=model.prompts.question,
    )
    described = _with_graph(loaded, partial, described, encoder) or described
    described = msgspec.structs.replace(described, files=describe_files(partial))
    (partial / DESCRIPTION).write_bytes(msgspec.json.format(msgspec.json.encode(described)))
    flush(partial)
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    flush_folder(folder.parent)
    return described


def description(folder: Path) -> Description | None:
    """What the folder says of the model in it; None where it cannot be read."""
    try:
        return msgspec.json.decode((folder / DESCRIPTION).read_bytes(), type=Description)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def open_exported(folder: Path, model: ModelFact) -> Encoder:
    """The encoder of an index: the graph, or sentence-transformers where the model has none.

    Raises IndexDamaged, or IndexMismatch where the model has changed since the build.
    """
    from embeddings.onnx_encoder import OnnxEncoder

    described = description(folder)
    if described is None:
        raise IndexDamaged(f"the encoder in {folder} is missing or damaged; run `pullquote build --fresh`")
    if described.format != FORMAT:
        raise IndexMismatch(f"the model in {folder} was exported for another version; run `pullquote build`")
    if (described.fingerprint, described.dimension) != (model.fingerprint, model.dimension):
        raise IndexMismatch(f"the encoder in {folder} is not the index's; run `pullquote build --fresh`")
    check_files(folder, described.files)
    if described.inputs:
        return OnnxEncoder(folder, described, paragraph_prompt=model.paragraph_prompt)
    found = find_model(model.name, Prompts(model.question_prompt, model.paragraph_prompt))
    if found.fingerprint != model.fingerprint:
        raise IndexMismatch(f"the model {model.name} has changed since the index was built; run `pullquote build`")
    return TorchEncoder(found)


def is_intact(folder: Path) -> bool:
    """Whether every byte of an exported model is as it was written."""
    described = description(folder)
    if described is None or described.format != FORMAT:
        return False
    try:
        check_files(folder, described.files, deep=True)
    except IndexDamaged:
        return False
    return True


def _with_graph(loaded: Any, folder: Path, described: Description, encoder: TorchEncoder) -> Description | None:
    for write in (bert_graph.write_bert, _write_torch_graph):
        with contextlib.suppress(Exception):  # whatever a foreign model's export raises, the next way may do
            return _agreeing(write, loaded, folder, described, encoder)
        _remove_graph(folder)
    return None


def _agreeing(write: Writer, loaded: Any, folder: Path, described: Description, encoder: TorchEncoder) -> Description:
    from embeddings.onnx_encoder import OnnxEncoder

    loaded.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
    with _quiet():
        inputs = write(loaded, folder / GRAPH, folder / QUESTIONS)
    right = encoder.encode_questions(_PROBES)
    exact = msgspec.structs.replace(described, inputs=inputs)
    if _agreement(OnnxEncoder(folder, exact).encode_questions(_PROBES), right) < AGREEMENT:
        raise ValueError("the graph gives other vectors than the model")
    quantised = msgspec.structs.replace(exact, quantised=True)
    with contextlib.suppress(Exception):  # a processor may lack what that graph needs
        if _agreement(OnnxEncoder(folder, quantised).encode_questions(_PROBES), right) >= NEAR:
            return quantised
    for file in folder.glob(f"{QUESTIONS}*"):
        file.unlink()
    return exact


def _write_torch_graph(loaded: Any, file: Path, _: Path) -> tuple[str, ...]:
    import torch

    class Embedding(torch.nn.Module):
        """All modules of the model, from tokens to one vector a text."""

        def __init__(self, inputs: tuple[str, ...]) -> None:
            super().__init__()
            self.model = loaded
            self.inputs = inputs

        def forward(self, *tensors: Any) -> Any:
            return self.model(dict(zip(self.inputs, tensors, strict=True)))["sentence_embedding"]

    sample = dict(loaded.tokenizer(list(_PROBES[:2]), padding=True, return_tensors="pt"))
    inputs = tuple(name for name in ("input_ids", "attention_mask", "token_type_ids") if name in sample)
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length")
    torch.onnx.export(
        Embedding(inputs).eval(),
        tuple(sample[name] for name in inputs),
        str(file),
        input_names=list(inputs),
        output_names=["vectors"],
        dynamic_shapes=(tuple({0: batch, 1: length} for _ in inputs),),
        dynamo=True,
        external_data=True,
        verbose=False,
    )
    return inputs


def _agreement(one: Vectors, other: Vectors) -> float:
    return float(np.min(np.sum(one * other, axis=1)))


def _remove_graph(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """The exporter prints and warns about its own workings."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
