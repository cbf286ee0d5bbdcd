"""Where questions wait and are answered in threads, so that Discord's event loop never does."""

import asyncio
import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from bot.discord.card import Card, answer_card
from bot.discord.engine import Engine
from bot.records import Question

RESTARTING = "I am being restarted. Please ask again in a minute."
BUSY = "Too many questions are waiting. Please ask again in a minute."

_log = logging.getLogger(__name__)


class Desk:
    """Takes questions until it is closed, and knows when the last one has been dealt with."""

    def __init__(self, engine: Engine, *, passages: int, workers: int = 4, seats: int = 200) -> None:
        self._engine = engine
        self._passages = passages
        self._seats = seats
        self._taken = 0
        self._open = True
        self._free = asyncio.Event()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="answer")

    @property
    def refusal(self) -> str | None:
        """Why no question is taken now, in a sentence for the person who asks; None when one is."""
        if not self._open:
            return RESTARTING
        return BUSY if self._taken >= self._seats else None

    @contextmanager
    def seat(self) -> Iterator[None]:
        """Held from the acknowledgement of a question to the delivery of its answer."""
        self._taken += 1
        self._free.clear()
        try:
            yield
        finally:
            self._taken -= 1
            self._free.set()

    async def answer(self, text: str) -> Card:
        """The card that answers. Raises what the engine raises."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._answer, Question(text))

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

    def _answer(self, question: Question) -> Card:
        started = time.monotonic()
        answer = self._engine.answer(question, limit=self._passages)
        card = answer_card(answer, self._engine.status())
        seconds = round(time.monotonic() - started, 4)
        _log.info("answered", extra={"passages": len(answer.passages), "seconds": seconds})
        return card
