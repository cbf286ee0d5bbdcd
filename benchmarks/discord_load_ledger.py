"""When each interaction was sent, acknowledged and answered, read from what the stand-in was asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from loopback_discord_rules import Request

DEFERRED, TOLD, CHOICES = 5, 4, 8  # types of an interaction's callback
LATE_ACKNOWLEDGEMENT = 3.0  # seconds; Discord has forgotten the interaction then


@dataclass(slots=True)
class Entry:
    """One interaction; times in seconds from its sending, None for what did not come."""

    sent: float
    acknowledged: float | None = None
    answered: float | None = None  # or told at once that it is busy
    busy: bool = False

    @property
    def lost(self) -> bool:
        """Not acknowledged in time, or left on “thinking…”."""
        return self.acknowledged is None or self.acknowledged > LATE_ACKNOWLEDGEMENT or self.answered is None


@dataclass(slots=True)
class Ledger:
    """Entries by the number of the interaction."""

    entries: dict[int, Entry] = field(default_factory=dict)
    _read: int = 0

    def read(self, requests: Sequence[Request]) -> None:
        """Enter what is new among the requests."""
        for request in requests[self._read :]:
            match request.path.strip("/").split("/"):
                case ["interactions", number, _, "callback"] if int(number) in self.entries:
                    self._acknowledged(self.entries[int(number)], request)
                case ["webhooks", _, token, *_]:  # of a refusal the last request is the one that counts
                    entry = self.entries[int(token.removeprefix("token-of-"))]
                    entry.answered = request.at - entry.sent
        self._read = len(requests)

    def settled(self, numbers: Iterable[int]) -> bool:
        """Whether all of these have their end."""
        return all(self.entries[number].answered is not None for number in numbers)

    def _acknowledged(self, entry: Entry, request: Request) -> None:
        entry.acknowledged = request.at - entry.sent
        if request.body["type"] != DEFERRED:
            entry.answered = entry.acknowledged
            entry.busy = request.body["type"] == TOLD


def quantile(values: Iterable[float], share: float) -> float:
    """The value that this share of the values does not exceed; 0 where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
