"""What a build tells: while it runs, and when it is done."""

from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from embeddings.encoder import Progress


class Reporter(Protocol):
    """Shows a person that long work goes on."""

    def stage(self, name: str, total: int) -> AbstractContextManager[Progress]:
        """Enter a stage with so many items; its value is called with the number of items done since."""
        ...


@dataclass(slots=True)
class Report:
    """What a build did; filled in as it goes."""

    attributor: str = ""
    generation: str = ""
    new: int = 0  # documents
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    encoded: int = 0  # paragraphs
    reused: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    ignored: Counter[str] = field(default_factory=Counter)  # files of other suffixes
    skipped: dict[str, str] = field(default_factory=dict)  # file to reason
    warnings: dict[str, str] = field(default_factory=dict)
    distrusted: str | None = None  # why the generation before was not used

    @property
    def documents(self) -> int:
        """How many documents the index holds."""
        return self.new + self.changed + self.unchanged

    @property
    def wrote(self) -> bool:
        """Whether there was anything to write."""
        return bool(self.generation)
