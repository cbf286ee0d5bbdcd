"""Questions to one index in a process of its own: `python -m benchmarks.one_asking INDEX QUESTIONS`; prints JSON."""

import argparse
import json
import statistics
import time
from pathlib import Path

from benchmarks.one_build import peak_megabytes
from bot.config import AskSettings, Config, ModelSettings
from bot.engine import Engine
from bot.records import Question

_WARM = 20  # questions before the clock counts


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--model", default="hashed-words")
    parser.add_argument("--count", type=int, default=200)
    options = parser.parse_args()
    lines = [json.loads(line) for line in options.questions.read_text(encoding="utf-8").splitlines()]
    asked = [line for line in lines if line["answerable"]]
    asked = asked[:: max(1, len(asked) // options.count)][: options.count]
    config = Config(model=ModelSettings(name=options.model), ask=AskSettings(rerank=False))
    begun = time.perf_counter()
    engine = Engine(config, options.index)
    opened = time.perf_counter() - begun
    for line in asked[:_WARM]:
        engine.answer(Question(line["question"]))
    took, busy, hits = [], [], 0
    for line in asked:
        begun, worked = time.perf_counter(), time.process_time()
        answer = engine.answer(Question(line["question"]))
        took.append(1000 * (time.perf_counter() - begun))
        busy.append(1000 * (time.process_time() - worked))
        best = next(iter(answer.passages or answer.closest), None)
        hits += best is not None and best.paragraph.document.id == line["gold"][0]["doc"]
    tenths = statistics.quantiles(took, n=20) if len(took) > 1 else took * 19
    facts = {
        "open_ms": round(1000 * opened, 1),
        "p50_ms": round(statistics.median(took), 2),
        "p95_ms": round(tenths[-1], 2),
        "processor_p50_ms": round(statistics.median(busy), 2),
        "hits_at_1": round(hits / len(asked), 3),
        "questions": len(asked),
        "peak_megabytes": peak_megabytes(),
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
