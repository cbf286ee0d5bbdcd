import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from embeddings.reranker import Reranker, best_window

WEIGHTS = Path(__file__).parent.parent / "embeddings" / "reranker_weights"

HARBOUR = "The harbour master, Ines Quell, said on Monday that dredging of the eastern channel would begin in May."
LIBRARY = "The town library will close at five on Fridays, the council announced, to save on heating."
FOOTBALL = "Rovers won the derby 2-1 after a late penalty, their first victory at the ground in eleven years."
FERRY = "Ferry operators warned that fares may rise by a tenth if fuel stays as dear as it was in winter."
TEXTS = [LIBRARY, HARBOUR, FOOTBALL, FERRY]


@pytest.fixture(scope="module")
def reranker() -> Reranker:
    return Reranker(WEIGHTS)


@pytest.mark.parametrize(
    ("question", "right"),
    [
        pytest.param("What did Ines Quell say about dredging?", HARBOUR, id="who-said"),
        pytest.param("When does the library close on Fridays?", LIBRARY, id="when"),
        pytest.param("Who won the derby?", FOOTBALL, id="who"),
        pytest.param("Why might ferry fares rise?", FERRY, id="why"),
    ],
)
def test_the_passage_that_answers_scores_highest(reranker: Reranker, question: str, right: str) -> None:
    scores = reranker.score(question, TEXTS)

    assert TEXTS[int(np.argmax(scores))] == right


def test_scores_come_in_the_order_of_the_texts(reranker: Reranker) -> None:
    texts = [*TEXTS, FERRY + " " + HARBOUR, "Rain."]
    forwards = reranker.score("Who won the derby?", texts)

    backwards = reranker.score("Who won the derby?", texts[::-1])

    assert forwards.dtype == np.float32
    assert forwards.shape == (6,)
    np.testing.assert_array_equal(forwards, backwards[::-1])


def test_no_texts_give_no_scores(reranker: Reranker) -> None:
    assert reranker.score("Who won the derby?", []).shape == (0,)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(" \n\t", id="blank"),
        pytest.param("Привет 你好 שלום \U0001f600 \x00 \ud7ff", id="unicode"),
        pytest.param("dredging " * 50_000, id="very long"),
        pytest.param("x" * 200_000, id="one endless word"),
    ],
)
def test_any_text_and_any_question_has_a_finite_score(reranker: Reranker, text: str) -> None:
    assert np.isfinite(reranker.score("Who won the derby?", [text, FOOTBALL])).all()
    assert np.isfinite(reranker.score(text, [FOOTBALL])).all()


def test_a_long_text_is_read_where_it_meets_the_question(reranker: Reranker) -> None:
    padding = " ".join([LIBRARY] * 12)

    buried, absent = reranker.score(
        "What did Ines Quell say about dredging?", [f"{padding} {HARBOUR} {padding}", padding]
    )

    assert buried > absent + 1


def test_the_window_is_the_run_that_shares_most_with_the_question() -> None:
    question = np.array([2054, 9000, 12000])
    passage = np.array([9000, *[3000] * 20, 9000, 12000, *[3001] * 20])

    window = best_window(question, passage, limit=8)

    assert len(window) == 8
    assert {9000, 12000} <= set(window.tolist())
    assert best_window(np.array([7777]), passage, limit=8).tolist() == passage[:8].tolist()
    assert best_window(question, passage, limit=99).tolist() == passage.tolist()


@pytest.mark.parametrize("name", ["reranker.onnx", "tokenizer.json"])
def test_altered_weights_are_refused(tmp_path: Path, name: str) -> None:
    folder = shutil.copytree(WEIGHTS, tmp_path / "weights")
    with (folder / name).open("ab") as file:
        file.write(b" ")

    with pytest.raises(ModelError, match=rf"{name} was altered.*restore it"):
        Reranker(folder)


@pytest.mark.parametrize("name", ["reranker.onnx", "tokenizer.json", "reranker.json"])
def test_missing_files_are_named(tmp_path: Path, name: str) -> None:
    folder = shutil.copytree(WEIGHTS, tmp_path / "weights")
    (folder / name).unlink()

    with pytest.raises(ModelError, match=name):
        Reranker(folder)


@pytest.mark.parametrize(
    ("card", "message"),
    [
        pytest.param("not json", "damaged", id="no json"),
        pytest.param("[]", "damaged", id="no object"),
        pytest.param("{}", "damaged", id="no hashes"),
        pytest.param(None, "has format 99", id="another format"),
    ],
)
def test_a_card_that_cannot_be_used_is_refused(tmp_path: Path, card: str | None, message: str) -> None:
    folder = shutil.copytree(WEIGHTS, tmp_path / "weights")
    path = folder / "reranker.json"
    path.write_text(card or json.dumps(json.loads(path.read_text()) | {"format": 99}))

    with pytest.raises(ModelError, match=message):
        Reranker(folder)
