"""Which reader of attributions is opened."""

import pytest
from test_attribution import MARTA, article, speakers

from corpus.attribution.opening import open_attributor
from corpus.errors import ModelError


def test_regular_expressions_serve_where_there_is_no_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.attribution.opening.find_spec", lambda name: None)

    attributor = open_attributor(None)

    assert attributor.name.startswith("regular expressions")
    assert speakers(attributor.attribute(article(MARTA))) == [["Marta Lindqvist"]]


def test_an_unknown_pipeline_is_an_error_with_a_remedy() -> None:
    with pytest.raises(ModelError, match=r"attribution\.pipeline"):
        open_attributor("xx_no_such_pipeline")
