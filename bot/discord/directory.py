"""Whom and which sources the index holds, kept in memory for one generation."""

from dataclasses import dataclass, field
from typing import Self

from bot.discord.engine import Engine
from bot.discord.name_index import NameIndex

Counted = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Listing:
    """Names with how often each occurs, most first."""

    counted: tuple[Counted, ...] = ()
    names: NameIndex = field(default_factory=lambda: NameIndex(()))

    @classmethod
    def of(cls, counted: list[Counted]) -> Self:
        """Made in order; takes a second for a hundred thousand names."""
        return cls(tuple(counted), NameIndex(name for name, _ in counted))


@dataclass(frozen=True, slots=True)
class Directory:
    """The speakers and sources of one generation."""

    speakers: Listing = field(default_factory=Listing)
    sources: Listing = field(default_factory=Listing)

    @classmethod
    def read(cls, engine: Engine) -> Self:
        """What the engine's index holds now; to be called outside of the event loop."""
        return cls(Listing.of(engine.speakers()), Listing.of(engine.sources()))
