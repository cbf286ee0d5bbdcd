"""An index of hashed words dressed as a model's, of any size, for measuring how long that takes to open, ask and edit.

    python -m benchmarks.stand_in INDEX MODEL

Its vectors get the model's length by zeros behind, so that lists find what they found; what is near means nothing.
"""

import sys
from pathlib import Path

import msgspec
import numpy as np

from embeddings import generations
from embeddings.approximate import DenseFact, lay_out
from embeddings.encoders import building_encoder, choose_model, export_encoder
from embeddings.index import LISTS, VECTORS
from embeddings.manifest import ModelFact, describe_files, read_manifest, write_manifest
from embeddings.model import Prompts
from embeddings.vector_file import mapped

_BLOCK = 10_000  # rows


def stand_in(home: Path, name: str) -> None:
    """Make the current generation look as if this model had built it."""
    model = choose_model(name, Prompts())
    encoder, folder = building_encoder(model), generations.current(home)
    export_encoder(encoder, model, generations.encoder_folder(home, model.fingerprint))
    manifest = read_manifest(folder)
    _widen(folder / VECTORS, manifest.model.dimension, encoder.dimension)
    dense = _dense(folder, manifest.dense, encoder.dimension)
    fact = ModelFact(name, model.fingerprint, encoder.dimension, "", "")
    write_manifest(folder, msgspec.structs.replace(manifest, model=fact, dense=dense, files=describe_files(folder)))


def _widen(file: Path, dimension: int, wider: int) -> None:
    narrow, wide = mapped(file, dimension), file.with_suffix(".wide")
    with wide.open("wb") as stream:
        for first in range(0, len(narrow), _BLOCK):
            block = narrow[first : first + _BLOCK]
            stream.write(np.pad(block, ((0, 0), (0, wider - dimension))).astype("<f4").tobytes())
    wide.replace(file)


def _dense(folder: Path, fact: DenseFact, dimension: int) -> DenseFact:
    if fact.lists:
        lay_out(folder / LISTS, mapped(folder / VECTORS, dimension), threads=1)
    return fact


if __name__ == "__main__":
    stand_in(Path(sys.argv[1]), sys.argv[2])
