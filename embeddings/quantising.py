"""Matrices in whole numbers, for graphs that spend their time on fetching weights.

What is multiplied with a matrix is rounded too, by one step for all of it; so the largest of its parts are made smaller
and their weights larger first (Xiao et al. 2023, "SmoothQuant: accurate and efficient post-training quantization").
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float32]
_LEVELS = 63  # of a weight, on each side of 0: with more, sums overflow on processors without VNNI
_LEAST = 1e-5


@dataclass(frozen=True, slots=True)
class Quantised:
    """A matrix of shape (inputs, outputs): `levels` times `steps`, for inputs that were multiplied by `shares`."""

    shares: Reals  # shape (inputs,)
    levels: NDArray[np.int8]
    steps: Reals  # shape (outputs,)


def quantise(matrix: Reals, reach: Reals) -> Quantised:
    """The matrix in whole numbers, for inputs that reach so far from 0, shape (inputs,)."""
    shares = np.sqrt(np.maximum(np.abs(matrix).max(axis=1), _LEAST) / np.maximum(reach, _LEAST))
    matrix = matrix / shares[:, None]
    steps = np.maximum(np.abs(matrix).max(axis=0), _LEAST) / _LEVELS
    return Quantised(shares, np.round(matrix / steps).astype(np.int8), steps)


def reaches(loaded: Any, layers: Sequence[str], texts: Sequence[str]) -> dict[str, Reals]:
    """How far from 0 what goes into each of these layers of a sentence-transformers model gets over some texts."""
    found: dict[str, Reals] = {}

    def watch(name: str) -> Any:
        def note(_: Any, inputs: Any) -> None:
            reach = inputs[0].abs().flatten(0, -2).amax(0).float().cpu().numpy()
            found[name] = np.maximum(found.get(name, 0), reach)

        return loaded[0].auto_model.get_submodule(name).register_forward_pre_hook(note)

    watched = [watch(name) for name in layers]
    try:
        loaded.encode(list(texts), show_progress_bar=False)
    finally:
        for each in watched:
            each.remove()
    return found
