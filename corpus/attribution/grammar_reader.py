"""Readings of paragraphs by a spaCy pipeline."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.attribution.condensing import Condensed, condense
from corpus.attribution.grammar import Grammar
from corpus.attribution.lexicon import Lexicon
from corpus.attribution.pattern_reader import PatternReader, sentence_openers
from corpus.attribution.patterns import Patterns
from corpus.attribution.pipeline import Pipeline
from corpus.attribution.quotation import Quotation, find_quotations, is_quoted
from corpus.attribution.readings import Mention, Reading, Statement
from corpus.sentences import sentence_spans

BATCH = 64  # texts that are parsed together
LONGEST = 2_500  # characters that are parsed, which takes quadratic time; patterns read what is longer
_WORD = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class _Text:
    """A paragraph's text with its quotations, and what the parser sees of it."""

    text: str
    quotations: tuple[Quotation, ...]
    condensed: Condensed

    def is_quoted(self, offset: int) -> bool:
        """Whether the parser's text is quoted at an offset."""
        return is_quoted(self.condensed.origin(offset), self.quotations)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the paragraph for those in the parser's text."""
        return self.condensed.origin(start), self.condensed.origin(end - 1) + 1


class GrammarReader:
    """Reads paragraphs with a parser and an entity recogniser; without a cue in it, a paragraph is not parsed."""

    def __init__(self, pipeline: Pipeline, lexicon: Lexicon) -> None:
        self._pipeline = pipeline
        self._lexicon = lexicon
        self._grammar = Grammar(lexicon)
        self._patterns = Patterns(lexicon)
        self._of_long_texts = PatternReader(lexicon)

    @property
    def takes_long(self) -> bool:
        """Whether the pipeline is yet to be loaded, which takes a second."""
        return not self._pipeline.is_loaded

    def load(self) -> None:
        """Load the pipeline. Raises ModelError where it cannot be loaded."""
        self._pipeline.load()

    def read(self, texts: Sequence[str]) -> Iterator[Reading]:
        """One reading a paragraph, in order."""
        parsed = self._parsed([text for text in texts if len(text) <= LONGEST])
        long = self._of_long_texts.read([text for text in texts if len(text) > LONGEST])
        return (next(parsed if len(text) <= LONGEST else long) for text in texts)

    def _parsed(self, texts: Sequence[str]) -> Iterator[Reading]:
        prepared = [self._prepare(text) for text in texts]
        told = [self._has_cue(text) for text in prepared]
        with self._pipeline.running() as pipeline:
            parsed = iter(list(pipeline.pipe(_texts(prepared, told), batch_size=BATCH)))
            with pipeline.select_pipes(enable="ner"):
                named = iter(list(pipeline.pipe(_texts(prepared, [not t for t in told]), batch_size=BATCH)))
        for text, is_told in zip(prepared, told, strict=True):
            yield self._read(text, next(parsed)) if is_told else _unspoken(text, next(named))

    def _prepare(self, text: str) -> _Text:
        quotations = find_quotations(text)
        return _Text(text, quotations, condense(text, quotations))

    def _has_cue(self, text: _Text) -> bool:
        words = _WORD.finditer(text.condensed.text)
        return any(w.group().lower() in self._lexicon.cues or w.group().lower() == "according" for w in words)

    def _read(self, text: _Text, doc: Any) -> Reading:
        sentences = sentence_spans(text.text)
        return Reading(
            text.text,
            text.quotations,
            _people(doc),
            tuple(text.condensed.origin(i) for i in self._grammar.subjects(doc)),
            tuple(self._found(text, s, sentences) for s in self._grammar.statements(doc, text.is_quoted)),
        )

    def _found(self, text: _Text, statement: Statement, sentences: Sequence[tuple[int, int]]) -> Statement:
        """The statement at its place in the paragraph; patterns look for a source where the parser saw none."""
        start, end = text.span(statement.start, statement.end)
        sources, reporters = (tuple(_moved(m, text) for m in ms) for ms in (statement.sources, statement.reporters))
        if not sources and not statement.has_subject:
            sentence = next(s for s in reversed(sentences) if s[0] <= start)
            source = self._patterns.source(text.text, sentence, (start, end))
            if source and not is_quoted(source.start, text.quotations):
                sources = (source,)
                start, end = min(start, source.start), max(end, source.end)
        return replace(statement, sources=sources, reporters=reporters, start=start, end=end)


def _texts(prepared: Sequence[_Text], chosen: Sequence[bool]) -> list[str]:
    return [text.condensed.text for text, is_chosen in zip(prepared, chosen, strict=True) if is_chosen]


def _unspoken(text: _Text, doc: Any) -> Reading:
    """A paragraph without a cue: only who is named in it matters."""
    return Reading(text.text, text.quotations, _people(doc), sentence_openers(text.text, text.quotations))


def _people(doc: Any) -> tuple[str, ...]:
    return tuple(entity.text for entity in doc.ents if entity.label_ == "PERSON")


def _moved(mention: Mention, text: _Text) -> Mention:
    start, end = text.span(mention.start, mention.end)
    return replace(mention, start=start, end=end, text=text.text[start:end])
