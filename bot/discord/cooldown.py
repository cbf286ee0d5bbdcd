"""How soon somebody may ask again."""

from collections import OrderedDict
from collections.abc import Callable


class Cooldown:
    """Remembers who asked within the last so many seconds, and nobody longer."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._clock = clock
        self._until: OrderedDict[int, float] = OrderedDict()  # by user, the earliest end first

    def take(self, user: int) -> float:
        """Seconds that the user still has to wait; 0 means that they may ask, and from now on must wait."""
        now = self._clock()
        while self._until and next(iter(self._until.values())) <= now:
            self._until.popitem(last=False)
        if user in self._until:
            return self._until[user] - now
        self._until[user] = now + self._seconds
        return 0.0
