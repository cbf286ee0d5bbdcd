"""How long a person waits for the first answer: `python -m benchmarks.cold_start --index DIR "QUESTION"`.

Fresh processes, in turns with peers where --txtai or --plain names the Python of an environment that has them; medians.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.side_by_side import Run, built_peers, kept, timed


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print a line for each contender."""
    options = _parser().parse_args(argv)
    ours = [sys.executable, "-m", "bot", "ask", "--index", str(options.index), "--json", options.question]
    with kept(options.keep) as folder:
        peers = built_peers({"txtai": options.txtai, "plain": options.plain}, options.index, folder)
        runs: dict[str, list[Run]] = {"pullquote": [], **{peer.name: [] for peer in peers}}
        for _ in range(options.runs + 1):  # the first of each warms the disk's cache and does not count
            runs["pullquote"].append(timed(ours))
            for peer in peers:
                runs[peer.name].append(timed(peer.command, options.question))
    first = median(run.seconds for run in runs["pullquote"][1:])
    for name, counted in runs.items():
        seconds = median(run.seconds for run in counted[1:])
        memory = max(run.memory for run in counted[1:]) / 2**20
        print(f"{name:<10} {seconds:6.2f} s   {memory:6.0f} MB at most   {seconds / first:5.1f} times pullquote's time")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cold_start", description=__doc__)
    parser.add_argument("question")
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--txtai", type=Path, metavar="PYTHON")
    parser.add_argument("--plain", type=Path, metavar="PYTHON")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep what the peers build, for another run")
    return parser


if __name__ == "__main__":
    sys.exit(main())
