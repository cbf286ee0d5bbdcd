"""Asks while the index is rebuilt: `python -m benchmarks.reliability.soak [--seconds 600] [--rate 20] [--every 10]`.

Ten threads ask in one process, so many questions a second; another process builds the other version of the corpus
every so many seconds; the engine looks for it every two. No answer may fail, and memory may not grow by 5 % between the
second and the last sixth. Prints a table, and exits with 1 where one did.
"""

import argparse
import itertools
import os
import queue
import statistics
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from benchmarks.reliability.scene import QUESTIONS, SETTINGS, Scene, apart
from bot.engine import Engine
from bot.records import Question
from embeddings import generations

ASKERS = 10
MOST_GROWTH = 0.05


@dataclass(slots=True)
class Soak:
    """What was counted; the lists by second."""

    counted: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)  # bytes
    slowest: float = 0.0


def soak(scene: Scene, *, seconds: float, rate: float, every: float) -> Soak:
    """Ask and rebuild for so long; what was counted."""
    scene.write(0)
    apart(scene.build)
    builder = os.fork()  # before there are threads
    if builder == 0:
        _rebuild(scene, time.monotonic() + seconds, every)
    result = Soak()
    engine = Engine(SETTINGS, scene.home)
    asked: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    askers = [threading.Thread(target=_ask, args=(engine, asked, result)) for _ in range(ASKERS)]
    for asker in askers:
        asker.start()
    started = time.monotonic()
    for number in range(int(seconds * rate)):
        asked.put(QUESTIONS[number % len(QUESTIONS)])
        time.sleep(max(0.0, started + number / rate - time.monotonic()))
        if number % int(2 * rate) == 0:
            _refresh(engine, result)
            result.memory.append(_resident())
    for _ in askers:
        asked.put(None)
    for asker in askers:
        asker.join()
    _, status = os.waitpid(builder, 0)
    result.counted["failed builds"] += os.waitstatus_to_exitcode(status) != 0
    result.counted["builds"] = int(generations.current(scene.home).name) - 1
    return result


def growth(memory: list[int]) -> float:
    """How much more memory the last sixth of the samples took than the second sixth, as a share."""
    sixth = max(1, len(memory) // 6)
    before, after = statistics.median(memory[sixth : 2 * sixth]), statistics.median(memory[-sixth:])
    return after / before - 1


def _ask(engine: Engine, asked: "queue.SimpleQueue[str | None]", result: Soak) -> None:
    while (text := asked.get()) is not None:
        started = time.monotonic()
        try:
            answer = engine.answer(Question(text))
            for passage in (*answer.passages, *answer.closest):
                paragraph = passage.paragraph
                if paragraph.document.text[paragraph.start : paragraph.end] != paragraph.text:
                    raise ValueError("a passage is not its text")
            result.counted["answers"] += 1
        except Exception as error:  # whatever it is, it is counted
            result.failures.append(f"{type(error).__name__}: {error}")
        result.slowest = max(result.slowest, time.monotonic() - started)


def _refresh(engine: Engine, result: Soak) -> None:
    try:
        result.counted["generations opened"] += engine.refresh()
    except Exception as error:  # likewise
        result.failures.append(f"refresh: {type(error).__name__}: {error}")


def _rebuild(scene: Scene, until: float, every: float) -> NoReturn:
    try:
        for version in itertools.cycle((1, 0)):
            time.sleep(every)
            if time.monotonic() > until:
                os._exit(0)
            scene.write(version)
            scene.build()
    except BaseException:
        traceback.print_exc()
    os._exit(1)


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Run; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--every", type=float, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        result = soak(Scene(Path(folder)), seconds=options.seconds, rate=options.rate, every=options.every)
        took = time.monotonic() - started
    for name, count in sorted(result.counted.items()):
        print(f"{count:>8}  {name}")
    print(f"{len(result.failures):>8}  errors {result.failures[:3]}")
    print(f"{result.counted['answers'] / took:>8.1f}  answers a second")
    print(f"{result.slowest:>8.2f}  slowest answer, seconds")
    grown = growth(result.memory)
    print(f"{100 * grown:>8.2f}  memory growth, %")
    return 1 if result.failures or result.counted["failed builds"] or grown > MOST_GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
