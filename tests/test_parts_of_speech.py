"""A pipeline whose rules are remembered gives each word the tag and the part of speech that the rules give it."""

from typing import Any

import pytest
from conftest import SAMPLE

from corpus.attribution import loading
from corpus.attribution.opening import PINNED
from corpus.attribution.parts_of_speech import RememberingRuler, can_be_remembered
from corpus.attribution.pipeline import _folder
from corpus.readers import read_article

ODD = [
    "",
    "\n",
    "There's a mill , and  there were two that weren't .",
    "He 'd had to do what she did, but once upon a time nobody would've.",
    "“That,” said Varn; “that’s it.”",
]


@pytest.fixture(scope="module")
def pipeline() -> Any:
    return loading.load(PINNED, _folder(PINNED))


@pytest.fixture(scope="module")
def rules() -> list[dict[str, Any]]:
    """Those of the pipeline as it is published."""
    import spacy

    found = spacy.load(PINNED).get_pipe("attribute_ruler").patterns
    return [rule for rule in found if rule["attrs"].keys() & {"TAG", "POS"}]


def tagged(pipeline: Any, texts: list[str]) -> list[Any]:
    with pipeline.select_pipes(disable=["attribute_ruler", "ner"]):
        return list(pipeline.pipe(texts))


def told(docs: list[Any]) -> list[tuple[str, str, str]]:
    return [(token.text, token.tag_, token.pos_) for doc in docs for token in doc]


def test_each_word_gets_what_the_rules_give_it(pipeline: Any, rules: list[dict[str, Any]]) -> None:
    from spacy.pipeline import AttributeRuler

    files = sorted(SAMPLE.iterdir())
    texts = ODD + [p.text for file in files for p in read_article(file, identifier=file.name).paragraphs]
    ruler = AttributeRuler(pipeline.vocab)
    ruler.add_patterns(rules)
    remembering = pipeline.get_pipe("attribute_ruler")

    right = told([ruler(doc) for doc in tagged(pipeline, texts)])
    found = told([remembering(doc) for doc in tagged(pipeline, texts)])
    again = told([remembering(doc) for doc in tagged(pipeline, texts)])

    assert isinstance(remembering, RememberingRuler)
    assert len({part for _, _, part in right}) > 12
    assert found == again == right


def test_rules_about_other_things_are_left_to_spacy(rules: list[dict[str, Any]]) -> None:
    stranger = {"patterns": [[{"SHAPE": "Xxxx"}]], "attrs": {"POS": "PROPN"}, "index": 0}

    assert can_be_remembered(rules)
    assert not can_be_remembered([*rules, stranger])
