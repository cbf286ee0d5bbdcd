"""Vectors of chance in place of a model's: an index of any size that a rebuild with that model goes on from."""

from pathlib import Path

import msgspec
import numpy as np

from embeddings import generations
from embeddings.encoder import unit_length
from embeddings.encoders import building_encoder, choose_model, export_encoder
from embeddings.index import VECTORS
from embeddings.manifest import ModelFact, describe_files, read_manifest, write_manifest
from embeddings.model import Prompts

_BLOCK = 10_000  # rows


def stand_in(home: Path, name: str) -> None:
    """Make the current generation, one without lists, look as if this model had built it."""
    model = choose_model(name, Prompts())
    encoder, folder = building_encoder(model), generations.current(home)
    export_encoder(encoder, model, generations.encoder_folder(home, model.fingerprint))
    manifest = read_manifest(folder)
    if manifest.dense.lists:
        raise SystemExit("an index this large has lists, which vectors of chance do not fit; ask for fewer articles")
    _write_vectors(folder / VECTORS, manifest.rows, encoder.dimension)
    fact = ModelFact(name, model.fingerprint, encoder.dimension, "", "")
    write_manifest(folder, msgspec.structs.replace(manifest, model=fact, files=describe_files(folder)))


def _write_vectors(file: Path, rows: int, dimension: int) -> None:
    chance = np.random.default_rng(1)
    with file.open("wb") as stream:
        for first in range(0, rows, _BLOCK):
            vectors = chance.standard_normal((min(_BLOCK, rows - first), dimension), dtype=np.float32)
            stream.write(unit_length(vectors).astype("<f4").tobytes())
