"""How the Discord bot bears up: the real process, over TLS, against a stand-in for Discord on the loopback address.

    python -m benchmarks.discord_load [--index DIR] [--questions FILE.jsonl] [--config FILE]
        [--burst N] [--rate N] [--seconds N] [--flood N]

Bounded in time: under four minutes. Prints a table, and exits with 1 if a figure was not reached.
"""

import argparse
import asyncio
import json
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))  # the stand-in is the tests'

from loopback_discord import LoopbackDiscord  # noqa: E402
from loopback_discord_payloads import ALICE, autocomplete, interaction  # noqa: E402
from loopback_discord_rules import Request, refusals  # noqa: E402

from benchmarks.discord_load_ledger import Entry, Ledger, quantile  # noqa: E402

Row = tuple[str, float, float | None]  # what, how much, and the most that it may be

LONGEST = 230.0  # seconds for all of it
KEYSTROKES = 10  # a second
PATIENCE = 30.0  # seconds for a phase to come to its end after the last question
TYPED = ("m", "an", "mar", "odi", "s", "be", "lu", "zhu", "ka", "t")


@dataclass(frozen=True, slots=True)
class Phase:
    """What was asked, by numbers, and how it should have gone: seconds at the 95th percentile, and how many busy."""

    name: str
    numbers: list[int]
    acknowledged: float
    answered: float
    busy: int


@dataclass
class Driver:
    """Asks through the stand-in, each question as somebody else, and keeps the ledger."""

    here: LoopbackDiscord
    questions: list[str]
    ledger: Ledger = field(default_factory=Ledger)
    numbers: Any = field(default_factory=lambda: count(10_000))

    async def ask(self) -> int:
        """Send one question; its number."""
        number = next(self.numbers)
        text = self.questions[number % len(self.questions)]
        return await self._send(number, interaction(text, number=number, user=somebody(number)))

    async def type(self) -> int:
        """Send one keystroke in the option of a speaker; its number."""
        number = next(self.numbers)
        typed = TYPED[number % len(TYPED)]
        return await self._send(number, autocomplete(typed, number=number, user=somebody(number)))

    async def burst(self, size: int) -> list[int]:
        """Ask so many at once, and wait for the end of all."""
        return await self.settle([await self.ask() for _ in range(size)])

    async def stream(self, a_second: int, seconds: int) -> list[int]:
        """Ask so many a second, and wait for the end of all."""
        started, sent = time.monotonic(), []
        for number in range(a_second * seconds):
            await asyncio.sleep(max(0.0, started + number / a_second - time.monotonic()))
            sent.append(await self.ask())
        return await self.settle(sent)

    async def keystrokes(self, a_second: int, typed: list[int]) -> None:
        """Type for ever."""
        while True:
            typed.append(await self.type())
            await asyncio.sleep(1 / a_second)

    async def settle(self, numbers: list[int]) -> list[int]:
        """Wait until all of them have their end, or patience ends."""
        until = time.monotonic() + PATIENCE
        while not self.ledger.settled(numbers) and time.monotonic() < until:
            await asyncio.sleep(0.02)
            self.ledger.read(self.here.requests)
        return numbers

    async def _send(self, number: int, event: dict[str, Any]) -> int:
        self.ledger.entries[number] = Entry(time.monotonic())
        await self.here.send(event)
        return number


def somebody(number: int) -> dict[str, Any]:
    """A user of their own for each interaction: nobody waits for a cooldown."""
    return ALICE | {"id": str(1_000_000 + number)}


@asynccontextmanager
async def bot(
    here: LoopbackDiscord, options: argparse.Namespace, folder: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot's process, ready for questions."""
    arguments = (here.port, here.authority, options.index, options.config, folder)
    with (folder / "bot.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.discord_load_bot", *map(str, arguments)),
            stderr=log,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        )
        try:
            if not await comes(here, process):
                raise SystemExit((folder / "bot.log").read_text(encoding="utf-8"))
            yield process
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), PATIENCE)


async def comes(here: LoopbackDiscord, process: asyncio.subprocess.Process) -> bool:
    """Whether the bot comes to the gateway before it ends."""
    coming = asyncio.create_task(here.until(lambda: bool(here.identified)))
    ending = asyncio.create_task(process.wait())
    await asyncio.wait({coming, ending}, return_when=asyncio.FIRST_COMPLETED)
    ending.cancel()
    came = coming.done()
    coming.cancel()
    return came


