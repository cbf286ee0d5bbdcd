"""The training loop: a listwise loss over each list, and a pointwise one where the labels are known."""

import time
from collections.abc import Callable, Sequence
from random import Random

import torch
from reranker_lessons import LIST, Lesson, Tokens, batch
from reranker_network import CrossEncoder
from torch import Tensor
from torch.nn import functional

from embeddings.reranker import Limits, join, pad

WARMUP = 0.06


def loss_of(logits: Tensor, belongs: Tensor, labelled: Tensor, *, pointwise: float) -> Tensor:
    """Cross-entropy of the belonging passage within its list, plus `pointwise` times the binary one where labelled."""
    lists = logits.view(-1, LIST)
    listwise = functional.cross_entropy(lists, torch.zeros(len(lists), dtype=torch.int64), reduction="none")
    total = (listwise * belongs).sum() / len(lists)
    if pointwise and labelled.any():
        targets = torch.zeros_like(lists)
        targets[:, 0] = belongs.to(lists.dtype)
        weights = torch.ones_like(lists)
        weights[:, 1:] = 1 / (LIST - 1)
        points = functional.binary_cross_entropy_with_logits(lists, targets, weights, reduction="none")
        total = total + pointwise * (points.sum(1) * labelled).sum() / len(lists)
    return total


def train(
    network: CrossEncoder,
    material: Sequence[Lesson],
    tokens: Tokens,
    *,
    limits: Limits,
    rate: float,
    lists_per_batch: int,
    stop_after: int | None,
    pointwise: float,
    varying: bool,
    random: Random,
    report: Callable[[str], None],
) -> None:
    """Go through the lists once, in random order, with AdamW, a linear warm-up and a linear decay.

    `varying` reads passages at lengths drawn anew for each list. `stop_after` leaves the schedule after that many
    steps, while the rate is still high, because another stage follows.
    """
    network.train()
    order = list(material)
    random.shuffle(order)
    steps = len(order) // lists_per_batch
    head = list(network.head.parameters())
    body = [p for n, p in network.named_parameters() if p.requires_grad and not n.startswith("head")]
    groups = [{"params": body, "lr": rate}, {"params": head, "lr": 10 * rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    warmup = max(1, int(WARMUP * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warmup, max(0.0, (steps - step) / (steps - warmup)))
    )
    started, mean = time.monotonic(), 0.0
    for step in range(min(steps, stop_after or steps)):
        chosen = order[step * lists_per_batch : (step + 1) * lists_per_batch]
        inputs, belongs, labelled = batch(chosen, tokens, limits, random=random if varying else None)
        loss = loss_of(network(*inputs), belongs, labelled, pointwise=pointwise)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(body + head, 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        mean = loss.item() if step == 0 else 0.95 * mean + 0.05 * loss.item()
        if step % 40 == 39 or step == steps - 1:
            report(f"step {step + 1}/{steps} loss {mean:.3f} {time.monotonic() - started:.0f} s")


@torch.no_grad()
def logits(network: CrossEncoder, pairs: Sequence[tuple[int, int]], tokens: Tokens, limits: Limits) -> list[float]:
    """The network's logit of each pair of a question and a passage (by number), in order."""
    network.eval()
    rows = [join(tokens.questions[question], tokens.passages[passage], limits) for question, passage in pairs]
    by_length = sorted(range(len(rows)), key=lambda row: len(rows[row][0]))
    scores = [0.0] * len(rows)
    for first in range(0, len(rows), 32):
        part = by_length[first : first + 32]
        inputs = pad([rows[row] for row in part])
        out = network(torch.from_numpy(inputs.ids), torch.from_numpy(inputs.types), torch.from_numpy(inputs.mask))
        for row, score in zip(part, out.tolist(), strict=True):
            scores[row] = score
    return scores
