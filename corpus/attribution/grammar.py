"""Who says something, read from a dependency parse: the sources of reporting verbs and of "according to"."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from corpus.attribution.lexicon import Lexicon
from corpus.attribution.readings import Mention, Sort, Statement

Token = Any  # spacy.tokens.Token: spaCy is not imported before it is needed
Doc = Any
_SUBJECTS = ("nsubj", "nsubjpass")
_RELATIVES = ("who", "which", "that")
_CHAINED = ("conj", "xcomp", "advcl", "acl", "pcomp", "dep", "ccomp")
_PLACES = ("GPE", "LOC", "NORP")


class Grammar:
    """Finds statements in a parsed text. Offsets are those of the parsed text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def statements(self, doc: Doc, quoted: Callable[[int], bool]) -> Iterator[Statement]:
        """The reporting cues outside quotation marks, in order; without sources where these cannot be told."""
        for token in doc:
            if quoted(token.idx):
                continue
            if token.lower_ == "according" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
                yield self._statement(token, "according to", self._according(token), has_subject=True)
                continue
            cue = self._lexicon.cues.get(token.lower_)
            if cue is None or not self._is_verb(token) or not self._has_content(token, cue, quoted):
                continue
            sources = [s for s in self._sources(token) if not quoted(s.idx)]
            if sources or token.tag_ in ("VBD", "VBZ", "VBP"):
                yield self._statement(
                    token,
                    cue,
                    sources,
                    reporters=self._reporters(token, quoted),
                    has_subject=any(c.dep_ in _SUBJECTS for c in token.children),
                    given=self._is_stated(token, quoted),
                    main=self._is_main(token) or (token.dep_ == "advcl" and token.tag_ == "VBG"),
                )

    def _is_stated(self, verb: Token, quoted: Callable[[int], bool]) -> bool:
        """Whether the words are given, so that even an organisation may be their source."""
        kinds = {c.dep_ for c in verb.children}
        given = kinds & {"ccomp", "xcomp"} or any(c.lower_ in ("as", "of") and c.dep_ == "prep" for c in verb.children)
        embedded = verb.dep_ in ("relcl", "acl", "pcomp", "csubj")
        return not embedded and bool(given or verb.dep_ == "parataxis" or any(quoted(t.idx) for t in verb.sent))

    def _statement(self, token: Token, cue: str, sources: Sequence[Token], **marks: Any) -> Statement:
        mentions = tuple(m for s in sources if (m := self.mention(s)))
        start = min([token.idx, *(m.start for m in mentions)])
        end = max([token.idx + len(token), *(m.end for m in mentions)])
        return Statement(mentions, cue, start, end, **marks)

    def _has_content(self, verb: Token, cue: str, quoted: Callable[[int], bool]) -> bool:
        """Whether what the verb needs for speech stands with it: a clause, a quotation, a subject matter."""
        frame = self._lexicon.frames[cue]
        if frame == "free":
            return True
        kinds = {c.dep_ for c in verb.children}
        if frame != "quotation" and ("ccomp" in kinds or verb.dep_ == "parataxis"):
            return True
        if frame == "about" and any(
            c.dep_ == "prep" and c.lower_ in ("about", "of", "against", "on") for c in verb.children
        ):
            return True
        if cue == "point" and any(c.lower_ in ("out", "to") for c in verb.children):
            return True
        doc = verb.doc
        near = [verb.i + 1, verb.i + 2, verb.i - 2, verb.i - 3, verb.i - 4, verb.i + 3, verb.i + 4, verb.i + 5]
        return any(0 <= i < len(doc) and quoted(doc[i].idx) for i in near)

    def subjects(self, doc: Doc) -> tuple[int, ...]:
        """Offsets of the names that are subjects of main clauses, or own such a subject."""
        subjects = [t for t in doc if t.dep_ in _SUBJECTS and self._is_main(t.head)]
        owners = [c for t in subjects for c in t.children if c.dep_ == "poss"]
        return tuple(t.idx for t in (*subjects, *owners) if t.text[0].isupper())

    def _is_main(self, verb: Token) -> bool:
        """Whether a verb is that of a main clause, or of a statement that its cue follows."""
        while verb.dep_ in ("conj", "parataxis") or (verb.dep_ == "ccomp" and verb.i < verb.head.i):
            verb = verb.head
        return bool(verb.dep_ == "ROOT")

    def _is_verb(self, token: Token) -> bool:
        return token.pos_ in ("VERB", "AUX") or token.tag_.startswith("VB")

    def _reporters(self, verb: Token, quoted: Callable[[int], bool]) -> tuple[Mention, ...]:
        """The sources of a cue whose content this statement is part of."""
        below, above = verb, verb.head
        while above != below:
            if (
                below.dep_ in ("ccomp", "conj", "advcl", "xcomp")
                and above.lower_ in self._lexicon.cues
                and not quoted(above.idx)
            ):
                if below.dep_ == "ccomp":
                    return tuple(m for s in self._sources(above) if (m := self.mention(s)))
            elif below.dep_ not in ("ccomp", "conj", "advcl", "xcomp", "relcl"):
                break
            below, above = above, above.head
        return ()

    def _according(self, token: Token) -> list[Token]:
        to = token.doc[token.i + 1]
        for t in (to, token):
            for c in t.children:
                if c.dep_ == "pobj" and c.i > to.i:
                    return [c, *self._joined(c)]
        return []

    def _sources(self, verb: Token, depth: int = 0) -> list[Token]:
        subjects = [c for c in verb.children if c.dep_ == "nsubj"]
        passive = [c for c in verb.children if c.dep_ == "nsubjpass"]
        if passive and self._lexicon.cues.get(verb.lower_) != "quote":
            agents = [p for c in verb.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"]
            return [t for a in agents for t in (a, *self._joined(a))]
        subjects = subjects or passive
        if subjects:
            subject = subjects[-1]
            if subject.lower_ in _RELATIVES and subject.tag_ in ("WP", "WDT", "IN", "DT"):
                if verb.dep_ == "relcl" and verb.head.pos_ == "PROPN":
                    return [verb.head]
                return []
            return [subject, *self._joined(subject)]
        if (outer := self._outer(verb)) is not None:
            return self._sources(outer, depth + 1)
        if verb.dep_ == "acl" and verb.head.pos_ == "PROPN" and verb.tag_ == "VBG":
            return [verb.head]
        if depth < 4 and verb.dep_ in _CHAINED and verb.head != verb:
            above = verb.head
            if above.pos_ == "ADP":
                above = above.head
            if above.pos_ in ("VERB", "AUX"):
                return self._sources(above, depth + 1)
        return self._beside(verb) or self._stranded(verb)

    def _outer(self, verb: Token) -> Token | None:
        """The cue that "and said" or ", adding" goes back to, over the clause that it reports.

        The parser joins such a verb to the verb next to it, which is part of what is said.
        """
        clause = verb.head
        if clause.dep_ != "ccomp" or clause.head.lower_ not in self._lexicon.cues or clause.i > verb.i:
            return None
        goes_on = verb.dep_ == "conj" and verb.tag_ == clause.head.tag_
        adds = verb.dep_ == "advcl" and verb.tag_ == "VBG" and verb.nbor(-1).text == ","
        return clause.head if (goes_on or adds) and clause.head.i < verb.i else None

    def _stranded(self, verb: Token) -> list[Token]:
        """The name that a sentence without a main verb begins with: its verb is the one at hand."""
        root = verb.sent.root
        follows = verb.i > 0 and (verb.nbor(-1).text in (",", "-", "–", "—", ")") or verb.nbor(-1).pos_ in ("ADV", "AUX"))
        return [root] if root.pos_ == "PROPN" and root.i < verb.i and verb.tag_ != "VBG" and follows else []

    def _beside(self, verb: Token) -> list[Token]:
        """The name or pronoun right before or after a verb whose subject the parser did not see."""
        doc, i = verb.doc, verb.i - 1
        while i >= 0 and (doc[i].pos_ in ("ADV", "AUX")):
            i -= 1
        if i >= 0 and (doc[i].lower_ in ("he", "she", "they") or doc[i].ent_type_ == "PERSON"):
            return [doc[i]]
        i = verb.i + 1
        if i < len(doc) and verb.tag_ in ("VBD", "VBZ", "VBP") and (doc[i].ent_type_ == "PERSON"):
            while i + 1 < len(doc) and doc[i + 1].ent_type_ == "PERSON" and doc[i + 1].ent_iob_ == "I":
                i += 1
            return [doc[i]]
        return []

    def _joined(self, token: Token) -> list[Token]:
        if token.pos_ == "PROPN":
            return [c for c in token.conjuncts if c.i > token.i and (c.pos_ == "PROPN" or c.ent_type_)]
        return [c for c in token.conjuncts if c.i > token.i and c.pos_ in ("PROPN", "NOUN")]

    def mention(self, head: Token) -> Mention | None:
        """The words that `head` stands in as a source, or nothing when it cannot speak."""
        if head.lower_ in ("he", "she", "they"):
            return Mention(head.text, head.idx, head.idx + len(head), Sort.PRONOUN)
        if head.ent_type_ == "PERSON":
            return self._entity(head, Sort.PERSON)
        for child in head.children:
            if child.dep_ == "appos" and child.ent_type_ in ("PERSON", "ORG"):
                return self._entity(child, Sort.PERSON if child.ent_type_ == "PERSON" else Sort.ORGANISATION)
        word = head.lower_
        if head.pos_ == "PROPN" or (
            head.text[0].isupper()
            and word not in self._lexicon.speaking
            and not head.ent_type_
            and head.pos_ == "NOUN"
            and not self._lower_left(head)
        ):
            return self._proper(head)
        if head.pos_ == "NOUN" and (sort := self._lexicon.speaking.get(word)):
            return self._phrase(head, Sort(sort))
        if head.ent_type_ in ("ORG", *_PLACES):
            return self._proper(head)
        return None

    def _lower_left(self, head: Token) -> bool:
        return head.i > 0 and head.doc[head.i - 1].head.i == head.i and head.doc[head.i - 1].text.islower()

    def _entity(self, head: Token, sort: Sort) -> Mention:
        first = last = head.i
        doc = head.doc
        while first > 0 and doc[first].ent_iob_ == "I":
            first -= 1
        while last + 1 < len(doc) and doc[last + 1].ent_iob_ == "I":
            last += 1
        return _words(doc, first, last, sort)

    def _proper(self, head: Token) -> Mention:
        if head.ent_type_ == "ORG":
            owned = any(c.dep_ == "poss" for c in head.children)
            return self._phrase(head, Sort.ORGANISATION) if owned else self._entity(head, Sort.ORGANISATION)
        if head.ent_type_ in _PLACES:
            return self._entity(head, Sort.PLACE)
        first = head.i
        while first > 0 and (word := head.doc[first - 1]).pos_ == "PROPN" and first - 1 <= word.head.i <= head.i:
            first -= 1
        return _words(head.doc, first, head.i, Sort.NAME if head.pos_ == "PROPN" else Sort.WORD)

    def _phrase(self, head: Token, sort: Sort) -> Mention:
        """A noun with what stands before it and the prepositional phrases right behind it."""
        first = min(
            [
                head.i,
                *(
                    c.left_edge.i
                    for c in head.lefts
                    if c.dep_ in ("det", "amod", "compound", "poss", "nmod", "nummod", "quantmod")
                ),
            ]
        )
        last = head.i
        for child in head.rights:
            if child.dep_ == "prep" and child.i == last + 1 and child.lower_ in ("of", "for", "from", "at", "in", "on"):
                last = child.right_edge.i
        return _words(head.doc, first, last, sort, head.lower_)


def _words(doc: Doc, first: int, last: int, sort: Sort, head: str = "") -> Mention:
    definite = doc[first].lower_ in ("the", "both") or (first > 0 and doc[first - 1].lower_ in ("the", "both"))
    while first < last and doc[first].lower_ in ("the", "a", "an", "both"):
        first += 1
    start, end = doc[first].idx, doc[last].idx + len(doc[last])
    return Mention(doc.text[start:end], start, end, sort, head or doc[last].lower_, definite)
