"""What is counted while the bot runs, and served to Prometheus on the loopback address if a port is set."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from embeddings.timing import Timings

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
_STAGE_SECONDS = (0.0005, 0.001, 0.0025, 0.005, *_SECONDS[:6])


class Metrics:
    """Counters of one bot, in a registry of their own."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()

        def counter(name: str, help_: str) -> Counter:
            return Counter(f"pullquote_{name}", help_, registry=registry)

        def seconds(name: str, help_: str) -> Histogram:
            return Histogram(f"pullquote_{name}_seconds", help_, registry=registry, buckets=_SECONDS)

        self.questions = counter("questions", "Questions that were taken")
        self.abstentions = counter("abstentions", "Questions that the articles do not answer")
        self.failures = counter("failures", "Questions that failed")
        self.busy = counter("busy", "Questions that were told to come back")
        self.late = counter("late", "Interactions that came too late")
        self.acknowledged = seconds("acknowledged", "From a question's arrival to its acknowledgement")
        self.answering = seconds("answering", "In the thread that answers")
        self.stages = Histogram(
            "pullquote_stage_seconds",
            "In each stage of an answer",
            ["stage"],
            registry=registry,
            buckets=_STAGE_SECONDS,
        )
        self.answered = seconds("answered", "From a question's arrival to the delivery of its answer")
        self.queue = Gauge("pullquote_queue", "Questions that are answered or wait", registry=registry)
        self.lag = Gauge("pullquote_loop_lag_seconds", "How late the event loop was last", registry=registry)

    def timed(self, timings: Timings) -> None:
        """Count how long the stages of an answer took."""
        for stage, taken in asdict(timings).items():
            self.stages.labels(stage).observe(taken)

    @contextmanager
    def served(self, port: int) -> Iterator[None]:
        """Serve them at 127.0.0.1 meanwhile; not at all where the port is 0."""
        if not port:
            yield
            return
        server, thread = start_http_server(port, addr="127.0.0.1", registry=self._registry)
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
