"""Whose verb it is: the source tokens of a reporting cue in a dependency parse."""

from typing import Any

from corpus.attribution.lexicon import Lexicon
from corpus.attribution.phrases import PRONOUNS

Token = Any  # spacy.tokens.Token: spaCy is not imported before it is needed
SUBJECTS = ("nsubj", "nsubjpass")
_DEEPEST = 4  # verbs between a cue and the subject it shares
_CHAINED = ("conj", "xcomp", "advcl", "acl", "pcomp", "dep", "ccomp")
_FINITE = ("VBD", "VBZ", "VBP")


class Sources:
    """Finds the head words of those who say, tell or announce."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def of_verb(self, verb: Token, depth: int = 0) -> list[Token]:
        """The sources of a reporting verb, through conjunction, participles and relative clauses."""
        if (own := self._own(verb)) is not None:
            return own
        if (above := self._above(verb)) is not None and depth < _DEEPEST:
            return self.of_verb(above, depth + 1)
        if verb.dep_ == "acl" and verb.head.pos_ == "PROPN" and verb.tag_ == "VBG":
            return [verb.head]
        return _beside(verb) or _stranded(verb)

    def _own(self, verb: Token) -> list[Token] | None:
        """The verb's own subject, or the agent of a passive; "was quoted as saying" keeps its subject."""
        passive = [c for c in verb.children if c.dep_ == "nsubjpass"]
        if passive and self._lexicon.cues.get(verb.lower_) != "quote":
            agents = [p for c in verb.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"]
            return [token for agent in agents for token in with_joined(agent)]
        subjects = [c for c in verb.children if c.dep_ == "nsubj"] or passive
        if not subjects:
            return None
        if subjects[-1].tag_ in ("WP", "WDT") or subjects[-1].lower_ == "that":
            return [verb.head] if verb.dep_ == "relcl" and verb.head.pos_ == "PROPN" else []
        return with_joined(subjects[-1])

    def _above(self, verb: Token) -> Token | None:
        """The verb whose subject this one shares."""
        if (outer := self._outer(verb)) is not None:
            return outer
        above = verb.head.head if verb.head.pos_ == "ADP" else verb.head
        return above if verb.dep_ in _CHAINED and above.pos_ in ("VERB", "AUX") else None

    def _outer(self, verb: Token) -> Token | None:
        """The cue that "and said" or ", adding" goes back to, over the clause that it reports.

        The parser joins such a verb to the verb next to it, which is part of what is said.
        """
        clause = verb.head
        cue = clause.head
        if clause.dep_ != "ccomp" or cue.lower_ not in self._lexicon.cues or not cue.i < clause.i < verb.i:
            return None
        goes_on = verb.dep_ == "conj" and verb.tag_ == cue.tag_
        adds = verb.dep_ == "advcl" and verb.tag_ == "VBG" and verb.nbor(-1).text == ","
        return cue if goes_on or adds else None


def of_according(token: Token) -> list[Token]:
    """The source that "according to" names."""
    to = token.nbor(1)
    named = (c for t in (to, token) for c in t.children if c.dep_ == "pobj" and c.i > to.i)
    source = next(named, None)
    return with_joined(source) if source is not None else []


def with_joined(token: Token) -> list[Token]:
    """A source and those who speak together with it; beside a name only names."""
    later = [c for c in token.conjuncts if c.i > token.i]
    if token.pos_ == "PROPN":
        return [token, *(c for c in later if c.pos_ == "PROPN" or c.ent_type_)]
    return [token, *(c for c in later if c.pos_ in ("PROPN", "NOUN"))]


def is_main(verb: Token) -> bool:
    """Whether a verb is that of a main clause, or of a statement that its cue follows."""
    while verb.dep_ in ("conj", "parataxis") or (verb.dep_ == "ccomp" and verb.i < verb.head.i):
        verb = verb.head
    return bool(verb.dep_ == "ROOT")


def _beside(verb: Token) -> list[Token]:
    """The name or pronoun right before or after a verb whose subject the parser did not see."""
    doc, i = verb.doc, verb.i - 1
    while i >= 0 and doc[i].pos_ in ("ADV", "AUX"):
        i -= 1
    if i >= 0 and (doc[i].lower_ in PRONOUNS or doc[i].ent_type_ == "PERSON"):
        return [doc[i]]
    behind = doc[verb.i + 1] if verb.i + 1 < len(doc) else None
    return [behind] if behind is not None and verb.tag_ in _FINITE and behind.ent_type_ == "PERSON" else []


def _stranded(verb: Token) -> list[Token]:
    """The name that a sentence without a main verb begins with: its verb is the one at hand."""
    root = verb.sent.root
    if root.pos_ != "PROPN" or root.i >= verb.i or verb.tag_ == "VBG":
        return []
    before = verb.nbor(-1)
    return [root] if before.text in (",", "-", "–", "—", ")") or before.pos_ in ("ADV", "AUX") else []
