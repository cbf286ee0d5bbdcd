"""How long each stage of a question takes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds by stage; what is not listed did not happen."""

    encode: float = 0.0  # question and topic become vectors
    lexical: float = 0.0  # candidates by words
    dense: float = 0.0  # candidates by meaning
    fuse: float = 0.0  # the evidence of all of them is weighed
    read: float = 0.0  # rows and texts come from the store
    rerank: float = 0.0  # the cross-encoder looks again
    total: float = 0.0  # from the question to the answer, all else included


@dataclass(slots=True)
class Stopwatch:
    """Adds up what the stages of one question take; a stage may be entered more than once."""

    clock: Callable[[], float] = time.perf_counter
    _seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time of the block to a stage, one of the fields of Timings."""
        started = self.clock()
        try:
            yield
        finally:
            self._seconds[name] = self._seconds.get(name, 0.0) + self.clock() - started

    def timings(self) -> Timings:
        """What was counted so far."""
        return Timings(**self._seconds)
