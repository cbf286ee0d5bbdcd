"""Loading a spaCy pipeline as quickly as can be, without what nobody reads; the annotations are the same."""

import contextlib
import gc
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from corpus.attribution.parts_of_speech import RememberingRuler, can_be_remembered

_UNUSED = ["lemmatizer", "senter", "textcat"]
_EMPTY = "pullquote.empty_tokenizer.v1"
_RULER, _REMEMBERING = "attribute_ruler", "pullquote_remembering_ruler"
_PLUGINS = "PYDANTIC_DISABLE_PLUGINS"
_USUAL = '"spacy.Tokenizer.v1"'


def load(name: str, folder: Path) -> Any:
    """The pipeline of this name, whose files lie in the folder. Raises what spaCy raises."""
    with _uncollected():
        with _without_baggage():
            import spacy  # half a second: not before an article is to be read
        spacy.registry.tokenizers(_EMPTY, func=_empty_tokenizer)
        spacy.Language.factory(_REMEMBERING, default_config={"rules": []}, func=_remembering_ruler)
        own = {"nlp": {"tokenizer": {"@tokenizers": _EMPTY}}} if _has_usual_tokenizer(folder) else {}
        with _own_entry_points():
            return _quickened(spacy.load(name, exclude=_UNUSED, config=own))


def _empty_tokenizer() -> Callable[[Any], Any]:
    """One without the language's rules, which those in the pipeline's files would only replace."""
    from spacy.tokenizer import Tokenizer

    return lambda pipeline: Tokenizer(pipeline.vocab)


def _remembering_ruler(nlp: Any, name: str, rules: list[dict[str, Any]]) -> RememberingRuler:
    del name
    return RememberingRuler(nlp, rules)


def _has_usual_tokenizer(folder: Path) -> bool:
    files = [file for file in (folder / "config.cfg", *folder.glob("*/config.cfg")) if file.is_file()]
    return any(_USUAL in file.read_text(encoding="utf-8") and (file.parent / "tokenizer").is_file() for file in files)


def _quickened(pipeline: Any) -> Any:
    """The pipeline with the same annotations sooner: numpy's matrix products, and only the rules that are read."""
    from thinc.backends import NumpyOps

    products = NumpyOps(use_blis=False)
    for _, component in pipeline.pipeline:
        for node in component.model.walk() if hasattr(component, "model") else ():
            node.ops = products
    if _RULER in pipeline.pipe_names:
        rules = [rule for rule in pipeline.get_pipe(_RULER).patterns if rule["attrs"].keys() & {"TAG", "POS"}]
        if can_be_remembered(rules):  # lemmas and morphology are left out
            pipeline.replace_pipe(_RULER, _REMEMBERING, config={"rules": rules})
    return pipeline


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage: nearly all that is made here stays."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextlib.contextmanager
def _without_baggage() -> Iterator[None]:
    """Hide what spaCy would import for nothing: torch, which takes 3 s, its own command line, a second, and more."""
    info = ModuleType("spacy.cli.info")
    info.info = None  # type: ignore[attr-defined]  # all that spaCy wants of it
    baggage = {"torch": None, "spacy.cli": ModuleType("spacy.cli"), "spacy.cli.info": info}
    hidden = {name: module for name, module in baggage.items() if name not in sys.modules}
    plugins = os.environ.get(_PLUGINS)
    sys.modules.update(hidden)  # type: ignore[arg-type]  # None makes an import fail
    os.environ[_PLUGINS] = "__all__"  # looking for them goes through all that is installed
    try:
        yield
    finally:
        if plugins is None:
            del os.environ[_PLUGINS]
        else:
            os.environ[_PLUGINS] = plugins
        for name in hidden:
            del sys.modules[name]


@contextlib.contextmanager
def _own_entry_points() -> Iterator[None]:
    """Have spaCy look through its own entry points only: all of a machine's, 180 times, take a tenth of a second."""
    import catalogue

    found = catalogue.AVAILABLE_ENTRY_POINTS
    own = [group for group in found.groups if group.startswith(("spacy", "thinc", "confection"))]
    catalogue.AVAILABLE_ENTRY_POINTS = {group: list(found.select(group=group)) for group in own}
    try:
        yield
    finally:
        catalogue.AVAILABLE_ENTRY_POINTS = found
