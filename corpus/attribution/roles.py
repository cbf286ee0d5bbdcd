"""A phrase that says what somebody is, taken apart: the role, and the organisation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.attribution.lexicon import Lexicon

Span = tuple[int, int]
_PREPOSITION = re.compile(r"\s(?:of|for|at|from|in|with|on|to|by|and|who|whose|that|which)\s")
_LEADING = re.compile(
    r"(?:the|an?|his|her|their|its|our|then|now|also|once|long)\s+|(?:[\w’'.-]+\s){0,3}[\w.-]+[’']s?\s+", re.IGNORECASE
)
_CAPITALISED = r"[A-ZÀ-ÞĀ-Ž][\w’'&.-]*"
_LINKED = r"(?:[ ](?:of|for|and|de|the|&|on){1,2}(?:[ ]the)?)?"
_RUN = rf"{_CAPITALISED}(?:{_LINKED}[ ]{_CAPITALISED})*"
_SMALL = r"(?:the|an?|its|his|her|their)[ ](?:[\w’'-]+[ ]){0,4}?"
_VERBS = frozenset(
    {
        "would",
        "will",
        "is",
        "was",
        "are",
        "were",
        "be",
        "been",
        "has",
        "had",
        "have",
        "can",
        "could",
        "may",
        "might",
        "must",
        "should",
        "did",
        "does",
        "do",
    }
)
_OF_PLACES = frozenset(
    {  # "mayor of Tarrow", but "chairman of Apple"
        "mayor",
        "president",
        "governor",
        "minister",
        "king",
        "queen",
        "prince",
        "princess",
        "premier",
        "chancellor",
        "leader",
        "ambassador",
        "senator",
        "bishop",
        "archbishop",
        "emperor",
        "duke",
        "baron",
        "sheriff",
        "resident",
        "citizen",
        "native",
        "secretary",
        "student",
        "professor",
        "historian",
    }
)
_DOES = {"heads": "head", "leads": "leader", "chairs": "chair", "directs": "director", "edits": "editor"}
_DOES |= {"manages": "manager", "founded": "founder", "owns": "owner", "runs": "head"}
_LONGEST = 12  # words of a role


@dataclass(frozen=True, slots=True)
class Role:
    """Spans of one text, the role's without its article; at least one of the two is there."""

    role: Span | None
    organisation: Span | None


