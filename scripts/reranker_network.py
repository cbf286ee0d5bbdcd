"""The cross-encoder as a torch module: the first layers of the base model, read out at [CLS], with a linear head."""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS, INNER = 384, 12, 1536


class Layer(nn.Module):
    """One transformer layer of BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.mixed = nn.Linear(WIDTH, WIDTH)
        self.mixed_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.outer_norm = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, states: Tensor, bias: Tensor, read: Tensor) -> Tensor:
        """New states for the positions `read`, which look at all `states`."""

        def heads(x: Tensor) -> Tensor:
            return x.view(x.shape[0], x.shape[1], HEADS, WIDTH // HEADS).transpose(1, 2)

        query, key, value = heads(self.query(read)), heads(self.key(states)), heads(self.value(states))
        weights = query @ key.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + bias
        mixed = (weights.softmax(-1) @ value).transpose(1, 2).reshape(read.shape)
        read = self.mixed_norm(read + self.mixed(mixed))
        return self.outer_norm(read + self.outer(functional.gelu(self.inner(read))))


class CrossEncoder(nn.Module):
    """Logits of question-passage pairs. The last layer is computed at [CLS] only, which saves five sixths of it."""

    def __init__(self, layers: int) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.types = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.head = nn.Linear(WIDTH, 1)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """One logit a pair; all inputs have the shape (pairs, length)."""
        places = torch.arange(ids.shape[1], device=ids.device)
        states = self.norm(self.words(ids) + self.types(types) + self.positions(places)[None])
        bias = (1.0 - mask[:, None, None, :].to(states.dtype)) * -10000.0
        for layer in self.layers[:-1]:
            states = layer(states, bias, states)
        return self.head(self.layers[-1](states, bias, states[:, :1])[:, 0]).squeeze(-1)


def from_base(weights: Path, kept: list[int]) -> CrossEncoder:
    """A cross-encoder that begins with the base model's embeddings and the layers `kept`, and a new head."""
    base = load_file(weights)
    network = CrossEncoder(len(kept))
    names = {
        "words": "embeddings.word_embeddings",
        "positions": "embeddings.position_embeddings",
        "types": "embeddings.token_type_embeddings",
        "norm": "embeddings.LayerNorm",
    }
    parts = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "mixed": "attention.output.dense",
        "mixed_norm": "attention.output.LayerNorm",
        "inner": "intermediate.dense",
        "outer": "output.dense",
        "outer_norm": "output.LayerNorm",
    }
    for to, source in enumerate(kept):
        names |= {f"layers.{to}.{ours}": f"encoder.layer.{source}.{theirs}" for ours, theirs in parts.items()}
    state = network.state_dict()
    for ours in state:
        module, kind = ours.rsplit(".", 1)
        if module in names:
            state[ours] = base[f"{names[module]}.{kind}"]
    nn.init.normal_(network.head.weight, std=0.02)
    nn.init.zeros_(network.head.bias)
    state["head.weight"], state["head.bias"] = network.head.weight.data, network.head.bias.data
    network.load_state_dict(state)
    for table in (network.words, network.positions, network.types):
        table.requires_grad_(False)  # thirty-one articles would only bend the words they happen to use
    return network


def export(network: CrossEncoder, graph: Path, *, quantize: bool) -> None:
    """Write the network as one ONNX file, with int8 weights if asked."""
    network.eval()
    example = torch.ones(2, 16, dtype=torch.int64)
    plain = graph.with_suffix(".fp32.onnx")
    torch.onnx.export(
        network,
        (example, example, example),
        str(plain),
        input_names=["ids", "types", "mask"],
        output_names=["scores"],
        dynamic_axes={name: {0: "pairs", 1: "length"} for name in ("ids", "types", "mask")} | {"scores": {0: "pairs"}},
        dynamo=False,
        opset_version=17,
    )
    if not quantize:
        plain.replace(graph)
        return
    from onnxruntime.quantization import QuantType, quantize_dynamic

    # 7-bit weights: without VNNI, products of two 8-bit weights would saturate the 16-bit sums
    quantize_dynamic(plain, graph, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    plain.unlink()
