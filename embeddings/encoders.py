"""Which encoder a model gets: one for building, one for asking."""

from pathlib import Path

from embeddings import hashed_encoder
from embeddings.encoder import Encoder
from embeddings.graph import FORMAT, description, export, is_intact, open_exported
from embeddings.hashed_encoder import HashedEncoder
from embeddings.manifest import ModelFact
from embeddings.model import Model, Prompts, find_model
from embeddings.torch_encoder import TorchEncoder


def choose_model(name: str, prompts: Prompts) -> Model:
    """The model of this name. Raises ModelError where it is missing or altered."""
    if name == hashed_encoder.NAME:
        return Model(name, Path(), hashed_encoder.FINGERPRINT, prompts)
    return find_model(name, prompts)


def building_encoder(model: Model) -> Encoder:
    """The encoder for paragraphs; nothing is loaded before it is used."""
    return HashedEncoder() if model.name == hashed_encoder.NAME else TorchEncoder(model)


def load_encoder(model: Model) -> Encoder:
    """The same with all that it needs loaded, which takes seconds. Raises ModelError."""
    encoder = building_encoder(model)
    _ = encoder.dimension  # known once a model is loaded
    return encoder


def is_exported(model: Model, folder: Path) -> bool:
    """Whether everything that asking needs of the model lies in the folder."""
    found = description(folder)
    return model.name == hashed_encoder.NAME or (found is not None and found.format == FORMAT)


def is_exported_whole(model: Model, folder: Path) -> bool:
    """The same, and nothing of it is damaged."""
    return model.name == hashed_encoder.NAME or is_intact(folder)


def export_encoder(encoder: Encoder, model: Model, folder: Path) -> None:
    """Write what asking needs of the model into the folder."""
    if isinstance(encoder, TorchEncoder):
        export(encoder, folder, model)


def asking_encoder(model: ModelFact, folder: Path) -> Encoder:
    """The encoder for questions. Raises IndexDamaged, or IndexMismatch where the model has changed since the build."""
    if model.name == hashed_encoder.NAME:
        return HashedEncoder()
    return open_exported(folder, model)
