"""Who says what in an article."""

from corpus.attribution.attributor import Attributor
from corpus.attribution.opening import open_attributor

__all__ = ["Attributor", "open_attributor"]
