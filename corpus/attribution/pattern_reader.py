"""Readings of paragraphs by regular expressions alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.attribution.lexicon import Lexicon
from corpus.attribution.names import NAME_RUN
from corpus.attribution.patterns import Patterns
from corpus.attribution.quotation import Quotation, find_quotations, is_quoted
from corpus.attribution.readings import Mention, Reading, Sort, Statement
from corpus.sentences import sentence_spans

_WORD = re.compile(r"[A-Za-z]+")
_BEFORE, _BEHIND = 40, 12  # characters between a cue and a quotation that is its content


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str  # of the paragraph
    start: int
    end: int
    quotations: tuple[Quotation, ...]


class PatternReader:
    """Reads paragraphs without a parser: finite verbs with a source before or behind them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._patterns = Patterns(lexicon)

    @property
    def takes_long(self) -> bool:
        """There is nothing to load."""
        return False

    def load(self) -> None:
        """There is nothing to load."""

    def read(self, texts: Sequence[str]) -> Iterator[Reading]:
        """One reading a paragraph, in order."""
        for text in texts:
            quotations = find_quotations(text)
            sentences = [_Sentence(text, start, end, quotations) for start, end in sentence_spans(text)]
            statements = tuple(s for sentence in sentences for s in self._statements(sentence))
            people = tuple(m.text for s in statements for m in s.sources if m.sort is Sort.NAME)
            yield Reading(text, quotations, people, sentence_openers(text, quotations), statements)

    def _statements(self, sentence: _Sentence) -> Iterator[Statement]:
        for word in _WORD.finditer(sentence.text, sentence.start, sentence.end):
            unquoted = not is_quoted(word.start(), sentence.quotations)
            if unquoted and (statement := self._statement(sentence, word)) is not None:
                yield statement

    def _statement(self, sentence: _Sentence, word: re.Match[str]) -> Statement | None:
        form = word.group().lower()
        if form == "according" and sentence.text.startswith(" to", word.end()):
            source = self._patterns.according(sentence.text, word.end() + 3, sentence.end)
            return _stated(source, "according to", word, given=True) if source else None
        cue = self._lexicon.cues.get(form)
        if cue is None or form == cue or form.endswith("ing"):
            return None
        near = _has_quotation_near(word, sentence.quotations)
        if self._lexicon.frames[cue] != "free" and not near:
            return None
        given = near or cue == "say" or sentence.text.startswith(" that ", word.end())
        source = self._patterns.source(sentence.text, (sentence.start, sentence.end), word.span())
        if source is not None and not is_quoted(source.start, sentence.quotations):
            return _stated(source, cue, word, given=given)
        return Statement((), cue, *word.span()) if cue == "say" else None


def sentence_openers(text: str, quotations: Sequence[Quotation]) -> tuple[int, ...]:
    """Offsets of the names that begin a sentence outside quotation marks: most are its subject."""
    starts = (start for start, _ in sentence_spans(text) if NAME_RUN.match(text, start))
    return tuple(start for start in starts if not is_quoted(start, quotations))


def _has_quotation_near(word: re.Match[str], quotations: Sequence[Quotation]) -> bool:
    return any(abs(q.start - word.end()) < _BEHIND or abs(word.start() - q.end) < _BEFORE for q in quotations)


def _stated(source: Mention, cue: str, word: re.Match[str], *, given: bool) -> Statement:
    return Statement((source,), cue, min(source.start, word.start()), max(source.end, word.end()), given=given)
