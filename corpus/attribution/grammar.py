"""Which words of a parsed text report speech, and whether what was said stands with them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from corpus.attribution.lexicon import Lexicon
from corpus.attribution.phrases import Phrases
from corpus.attribution.readings import Mention, Statement
from corpus.attribution.sources import SUBJECTS, Sources, is_main, of_according

Token = Any  # spacy.tokens.Token: spaCy is not imported before it is needed
Quoted = Callable[[int], bool]  # whether the parsed text is quoted at an offset
_ACCORDING = "according"
_ABOUT = ("about", "of", "against", "on")
_EMBEDDED = ("relcl", "acl", "pcomp", "csubj")
_REPORTED = ("ccomp", "conj", "advcl", "xcomp", "relcl")
_NEAR = (-4, -3, -2, 1, 2, 3, 4, 5)  # words from the verb at which a quotation still is its content


class Grammar:
    """Finds statements in a parsed text. Offsets are those of the parsed text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._cues = {_ACCORDING, *lexicon.cues}
        self._phrases = Phrases(lexicon)
        self._sources = Sources(lexicon)

    def statements(self, doc: Any, quoted: Quoted) -> Iterator[Statement]:
        """The reporting cues outside quotation marks, in order; without sources where these cannot be told."""
        cues = (token for token in doc if token.lower_ in self._cues and not quoted(token.idx))
        return (found for token in cues if (found := self._statement(token, quoted)) is not None)

    def subjects(self, doc: Any) -> tuple[int, ...]:
        """Offsets of the names that are subjects of main clauses, or own such a subject."""
        subjects = [t for t in doc if t.dep_ in SUBJECTS and is_main(t.head)]
        owners = [c for t in subjects for c in t.children if c.dep_ == "poss"]
        return tuple(t.idx for t in (*subjects, *owners) if t.text[0].isupper())

    def _statement(self, token: Token, quoted: Quoted) -> Statement | None:
        if token.lower_ == _ACCORDING and token.i + 1 < len(token.doc) and token.nbor(1).lower_ == "to":
            return self._stated(token, "according to", of_according(token), has_subject=True)
        cue = self._lexicon.cues.get(token.lower_)
        if cue is None or not _is_verb(token) or not self._has_content(token, cue, quoted):
            return None
        sources = [s for s in self._sources.of_verb(token) if not quoted(s.idx)]
        if not sources and token.tag_ not in ("VBD", "VBZ", "VBP"):
            return None
        return self._stated(
            token,
            cue,
            sources,
            reporters=self._reporters(token, quoted),
            has_subject=any(c.dep_ in SUBJECTS for c in token.children),
            given=_is_given(token, quoted),
            main=is_main(token) or (token.dep_ == "advcl" and token.tag_ == "VBG"),
        )

    def _stated(self, token: Token, cue: str, sources: Sequence[Token], **marks: Any) -> Statement:
        mentions = self._mentions(sources)
        start = min([token.idx, *(m.start for m in mentions)])
        end = max([token.idx + len(token), *(m.end for m in mentions)])
        return Statement(mentions, cue, start, end, **marks)

    def _mentions(self, sources: Sequence[Token]) -> tuple[Mention, ...]:
        return tuple(m for s in sources if (m := self._phrases.mention(s)) is not None)

    def _has_content(self, verb: Token, cue: str, quoted: Quoted) -> bool:
        """Whether what the verb needs for speech stands with it: a clause, a quotation, a subject matter."""
        frame = self._lexicon.frames[cue]
        if frame == "free":
            return True
        if frame != "quotation" and (verb.dep_ == "parataxis" or any(c.dep_ == "ccomp" for c in verb.children)):
            return True
        if frame == "about" and any(c.dep_ == "prep" and c.lower_ in _ABOUT for c in verb.children):
            return True
        if cue == "point" and any(c.lower_ in ("out", "to") for c in verb.children):
            return True
        near = (verb.i + distance for distance in _NEAR)
        return any(quoted(verb.doc[i].idx) for i in near if 0 <= i < len(verb.doc))

    def _reporters(self, verb: Token, quoted: Quoted) -> tuple[Mention, ...]:
        """The sources of a cue whose content this statement is part of."""
        below, above = verb, verb.head
        while above != below and below.dep_ in _REPORTED:
            if below.dep_ == "ccomp" and above.lower_ in self._lexicon.cues and not quoted(above.idx):
                return self._mentions(self._sources.of_verb(above))
            below, above = above, above.head
        return ()


def _is_verb(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX") or token.tag_.startswith("VB")


def _is_given(verb: Token, quoted: Quoted) -> bool:
    """Whether the words are given, so that even an organisation may be their source."""
    if verb.dep_ in _EMBEDDED:
        return False
    clauses = any(c.dep_ in ("ccomp", "xcomp") for c in verb.children)
    described = any(c.dep_ == "prep" and c.lower_ in ("as", "of") for c in verb.children)
    floats = verb.dep_ == "parataxis" or _follows_comma(verb)
    return clauses or described or floats or any(quoted(t.idx) for t in verb.sent)


def _follows_comma(verb: Token) -> bool:
    """Whether source and verb come after what was said: "Fishing will stop, the ministry said."."""
    subjects = [c for c in verb.children if c.dep_ in SUBJECTS]
    first = subjects[-1].left_edge if subjects else verb
    return first.i > 0 and first.nbor(-1).text == "," and not any(c.dep_ == "dobj" for c in verb.children)
