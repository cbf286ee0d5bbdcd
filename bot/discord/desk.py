"""Where questions are admitted, wait and are answered in threads, so that Discord's event loop never does."""

import asyncio
import logging
import math
import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TypeVar

from bot.config import DiscordSettings
from bot.discord.cooldown import Cooldown
from bot.discord.metrics import Metrics

RESTARTING = "I am being restarted. Please ask again in a minute."
BUSY = "Too many questions are waiting. Please ask again in {seconds} s."
TOO_SOON = "One question at a time, please. Ask again in {seconds} s."

_LONGEST_HOLD = 0.5  # seconds that answers may stand back for acknowledgements
_AT_THE_DOOR = 16  # fewer than there are connections: those who are let in come first
_REMEMBERED = 500  # answers over which latency is told

_log = logging.getLogger(__name__)
T = TypeVar("T")


class Desk:
    """Takes questions until it is closed, and knows when the last one has been dealt with."""

    def __init__(
        self,
        settings: DiscordSettings,
        metrics: Metrics,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.metrics = metrics
        self._settings = settings
        workers = self._workers = settings.workers or os.cpu_count() or 1
        self._clock = clock
        self._cooldown = Cooldown(settings.cooldown_seconds, clock)
        self._taken = 0
        self._open = True
        self._free = asyncio.Event()
        self._unacknowledged = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._turn = asyncio.Semaphore(workers)
        self.door = asyncio.Semaphore(_AT_THE_DOOR)  # held while somebody is told to come back
        self._seconds: deque[float] = deque(maxlen=_REMEMBERED)  # that answering took
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="answer")

    @property
    def taken(self) -> int:
        """How many questions are answered or wait."""
        return self._taken

    @property
    def latencies(self) -> tuple[float, ...]:
        """Seconds that the latest answers took, without waiting."""
        return tuple(self._seconds)

    def refusal(self, user: int) -> str | None:
        """Why this user's question is not taken now, in a sentence for them; None when it is."""
        if not self._open:
            return RESTARTING
        if self._taken >= self._settings.seats:
            self.metrics.busy.inc()
            return BUSY.format(seconds=self._wait())
        wait = self._cooldown.take(user)
        if wait > 0:
            self.metrics.busy.inc()
            return TOO_SOON.format(seconds=math.ceil(wait))
        return None

    @contextmanager
    def seat(self) -> Iterator[None]:
        """Held from the acknowledgement of a question to the delivery of its answer."""
        self._taken += 1
        self.metrics.queue.set(self._taken)
        self._free.clear()
        try:
            yield
        finally:
            self._taken -= 1
            self.metrics.queue.set(self._taken)
            self._free.set()

    @contextmanager
    def acknowledging(self) -> Iterator[None]:
        """While somebody waits for the first sign, no further answer is begun: it would take the processor."""
        started = self._clock()
        self._unacknowledged += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._unacknowledged -= 1
            if not self._unacknowledged:
                self._quiet.set()
            self.metrics.acknowledged.observe(self._clock() - started)

    async def answer(self, find: Callable[[], T]) -> T:
        """What is found, timed and counted. Raises what finding it raises."""
        self.metrics.questions.inc()
        return await self.work(self._timed, find)

    async def work(self, task: Callable[..., T], *arguments: object) -> T:
        """What the task gives, from a thread, when it is its turn."""
        async with self._turn:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._quiet.wait(), _LONGEST_HOLD)
            return await asyncio.get_running_loop().run_in_executor(self._pool, task, *arguments)

    async def drain(self, seconds: float) -> int:
        """Take no more questions and wait for those that were taken; how many are still unanswered then."""
        self._open = False
        try:
            await asyncio.wait_for(self._all_left(), seconds)
        except TimeoutError:
            _log.warning("questions given up", extra={"questions": self._taken})
        return self._taken

    def close(self) -> None:
        """Start nothing more. A thread that is still answering is left to finish for nobody."""
        self._open = False
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _all_left(self) -> None:
        while self._taken:  # a failed question takes its seat again while the failure is explained
            await self._free.wait()
            self._free.clear()

    def _wait(self) -> int:
        """Seconds until those who wait now have been answered, at the pace of the latest answers."""
        each = sum(self._seconds) / len(self._seconds) if self._seconds else 1.0
        return max(1, math.ceil(self._taken * each / self._workers))

    def _timed(self, find: Callable[[], T]) -> T:
        started = time.monotonic()
        found = find()
        seconds = time.monotonic() - started
        self._seconds.append(seconds)
        self.metrics.answering.observe(seconds)
        return found
