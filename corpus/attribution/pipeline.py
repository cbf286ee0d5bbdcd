"""The spaCy pipeline: loaded when the first article is read, without what nobody reads."""

import contextlib
import json
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from corpus.errors import ModelError

_UNUSED = ["lemmatizer", "senter", "textcat"]
_NEEDED = {"parser", "tagger", "ner"}


class Pipeline:
    """A named spaCy pipeline. Another process gets its name and loads it itself."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._loaded: Any = None
        self._threads: Any = None

    def __reduce__(self) -> tuple[type["Pipeline"], tuple[str]]:
        return Pipeline, (self.name,)

    @contextlib.contextmanager
    def running(self) -> Iterator[Any]:
        """The loaded pipeline, on one thread. Raises ModelError where it cannot be loaded."""
        if self._loaded is None:
            from threadpoolctl import ThreadpoolController

            self._loaded, self._threads = _load(self.name), ThreadpoolController()
        with self._threads.limit(limits=1, user_api="blas"):  # two wait for each other longer than they work
            yield self._loaded

    def described(self) -> str:
        """Its language, name and version, from what it says of itself; nothing is loaded."""
        meta = _meta(self.name)
        if meta["lang"] != "en" or not set(meta["components"]) >= _NEEDED:
            raise ModelError(
                f"the spaCy pipeline {self.name} lacks an English parser, tagger or entity recogniser;"
                " name another one in the setting attribution.pipeline"
            )
        return f"{meta['lang']}_{meta['name']} {meta['version']}"


def _load(name: str) -> Any:
    with _without_baggage():
        import spacy  # a second: not before an article is to be read
    try:
        return _quickened(spacy.load(name, exclude=_UNUSED))
    except (OSError, ImportError, ValueError) as error:
        raise _unusable(name) from error


def _quickened(pipeline: Any) -> Any:
    """The pipeline with the same annotations sooner: numpy's matrix products, and only the rules that are read."""
    from thinc.backends import NumpyOps

    products = NumpyOps(use_blis=False)
    for _, component in pipeline.pipeline:
        for node in component.model.walk() if hasattr(component, "model") else ():
            node.ops = products
    if "attribute_ruler" in pipeline.pipe_names:
        ruler = pipeline.get_pipe("attribute_ruler")
        read = [pattern for pattern in ruler.patterns if pattern["attrs"].keys() & {"TAG", "POS"}]
        ruler.clear()
        ruler.add_patterns(read)  # lemmas and morphology are left out
    return pipeline


def _meta(name: str) -> dict[str, Any]:
    try:
        spec = find_spec(name) if name.isidentifier() else None
        folder = Path(name) if spec is None or spec.origin is None else Path(spec.origin).parent
        meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unusable(name) from error
    return {"components": meta.get("pipeline", []), **meta}


def _unusable(name: str) -> ModelError:
    return ModelError(
        f"the spaCy pipeline {name} cannot be loaded; install it or empty the setting attribution.pipeline"
    )


@contextlib.contextmanager
def _without_baggage() -> Iterator[None]:
    """Hide what spaCy would import for nothing: torch, which takes 3 s, and its own command line, a second."""
    info = ModuleType("spacy.cli.info")
    info.info = None  # type: ignore[attr-defined]  # all that spaCy wants of it
    baggage = {"torch": None, "spacy.cli": ModuleType("spacy.cli"), "spacy.cli.info": info}
    hidden = {name: module for name, module in baggage.items() if name not in sys.modules}
    sys.modules.update(hidden)  # type: ignore[arg-type]  # None makes an import fail
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
