"""The spaCy pipeline: loaded when the first article is read."""

import contextlib
import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from corpus.errors import ModelError

_NEEDED = {"parser", "tagger", "ner"}


class Pipeline:
    """A named spaCy pipeline. Another process gets its name and loads it itself."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._loaded: Any = None
        self._threads: Any = None

    def __reduce__(self) -> tuple[type["Pipeline"], tuple[str]]:
        return Pipeline, (self.name,)

    @property
    def is_loaded(self) -> bool:
        """Whether running it needs no more loading."""
        return self._loaded is not None

    @contextlib.contextmanager
    def running(self) -> Iterator[Any]:
        """The loaded pipeline, on one thread. Raises ModelError where it cannot be loaded."""
        self.load()
        with self._threads.limit(limits=1, user_api="blas"):  # two wait for each other longer than they work
            yield self._loaded

    def load(self) -> None:
        """Load it unless that was done. Raises ModelError where it cannot be loaded."""
        if self._loaded is not None:
            return
        from corpus.attribution import loading

        try:
            loaded = loading.load(self.name, _folder(self.name))
        except (OSError, ImportError, ValueError) as error:
            raise _unusable(self.name) from error
        from threadpoolctl import ThreadpoolController

        self._loaded, self._threads = loaded, ThreadpoolController()

    def described(self) -> str:
        """Its language, name and version, from what it says of itself; nothing is loaded."""
        meta = _meta(self.name)
        if meta["lang"] != "en" or not set(meta["components"]) >= _NEEDED:
            raise ModelError(
                f"the spaCy pipeline {self.name} lacks an English parser, tagger or entity recogniser;"
                " name another one in the setting attribution.pipeline"
            )
        return f"{meta['lang']}_{meta['name']} {meta['version']}"


def _meta(name: str) -> dict[str, Any]:
    try:
        meta: dict[str, Any] = json.loads((_folder(name) / "meta.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unusable(name) from error
    return {"components": meta.get("pipeline", []), **meta}


def _folder(name: str) -> Path:
    spec = find_spec(name) if name.isidentifier() else None
    return Path(name) if spec is None or spec.origin is None else Path(spec.origin).parent


def _unusable(name: str) -> ModelError:
    return ModelError(
        f"the spaCy pipeline {name} cannot be loaded; install it or empty the setting attribution.pipeline"
    )
