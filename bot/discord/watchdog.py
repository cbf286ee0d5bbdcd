"""Notices that the event loop stands still, or that Discord's gateway has fallen silent."""

import asyncio
import logging
import math
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from bot.discord.metrics import Metrics
from corpus.errors import DiscordError

STALLED = 70  # exit status; the event loop can no longer give one

Latencies = Sequence[tuple[int, float]]  # of each shard, as discord.py tells them

_EVERY = 1.0  # seconds between two beats of the event loop

_log = logging.getLogger(__name__)


class Heartbeats:
    """How long ago Discord last acknowledged a heartbeat. Each acknowledgement gives a shard a new latency."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: dict[int, tuple[float, float]] = {}  # by shard: the latency and when it was new

    def silence(self, latencies: Latencies) -> float:
        """Seconds since the last acknowledgement, of the shard for which it is longest."""
        now = self._clock()
        for shard, latency in latencies:
            known = 0.0 if math.isnan(latency) else latency  # before there is a connection
            if shard not in self._last or self._last[shard][0] != known:
                self._last[shard] = (known, now)
        return max((now - since for _, since in self._last.values()), default=0.0)


class Watchdog:
    """Beats in the event loop and looks at that from a thread. With 0 seconds it beats and does not look."""

    def __init__(
        self,
        seconds: float,
        metrics: Metrics,
        *,
        beaten: Callable[[], None],
        end: Callable[[int], object] = os._exit,
    ) -> None:
        self._seconds = seconds
        self._metrics = metrics
        self._beaten = beaten
        self._end = end
        self._beat = time.monotonic()
        self._stop = threading.Event()

    async def beat(self, latencies: Callable[[], Latencies]) -> None:
        """Beat for ever. Raises DiscordError when the gateway was silent for too long."""
        heartbeats = Heartbeats()
        while True:
            before = time.monotonic()
            await asyncio.sleep(_EVERY)
            self._beat = time.monotonic()
            self._metrics.lag.set(max(0.0, self._beat - before - _EVERY))
            self._beaten()
            if 0 < self._seconds < heartbeats.silence(latencies()):
                raise DiscordError(
                    f"Discord has acknowledged no heartbeat for {self._seconds:g} s; start again, or check the network"
                )

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Meanwhile a thread ends the process if the event loop stands still."""
        if not self._seconds:
            yield
            return
        self._beat = time.monotonic()
        thread = threading.Thread(target=self._look, args=[threading.get_ident()], name="watchdog", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _look(self, watched: int) -> None:
        while not self._stop.wait(min(_EVERY, self._seconds / 4)):
            if time.monotonic() - self._beat > self._seconds + _EVERY:
                stack = "".join(traceback.format_stack(sys._current_frames().get(watched)))
                _log.critical("event loop stands still", extra={"seconds": self._seconds, "stack": stack})
                self._end(STALLED)
                return
