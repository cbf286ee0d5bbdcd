"""Whether an article is English: the rules know no other language, and none is better than a wrong speaker."""

import re
from collections.abc import Iterable

from corpus.attribution.lexicon import Lexicon

_WORD = re.compile(r"[^\W\d_]+")
_SHARE = 0.08  # English news has the listed words at 0.2 to 0.3, other languages below 0.03
_FEW = 12  # words that say too little about their language


def is_english(texts: Iterable[str], lexicon: Lexicon) -> bool:
    """Whether enough of the words are small words of English; very little text passes."""
    words = [word.group().lower() for text in texts for word in _WORD.finditer(text)]
    return len(words) < _FEW or sum(word in lexicon.english for word in words) > _SHARE * len(words)
