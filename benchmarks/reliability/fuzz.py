"""Feeds hostile input: `python -m benchmarks.reliability.fuzz TARGET [--inputs 100000] [--seed 1] [--failures DIR]`.

TARGET: txt, md, html (the readers), speakers (who says what, by patterns), parser (the same with spaCy, shorter texts),
question (an opened index is asked), quotation (verification), escape (Discord's markdown), terminal. Inputs begin with
the sample's files, or with questions, and are changed again and again: by atheris (`pip install 'pullquote[fuzz]'`,
Linux), which keeps those that reach new code of `corpus` and `bot`; without it, at random. One in 500 is repeated until
it is large. None may crash, take over two seconds of the processor, or give an offset that does not slice to the text.
Prints a table; inputs that did are kept in the folder of failures, and then the exit status is 1.
"""

import argparse
import contextlib
import hashlib
import itertools
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from benchmarks.reliability.fuzz_targets import Target
    from embeddings.encoder import Progress

HANG = 2.0  # seconds of the processor, so that other work on the machine does not count
EACH = 500  # inputs of which one is large
TARGETS = ("txt", "md", "html", "speakers", "parser", "question", "quotation", "escape", "terminal")


class Tally:
    """Feeds inputs to a check, counts them, and keeps those that fail."""

    def __init__(self, name: str, target: "Target", failures: Path, advance: "Progress") -> None:
        self.counted: Counter[str] = Counter({"inputs": 0, "crashes": 0, f"hangs over {HANG:.0f} s": 0})
        self._name = name
        self._target = target
        self._failures = failures
        self._advance = advance
        self._slowest = 0.0

    def feed(self, raw: bytes) -> None:
        """Try an input."""
        if self.counted["inputs"] % EACH == EACH - 1:
            raw *= self._target.large // max(1, len(raw))
        self.counted["inputs"] += 1
        began = time.process_time()
        try:
            self._target.check(raw)
        except Exception as error:  # whatever it is, it is a crash
            self._keep(raw, "crashes", f"{type(error).__name__}: {error}")
        seconds = time.process_time() - began
        if seconds > HANG:  # watching what an input reaches takes most of the time
            seconds = alone(self._name, raw)
        self._slowest = max(self._slowest, seconds)
        self._advance(1)
        if seconds > HANG:
            self._keep(raw, f"hangs over {HANG:.0f} s", f"{seconds:.1f} s")

    def table(self) -> str:
        """What was counted, a line each."""
        counted = {**self.counted, "milliseconds the slowest took": round(1000 * self._slowest)}
        return "".join(f"{count:>8}  {self._name}: {what}\n" for what, count in counted.items())

    @property
    def failed(self) -> bool:
        """Whether any input did harm."""
        return any(count for what, count in self.counted.items() if what.startswith(("crashes", "hangs")))

    def _keep(self, raw: bytes, what: str, reason: str) -> None:
        self.counted[what] += 1
        self._failures.mkdir(parents=True, exist_ok=True)
        file = self._failures / f"{self._name}-{hashlib.sha256(raw).hexdigest()[:12]}"
        file.write_bytes(raw)
        sys.stderr.write(f"{self._name}: {reason[:200]} for {raw[:200]!r}, kept in {file}\n")


def alone(name: str, raw: bytes) -> float:
    """How many seconds of the processor an input takes in a process that watches nothing."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(raw)
        file.flush()
        command = [sys.executable, "-m", "benchmarks.reliability.fuzz", name, "--only", file.name]
        return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1])


def time_one(target: "Target", raw: bytes) -> float:
    """How many seconds of the processor a target takes for an input, whatever comes of it."""
    began = time.process_time()
    with contextlib.suppress(Exception):
        target.check(raw)
    return time.process_time() - began


def feed_at_random(tally: Tally, target: "Target", inputs: int, seed: int) -> None:
    """Feed so many inputs, each a seed that was changed."""
    from benchmarks.reliability.fuzz_inputs import harmed

    chance = random.Random(seed)
    for _ in range(inputs):
        tally.feed(harmed(chance, chance.choice(target.seeds), target.tokens)[: target.longest])


def feed_by_coverage(
    tally: Tally, target: "Target", inputs: int, seed: int, kept: Path, open_until_then: contextlib.ExitStack
) -> None:
    """Feed so many inputs as atheris finds them, then close and end the process: it never comes back."""
    import atheris

    from benchmarks.reliability.fuzz_inputs import harmed

    kept.mkdir()
    for number, raw in enumerate(target.seeds):
        (kept / f"seed-{number}").write_bytes(raw[: target.longest])
    orders = itertools.count()

    def change(raw: bytes, longest: int, order: int) -> bytes:
        if next(orders) % 2:
            return bytes(atheris.Mutate(raw, longest))
        return harmed(random.Random(order), raw, target.tokens)[:longest]

    def feed(raw: bytes) -> None:
        tally.feed(raw)
        if tally.counted["inputs"] >= inputs:
            tally.counted["inputs that reached new code"] = sum(1 for _ in kept.iterdir()) - len(target.seeds)
            open_until_then.close()
            sys.stdout.write(tally.table())
            sys.stdout.flush()
            os._exit(1 if tally.failed else 0)  # libFuzzer's loop has no other end

    flags = [f"-max_len={target.longest}", f"-seed={seed}", "-timeout=60", "-rss_limit_mb=6000", "-verbosity=0"]
    flags.append(f"-artifact_prefix={kept.parent}/")  # what is kept of failures is kept by the tally
    atheris.Setup([sys.argv[0], *flags, str(kept)], feed, custom_mutator=change)
    atheris.Fuzz()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--failures", type=Path, default=Path("fuzz-failures"))
    parser.add_argument("--only", type=Path, metavar="FILE", help="how many seconds this input takes, nothing else")
    options = parser.parse_args(arguments)
    guided = find_spec("atheris") is not None and options.only is None
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        stack.enter_context(_instrumented(guided))
        from benchmarks.reliability.fuzz_targets import aim  # what it imports is instrumented
        from bot.progress import Bars

        target = aim(options.target, Path(folder))
        with contextlib.suppress(Exception):
            target.check(target.seeds[0])  # what is imported at first use is not the input's fault
        if options.only is not None:
            print(time_one(target, options.only.read_bytes()))
            return 0
        advance = stack.enter_context(Bars(Console(stderr=True)).stage(options.target, options.inputs))
        tally = Tally(options.target, target, options.failures, advance)
        if guided:
            feed_by_coverage(tally, target, options.inputs, options.seed, Path(folder) / "kept", stack)
        feed_at_random(tally, target, options.inputs, options.seed)
    sys.stdout.write(tally.table())
    return 1 if tally.failed else 0


def _instrumented(guided: bool) -> contextlib.AbstractContextManager[object]:
    if not guided:
        return contextlib.nullcontext()
    import atheris

    return atheris.instrument_imports(include=["corpus", "bot"])


if __name__ == "__main__":
    sys.exit(main())