class RolePhrases:
    """Reads "a professor of history at Tarrow University" and "Tarrow council spokeswoman"."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        nouns = "|".join(map(re.escape, sorted(lexicon.organisations, key=len, reverse=True)))
        self._at = re.compile(
            rf"\s(?P<how>at|with|for|from|of|in|on)\s(?:the\s)?"
            rf"(?P<name>{_RUN})|\s(?:at|with|for|from|of|in)\s(?P<small>{_SMALL}(?:{nouns}))\b(?![’'])"
        )

    def is_head(self, word: str) -> bool:
        """Whether a noun says what one person is."""
        return word.lower() in self._lexicon.roles or word.lower().endswith(("ologist", "keeper", "wright", "monger"))

    def nouns(self, role: str | None, titles: str) -> tuple[str, ...]:
        """What a person is in one word, by a role and by the words in front of a name: minister, dean."""
        in_front = {word.lower() for word in titles.split()[-1:] if self.is_head(word)}
        if role is not None:
            preposition = _PREPOSITION.search(role)
            words = (role[: preposition.start()] if preposition else role).lower().split()
            in_front.add(_DOES.get(words[0], words[-1]))
        return tuple(sorted(in_front))

    def is_organisation(self, words: str) -> bool:
        """Whether a name holds the noun of an organisation."""
        return any(word.lower() in self._lexicon.organisations for word in re.findall(r"[\w-]+", words))

    def beside(self, text: str, span: Span) -> Role | None:
        """What an apposition says: nouns, of which the last is a role, and what belongs to it."""
        start, end = span
        leading = _LEADING.match(text, start, end)
        article = leading.group().lower().split()[0] if leading else ""
        small = article if article in ("a", "an", "the") else ""
        core = leading.end() if leading and (small or article in ("his", "her", "their", "its")) else start
        preposition = _PREPOSITION.search(text, core, end)
        first = text[core : preposition.start() if preposition else end].split()
        if not first or not self._names_a_role(first, small):
            return None
        return self._with_organisation(text, (core, end), core + len(text[core:end]) - len(text[core:end].lstrip()))

    def in_front(self, text: str, span: Span) -> Role:
        """What words in front of a name say, the last of them the role: "Tarrow council spokeswoman"."""
        words = list(re.finditer(r"\S+", text[: span[1]][span[0] :]))
        last = max((i for i, word in enumerate(words[:-1]) if self.is_organisation(word.group())), default=None)
        if last is None:
            return Role(span, None)
        name = re.sub(r"[’']s?$", "", text[span[0] : span[0] + words[last].end()])
        return Role((span[0] + words[last + 1].start(), span[1]), (span[0], span[0] + len(name)))

    def organisation(self, text: str, start: int, end: int) -> Span | None:
        """The first organisation that a preposition names in a part of the text."""
        return next(self._organisations(text, start, end, head=""), None)

    def _names_a_role(self, nouns: list[str], article: str) -> bool:
        first = nouns[0].lower()
        if any(word.lower() in _VERBS for word in nouns) or (
            first.endswith("ed") and first not in self._lexicon.modifiers
        ):
            return False
        if self.is_head(nouns[-1].strip(".")):
            return True
        return (
            article in ("a", "an")
            and len(nouns) <= 3
            and nouns[-1].islower()
            and nouns[-1].isalpha()
            and (nouns[-1].endswith(("er", "or", "ist", "ian", "ant", "man", "woman", "ese", "eer")))
        )

    def _with_organisation(self, text: str, span: Span, start: int) -> Role:
        preposition = _PREPOSITION.search(text, start, span[1])
        head = text[start : preposition.start() if preposition else span[1]].split()[-1].lower()
        found = next(self._organisations(text, start, span[1], head=head), None)
        if found is None:
            front = self.in_front(text, (start, preposition.start() if preposition else span[1]))
            if front.organisation is not None and front.role is not None:
                return Role((front.role[0], _shortened(text, front.role[0], span[1])), front.organisation)
            return Role((start, _shortened(text, start, span[1])), None)
        before = re.search(r"\s(?:at|with|for|from|of|in|on)\s(?:the\s)?$", text[: found[0]])
        return Role((start, before.start() if before else found[0]), found)

    def _organisations(self, text: str, start: int, end: int, *, head: str) -> Iterator[Span]:
        """Organisations with a name, then one without: "the school"."""
        position, unnamed = start, None
        while (found := self._at.search(text, position, end)) is not None:
            position = found.end() - 1
            if found["small"]:
                unnamed = unnamed or (found.start("small") + _article(found["small"]), found.end("small"))
            elif self._is_titled(found["name"]):
                position = found.end()
            elif self._is_place_of_work(found, head):
                yield found.start("name"), self._extended(text, found.end("name"), end)
        if unnamed:
            yield unnamed

    def _is_titled(self, name: str) -> bool:
        return any(word.lower() in self._lexicon.titles for word in name.split())

    def _is_place_of_work(self, found: re.Match[str], head: str) -> bool:
        of_that = found["how"] == "of" and bool(head) and head not in _OF_PLACES
        return of_that or found["how"] in ("at", "with", "for", "from") or self.is_organisation(found["name"])

    def _extended(self, text: str, end: int, limit: int) -> int:
        """The end of an organisation's name with the one that it is part of: "… at the Academy of Sciences"."""
        found = self._at.match(text, end, limit)
        inside = found and found["name"] and found["how"] in ("at", "of", "in") and self.is_organisation(found["name"])
        return found.end("name") if found and inside else end


def _article(words: str) -> int:
    found = re.match(r"(?:the|an?|its|his|her|their) ", words)
    return found.end() if found else 0


def _shortened(text: str, start: int, end: int) -> int:
    """The end of a role that is not longer than one can read in a line."""
    words = list(re.finditer(r"\S+", text[start:end]))
    return start + words[_LONGEST - 1].end() if len(words) > _LONGEST else start + len(text[start:end].rstrip())
