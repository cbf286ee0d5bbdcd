"""The source of a reporting cue by regular expressions: where there is no parser, or where it saw none."""

import re
from collections.abc import Sequence

from corpus.attribution.lexicon import Lexicon
from corpus.attribution.names import NAME_RUN
from corpus.attribution.readings import Mention, Sort

_PRONOUN = re.compile(r"\b(?:he|she|they)$", re.IGNORECASE)
_LAST_NAME = re.compile(rf"(?<![\w’'-]){NAME_RUN.pattern}$")
_OPENING = r"\W*(?:(?:But|And|Yet|So|Still)\s)?(?:(?:In|On|At|After|For|By|Last|Earlier)\s[^,]{2,60},\s)?"
_APPOSED = re.compile(
    rf"{_OPENING}(?:the\s(?:[a-z]+\s)*)?({NAME_RUN.pattern}),?\s(?:[^“”\"]*,|[–—-].*[–—-]|\([^)]*\))$"
)
_INVERTED = re.compile(rf"\s+(?:(?:the|a|an|former|then)\s+)?(?:[a-z][\w’'-]*\s+){{0,6}}?({NAME_RUN.pattern})")
_ROLE = re.compile(r"\s+((?:[\w’'-]+\s+){0,4}?([\w-]+))\b")
_CLAUSE = re.compile(r"(?:.*[,;:”\"]\s+|.*\b(?:and|but|that|as|while|when|because|if)\s+)?")
_ARTICLE = re.compile(r"(?:the|a|an|both)\s+", re.IGNORECASE)
_LONGEST_ROLE = 5  # words
_LONGEST_PRONOUN, _LONGEST_NAME = 4, 300  # characters: what ends a text is not looked for all the way


class Patterns:
    """Finds the source of one cue in its sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def source(self, text: str, sentence: tuple[int, int], cue: tuple[int, int]) -> Mention | None:
        """The source that stands before a cue, with or without a description between them, or right behind it."""
        return self._before(text, sentence[0], cue[0]) or self._behind(text, cue[1], sentence[1])

    def according(self, text: str, start: int, end: int) -> Mention | None:
        """The source that follows "according to"."""
        return self._behind(text, start, end) or self._role_behind(text, start, end)

    def _before(self, text: str, start: int, cue: int) -> Mention | None:
        before = self._without_adverbs(text[start:cue])
        if found := _PRONOUN.search(before, max(0, len(before) - _LONGEST_PRONOUN)):
            return Mention(found.group(), start + found.start(), start + found.end(), Sort.PRONOUN)
        if found := _LAST_NAME.search(before, max(0, len(before) - _LONGEST_NAME)):
            return self._name(found.group(), start + found.start())
        if found := _APPOSED.match(before):
            return self._name(found.group(1), start + found.start(1))
        return self._role_before(text, start, start + len(before))

    def _without_adverbs(self, before: str) -> str:
        """The text up to its last word that is neither an adverb nor an auxiliary nor a day."""
        while True:
            before = before.rstrip()
            rest, _, word = before.rpartition(" ")
            if not (word.lower() in self._lexicon.with_verb or word.endswith(("ly", "day"))):
                return before
            before = rest

    def _behind(self, text: str, start: int, end: int) -> Mention | None:
        found = _INVERTED.match(text, start, end)
        return self._name(found.group(1), found.start(1)) if found else None

    def _name(self, run: str, start: int) -> Mention | None:
        """The name in a run of capitalised words, without those that only begin the sentence."""
        words = list(re.finditer(r"\S+", run))
        names = [word for word in words if word.group().lower() not in self._lexicon.never]
        if not names:
            return None
        offset = names[0].start()
        sort = self._sort([word.group() for word in names])
        return Mention(run[offset:], start + offset, start + len(run), sort, names[-1].group().lower())

    def _sort(self, words: Sequence[str]) -> Sort:
        noun = self._lexicon.speaking.get(words[-1].lower())
        if noun is not None:
            return Sort(noun)
        if len(words) == 1 and len(words[0]) > 1 and words[0].isupper():
            return Sort.ORGANISATION
        if " ".join(words).lower() in self._lexicon.capitals or words[0] in self._lexicon.capitals.values():
            return Sort.PLACE
        return Sort.NAME if len(words) > 1 else Sort.WORD

    def _role_before(self, text: str, start: int, end: int) -> Mention | None:
        clause = _CLAUSE.match(text[start:end])
        start += clause.end() if clause else 0
        words = text[start:end].split()
        sort = self._lexicon.speaking.get(words[-1].lower()) if 0 < len(words) <= _LONGEST_ROLE else None
        return _phrase(text, start, end, Sort(sort), words[-1].lower()) if sort else None

    def _role_behind(self, text: str, start: int, end: int) -> Mention | None:
        found = _ROLE.match(text, start, end)
        while found and found.group(2).lower() not in self._lexicon.speaking:
            longer = re.compile(rf"\s+({re.escape(found.group(1))}\s+([\w-]+))\b").match(text, start, end)
            found = longer if longer and len(longer.group(1).split()) <= _LONGEST_ROLE else None
        if found is None:
            return None
        head = found.group(2).lower()
        return _phrase(text, found.start(1), found.end(1), Sort(self._lexicon.speaking[head]), head)


def _phrase(text: str, start: int, end: int, sort: Sort, head: str) -> Mention:
    article = _ARTICLE.match(text, start, end)
    definite = article is not None and article.group().lower().startswith(("the", "both"))
    start = article.end() if article else start
    return Mention(text[start:end], start, end, sort, head, definite)