async def measure(options: argparse.Namespace, folder: Path) -> list[Row]:
    """Rows of the table."""
    asked = [json.loads(line)["question"] for line in options.questions.read_text(encoding="utf-8").splitlines()]
    async with LoopbackDiscord(folder) as here:
        async with bot(here, options, folder) as process:
            driver = Driver(here, asked)
            phases, typed = await drive(driver, options)
            memory = peak_memory(process.pid)
        entries = driver.ledger.entries
        rows = [row for phase in phases for row in figures(phase, [entries[number] for number in phase.numbers])]
        keys = [entries[number].answered or PATIENCE for number in typed]
        lags = json.loads((folder / "lags.json").read_text(encoding="utf-8"))
        refused = refusals(distinct(here.requests))
        sys.stderr.writelines(f"{each}\n" for each in refused[:5])
        return [
            *rows,
            (f"speaker completed meanwhile, p95 of {len(keys):,}, ms", 1e3 * quantile(keys, 0.95), 100),
            ("memory at its peak, MB", memory, 600),
            ("event loop late, p99, ms", 1e3 * quantile(lags, 0.99), None),
            ("event loop late, most, ms", 1e3 * max(lags), None),
            (f"refused by Discord's description, of {len(here.requests):,} requests", len(refused), 0),
        ]


async def drive(driver: Driver, options: argparse.Namespace) -> tuple[list[Phase], list[int]]:
    """Ask as much as the options say, and type all the while; the phases, and the numbers of the keystrokes."""
    typed = list[int]()
    await driver.burst(3)  # connections are made, and what is needed is read from the disk
    typing = asyncio.create_task(driver.keystrokes(KEYSTROKES, typed))
    phases = [
        Phase(f"{options.burst} at once", await driver.burst(options.burst), 0.5, 15.0, 0),
        Phase(
            f"{options.rate} a second for {options.seconds} s",
            await driver.stream(options.rate, options.seconds),
            *(0.15, 0.6, 0),
        ),
        Phase(f"{options.flood:,} at once", await driver.burst(options.flood), 3.0, PATIENCE, options.flood),
    ]
    typing.cancel()
    await driver.settle(typed)
    return [phase for phase in phases if phase.numbers], typed


def figures(phase: Phase, entries: list[Entry]) -> Iterable[Row]:
    """The rows of one phase."""
    acknowledged = [entry.acknowledged or PATIENCE for entry in entries]
    answered = [entry.answered or PATIENCE for entry in entries if not entry.busy]
    yield f"{phase.name}: acknowledged, p50, ms", 1e3 * quantile(acknowledged, 0.5), None
    yield f"{phase.name}: acknowledged, p95, ms", 1e3 * quantile(acknowledged, 0.95), 1e3 * phase.acknowledged
    yield f"{phase.name}: answered, p50, ms", 1e3 * quantile(answered, 0.5), None
    yield f"{phase.name}: answered, p95, ms", 1e3 * quantile(answered, 0.95), 1e3 * phase.answered
    yield f"{phase.name}: answered, last, ms", 1e3 * max(answered, default=0.0), 15_000
    yield f"{phase.name}: told that it is busy", sum(entry.busy for entry in entries), phase.busy
    yield f"{phase.name}: lost", sum(entry.lost for entry in entries), 0


def distinct(requests: Iterable[Request]) -> Iterable[Request]:
    """One of each, where only numbers and random keys of one length differ; the rest is like it."""
    seen = {}
    for request in requests:
        body = re.sub(r"(pq:[a-z]+:)[\w-]{12}", r"\1key", json.dumps(request.body))
        seen[request.method, re.sub(r"\d+", "0", request.path), body] = request
    return seen.values()


def peak_memory(process: int) -> float:
    """The most memory that the process ever held, in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def main() -> int:
    """The table, and whether every figure was reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, required=True, help="an index of the articles asked about")
    parser.add_argument("--questions", type=Path, default=ROOT / "tests" / "sample_questions.jsonl")
    parser.add_argument("--config", type=Path, default=ROOT / "config.example.toml")
    parser.add_argument("--burst", type=int, default=200, help="how many at once")
    parser.add_argument("--rate", type=int, default=25, help="how many a second")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--flood", type=int, default=1_000, help="how many at once, to be too many")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = asyncio.run(asyncio.wait_for(measure(options, Path(folder)), LONGEST))
    print("| | measured | at most |\n|---|--:|--:|")
    for what, much, most in rows:
        print(f"| {what} | {much:,.0f} | {'' if most is None else f'{most:,.0f}'} |")
    return int(any(most is not None and much > most for _, much, most in rows))


if __name__ == "__main__":
    sys.exit(main())
