"""The words of a parsed text that a source stands in: a name, a role with what belongs to it, a pronoun."""

from typing import Any

from corpus.attribution.lexicon import Lexicon
from corpus.attribution.readings import Mention, Sort

Token = Any  # spacy.tokens.Token: spaCy is not imported before it is needed
PRONOUNS = ("he", "she", "they")
_PLACES = ("GPE", "LOC", "NORP")
_BEFORE = ("det", "amod", "compound", "poss", "nmod", "nummod", "quantmod")
_BEHIND = ("of", "for", "from", "at", "in", "on")


class Phrases:
    """Turns the head word of a source into a mention."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def mention(self, head: Token) -> Mention | None:
        """The words that `head` stands in as a source, or nothing when it cannot speak."""
        if head.lower_ in PRONOUNS:
            return _words(head, head.i, head.i, Sort.PRONOUN)
        if (named := _named(head)) is not None:
            return named
        if (sort := self._noun_sort(head)) is not None:
            return _phrase(head, sort)
        if head.pos_ == "PROPN" or self._is_mistagged_name(head):
            return _proper(head)
        return _proper(head) if head.ent_type_ in ("ORG", *_PLACES) else None

    def _noun_sort(self, head: Token) -> Sort | None:
        """What a noun that can speak is; "foreign ministry" may have been taken for a name."""
        sort = self._lexicon.speaking.get(head.lower_)
        taken = head.pos_ == "PROPN" and not head.ent_type_ and (head.text.islower() or sort == "organisation")
        return Sort(sort) if sort and (head.pos_ == "NOUN" or taken) else None

    def _is_mistagged_name(self, head: Token) -> bool:
        """Whether a surname that begins a sentence was taken for a common noun: "Hannity asked"."""
        if head.pos_ != "NOUN" or head.ent_type_ or not head.text[0].isupper():
            return False
        before = head.nbor(-1) if head.i else None
        modified = before is not None and before.head == head and before.text.islower()
        return head.lower_ not in self._lexicon.speaking and not modified


def _named(head: Token) -> Mention | None:
    """A person, or the name that stands beside a role: "his spokesman, Jason Miller"."""
    if head.ent_type_ == "PERSON":
        return _entity(head, Sort.PERSON)
    for child in head.children:
        if child.dep_ == "appos" and child.ent_type_ in ("PERSON", "ORG"):
            return _entity(child, Sort.PERSON if child.ent_type_ == "PERSON" else Sort.ORGANISATION)
    return None


def _entity(head: Token, sort: Sort) -> Mention:
    doc, first, last = head.doc, head.i, head.i
    while first > 0 and doc[first].ent_iob_ == "I":
        first -= 1
    while last + 1 < len(doc) and doc[last + 1].ent_iob_ == "I":
        last += 1
    return _words(head, first, last, sort)


def _proper(head: Token) -> Mention:
    if head.ent_type_ == "ORG":
        owned = any(child.dep_ == "poss" for child in head.children)
        return _phrase(head, Sort.ORGANISATION) if owned else _entity(head, Sort.ORGANISATION)
    if head.ent_type_ in _PLACES:
        return _entity(head, Sort.PLACE)
    first = head.i
    while first > 0 and (word := head.doc[first - 1]).pos_ == "PROPN" and first - 1 <= word.head.i <= head.i:
        first -= 1
    return _words(head, first, head.i, Sort.NAME if head.pos_ == "PROPN" else Sort.WORD)


def _phrase(head: Token, sort: Sort) -> Mention:
    """A noun with what stands before it and the prepositional phrases right behind it."""
    first = min([head.i, *(child.left_edge.i for child in head.lefts if child.dep_ in _BEFORE)])
    last = head.i
    for child in head.rights:
        if child.dep_ == "prep" and child.i == last + 1 and child.lower_ in _BEHIND:
            last = child.right_edge.i
    return _words(head, first, last, sort)


def _words(head: Token, first: int, last: int, sort: Sort) -> Mention:
    doc = head.doc
    definite = any(doc[i].lower_ in ("the", "both") for i in (first, first - 1) if i >= 0)
    while first < last and doc[first].lower_ in ("the", "a", "an", "both"):
        first += 1
    start, end = doc[first].idx, doc[last].idx + len(doc[last])
    return Mention(doc.text[start:end], start, end, sort, head.lower_, definite)
