"""A BERT with mean pooling as a graph of few, fused operators, which reads several texts as one row without padding.

Exported from torch the same model is five times as many nodes; this opens in a tenth of the time and asks faster. For
questions there is a second graph, whose weights are whole numbers: few tokens take most of their time to fetch weights.
The matrix at a layer's end stays as it is: alone it costs more nearness than all others (`docs/benchmarks.md`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.quantising import quantise, reaches

INPUTS = ("ids", "places", "apart", "shares")  # tokens, places in their texts, 0 or -inf for pairs, mean of each text
_FUSED = "com.microsoft"
_QUERY, _TOLD, _WIDE = "attention.self.query", "attention.output.dense", "intermediate.dense"  # parts of a layer
_OPERATORS = 18  # the version of ONNX's operators
_ONNX = 10  # the version of its file format
_TEXTS = (  # over which it is seen how large what is multiplied gets
    "What did the harbour master say about the ferry?",
    "Who closed the mill in 1987, and why?",
    "bridge repairs",
    "“We have no plans to close it,” she said on Monday, “and we never had.”",
    "According to the ministry, exports of wheat and barley fell by 12.5 per cent, to 340,000 tonnes.",
    "Prof. Ilse Corvane of Tarrow University doubts that Beijing or Washington would sign such a treaty.",
)


def write_bert(loaded: Any, file: Path, questions: Path) -> tuple[str, ...]:
    """Write a sentence-transformers model as two graphs, in one folder; the inputs. Raises ValueError for other models.

    Weights lie beside the graphs, those that are in both beside the first.
    """
    if not _is_plain_bert(loaded):
        raise ValueError("no BERT with mean pooling")
    bert = loaded[0].auto_model
    weights = {name: tensor.float().numpy() for name, tensor in bert.state_dict().items()}
    config = bert.config
    dense = [name for name, _ in bert.named_modules() if name.endswith((_QUERY, _TOLD, _WIDE))]
    exact, whole = (
        _Graph(weights, config.num_attention_heads, config.layer_norm_eps, reach).model(config.num_hidden_layers)
        for reach in ({}, reaches(loaded, dense, _TEXTS))
    )
    _save(exact, file)
    written = {constant.name: constant for constant in exact.graph.initializer}
    constants = [written.get(constant.name, constant) for constant in whole.graph.initializer]
    del whole.graph.initializer[:]
    whole.graph.initializer.extend(constants)
    _save(whole, questions)
    return INPUTS


def _save(model: Any, file: Path) -> None:
    """Write a graph and, beside it, those of its weights that lie nowhere yet: files that are mapped open sooner."""
    import onnx

    weights = file.with_name(file.name + ".data")
    onnx.save(model, str(file), save_as_external_data=True, location=weights.name, size_threshold=1024)
    weights.chmod(file.stat().st_mode)  # onnx lets nobody else read it


def _is_plain_bert(loaded: Any) -> bool:
    kinds = [type(module).__name__ for module in loaded]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        return False
    bert, pooling = loaded[0].auto_model, loaded[1].get_config_dict()
    means = pooling.get("pooling_mode") == "mean" or pooling.get("pooling_mode_mean_tokens")  # from 6.0, and before
    return type(bert).__name__ == "BertModel" and bert.config.hidden_act == "gelu" and bool(means)


@dataclass(slots=True)
class _Graph:
    weights: dict[str, NDArray[np.float32]]
    heads: int
    epsilon: float
    reach: Mapping[str, NDArray[np.float32]]  # of the inputs of those layers that are quantised, by their names
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def model(self, layers: int) -> Any:
        from onnx import TensorProto, helper

        at = "embeddings."
        # all texts are of the first type
        types = self.weights[at + "token_type_embeddings.weight"][0]
        places = self.weights[at + "position_embeddings.weight"] + types
        words = self._node("Gather", self._constant("words", self.weights[at + "word_embeddings.weight"]), "ids")
        placed = self._node("Gather", self._constant("placed", places), "places")
        state = self._normed(at + "LayerNorm", words, placed)
        for layer in range(layers):
            state = self._layer(f"encoder.layer.{layer}.", state)
        self._node("MatMul", "shares", state, outputs=("vectors",))
        numbers, reals = TensorProto.INT64, TensorProto.FLOAT
        shapes = ([1, "length"], [1, "length"], [1, 1, "length", "length"], [1, "texts", "length"])
        inputs = zip(INPUTS, (numbers, numbers, reals, reals), shapes, strict=True)
        graph = helper.make_graph(
            self.nodes,
            "bert",
            [helper.make_tensor_value_info(*each) for each in inputs],
            [helper.make_tensor_value_info("vectors", reals, None)],
            self.constants,
        )
        operators = [helper.make_opsetid("", _OPERATORS), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(graph, opset_imports=operators, ir_version=_ONNX)

    def _layer(self, at: str, state: str) -> str:
        parts = [at + f"attention.self.{part}." for part in ("query", "key", "value")]
        weight = np.hstack([self.weights[part + "weight"].T for part in parts])
        bias = self._constant(at + "b", np.hstack([self.weights[part + "bias"] for part in parts]))
        seen = self._attention(at + _QUERY, state, weight, bias)
        told = self._product(seen, at + _TOLD)
        state = self._normed(at + "attention.output.LayerNorm", state, told, at + _TOLD)
        wide = self._product(state, at + _WIDE)
        wide = self._node("BiasGelu", wide, self._vector(at + _WIDE + ".bias"), fused=True)
        narrow = self._product(wide, at + "output.dense")
        return self._normed(at + "output.LayerNorm", state, narrow, at + "output.dense")

    def _attention(self, name: str, state: str, weight: NDArray[np.float32], bias: str) -> str:
        if name not in self.reach:
            weights = self._constant(name, weight)
            return self._node("Attention", state, weights, bias, "", "", "apart", num_heads=self.heads, fused=True)
        drawn = self._times(state, name, weight)
        parts = [f"{drawn}.{part}" for part in range(3)]
        self._node("Split", drawn, outputs=parts, axis=-1, num_outputs=3)
        return self._node("MultiHeadAttention", *parts, bias, "", "apart", num_heads=self.heads, fused=True)

    def _product(self, state: str, dense: str) -> str:
        return self._times(state, dense, self.weights[dense + ".weight"].T)

    def _times(self, state: str, name: str, weight: NDArray[np.float32]) -> str:
        """The state times a matrix, which is kept in whole numbers where the layer is quantised."""
        if name not in self.reach:
            return self._node("MatMul", state, self._constant(name, weight))
        short = quantise(weight, self.reach[name])
        state = self._node("Mul", state, self._constant(name + ".shares", short.shares))
        levels, steps = self._constant(name + ".levels", short.levels), self._constant(name + ".steps", short.steps)
        return self._node("DynamicQuantizeMatMul", state, levels, steps, fused=True)

    def _normed(self, norm: str, one: str, other: str, dense: str | None = None) -> str:
        inputs = [one, other, self._vector(norm + ".weight"), self._vector(norm + ".bias")]
        inputs += [] if dense is None else [self._vector(dense + ".bias")]
        return self._node("SkipLayerNormalization", *inputs, epsilon=self.epsilon, fused=True)

    def _vector(self, name: str) -> str:
        return self._constant(name, self.weights[name])

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _node(
        self, operator: str, *inputs: str, outputs: Sequence[str] = (), fused: bool = False, **attributes: Any
    ) -> str:
        """Add a node; its first output."""
        from onnx import helper

        outputs = outputs or (f"{operator}.{len(self.nodes)}",)
        domain = _FUSED if fused else ""
        self.nodes.append(helper.make_node(operator, inputs, outputs, domain=domain, **attributes))
        return outputs[0]


def feed(texts: Sequence[Sequence[int]]) -> dict[str, NDArray[Any]]:
    """What the graph takes for these texts, given as their tokens: it then gives a vector for each, shape (1, n, d)."""
    lengths = [len(text) for text in texts]
    text_of = np.repeat(np.arange(len(texts)), lengths)
    values = (
        np.concatenate(texts).astype(np.int64)[None],
        np.concatenate([np.arange(length, dtype=np.int64) for length in lengths])[None],
        np.where(text_of[:, None] == text_of, np.float32(0), np.finfo(np.float32).min)[None, None],
        ((np.arange(len(texts))[:, None] == text_of) / np.array(lengths)[:, None]).astype(np.float32)[None],
    )
    return dict(zip(INPUTS, values, strict=True))
