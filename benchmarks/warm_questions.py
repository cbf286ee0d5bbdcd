"""How long a question takes once all is open: `python -m benchmarks.warm_questions --index DIR QUESTIONS.jsonl`.

With and without the cross-encoder, question by question in turns; a peer is asked the same questions afterwards, where
--txtai or --plain names the Python of an environment that has it.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from benchmarks.side_by_side import ask_all, built_peers, kept
from bot import config as settings
from bot.config import Config
from bot.engine import Engine
from bot.jsonlines import question_lines
from bot.records import Question

WARMING = 5  # questions that do not count


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print a line for each contender."""
    options = _parser().parse_args(argv)
    asked = [question for _, question in question_lines(options.questions)]
    asked = asked[:: max(1, len(asked) // options.most)]
    config = settings.load(options.config, {})
    engines = {
        "without reranker": _engine(config, options.index, rerank=False),
        "with reranker": _engine(config, options.index, rerank=True),
    }
    seconds: dict[str, list[float]] = {name: [] for name in engines}
    for question in [*asked[:WARMING], *asked]:
        for name, engine in engines.items():
            seconds[name].append(_timed(engine, question))
    seconds = {name: taken[min(WARMING, len(asked)) :] for name, taken in seconds.items()}
    texts = [question.text for question in asked]
    with kept(options.keep) as folder:
        for peer in built_peers({"txtai": options.txtai, "plain": options.plain}, options.index, folder):
            seconds[peer.name] = ask_all(peer, [*texts[:WARMING], *texts])[min(WARMING, len(texts)) :]
    for name, taken in seconds.items():
        middle, late = np.percentile(np.array(taken) * 1000, [50, 95])
        print(f"{name:<18} p50 {middle:7.1f} ms   p95 {late:7.1f} ms   {len(taken)} questions")
    return 0


def _engine(config: Config, index: Path, *, rerank: bool) -> Engine:
    asking = msgspec.structs.replace(config.ask, rerank=rerank)
    return Engine(msgspec.structs.replace(config, ask=asking), index)


def _timed(engine: Engine, question: Question) -> float:
    started = time.perf_counter()
    engine.answer(question)
    return time.perf_counter() - started


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.warm_questions", description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--config", type=Path, help="settings, where the index is of another model")
    parser.add_argument("--most", type=int, default=200, help="questions, evenly taken from the file (200)")
    parser.add_argument("--txtai", type=Path, metavar="PYTHON")
    parser.add_argument("--plain", type=Path, metavar="PYTHON")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep what the peers build, for another run")
    return parser


if __name__ == "__main__":
    sys.exit(main())
