"""Build time, latency, recall and memory by size: `python -m benchmarks.scaling FOLDER --sizes 1000 10000 100000`.

Each build and each asking runs in a fresh process. Writes FOLDER/scaling.json and, with --plot, a picture of it; sizes
that the file holds already are not measured again.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.generate_corpus import write_corpus
from embeddings import generations
from embeddings.manifest import read_manifest


def measure(folder: Path, size: int, options: argparse.Namespace) -> dict[str, Any]:
    """The facts of one size."""
    corpus, index = folder / f"corpus-{size}", folder / f"index-{size}"
    if not (corpus / "questions.jsonl").exists():
        write_corpus(corpus, size)
    speakers = ["--speakers", options.speakers, "--exact-up-to", str(options.exact_up_to)]
    built = fresh("one_build", str(corpus / "articles"), str(index), "--model", options.model, *speakers)
    asked = fresh("one_asking", str(index), str(corpus / "questions.jsonl"), "--model", options.model)
    current = generations.current(index)
    manifest = read_manifest(current)
    held = sum(fact.size for fact in manifest.files.values()) // 1_000_000
    dense = {name: getattr(manifest.dense, name) for name in ("lists", "probes", "recall")}
    return {"paragraphs": size, "rows": manifest.rows, "megabytes": held, "dense": dense, "build": built, "ask": asked}


def fresh(module: str, *arguments: str) -> dict[str, Any]:
    """What a benchmark prints when it runs in a process of its own."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    facts: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return facts


def draw(results: list[dict[str, Any]], file: Path) -> None:
    """Build time and latency by size, both on logarithmic scales."""
    from matplotlib.figure import Figure

    sizes = [result["paragraphs"] for result in results]
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(sizes, [result["build"]["seconds"] for result in results], "o-")
    left.set(title="Build", xlabel="paragraphs", ylabel="seconds", xscale="log", yscale="log")
    for name, style in (("p50_ms", "o-"), ("p95_ms", "s--")):
        right.plot(sizes, [result["ask"][name] for result in results], style, label=name.removesuffix("_ms"))
    right.set(title="Warm question", xlabel="paragraphs", ylabel="milliseconds", xscale="log", ylim=(0, None))
    right.legend()
    figure.savefig(file, dpi=150)


def main() -> None:
    """Measure all sizes and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--model", default="hashed-words")
    parser.add_argument("--speakers", choices=("grammar", "patterns", "nobody"), default="patterns")
    parser.add_argument("--exact-up-to", type=int, default=50_000)
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    file = options.folder / "scaling.json"
    results = {each["paragraphs"]: each for each in json.loads(file.read_text("utf-8"))} if file.exists() else {}
    for size in options.sizes:
        if size not in results:
            results[size] = measure(options.folder, size, options)
            file.write_text(json.dumps([results[size] for size in sorted(results)], indent=1), encoding="utf-8")
        print(json.dumps(results[size]), flush=True)
    if options.plot is not None:
        draw([results[size] for size in sorted(options.sizes)], options.plot)


if __name__ == "__main__":
    main()
