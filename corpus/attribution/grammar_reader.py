"""Readings of paragraphs by a spaCy pipeline."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from corpus.attribution.condensing import condense
from corpus.attribution.grammar import Grammar
from corpus.attribution.lexicon import Lexicon
from corpus.attribution.quotation import find_quotations, is_quoted
from corpus.attribution.readings import Mention, Reading, Statement


class GrammarReader:
    """Reads paragraphs with a parser and an entity recogniser."""

    def __init__(self, pipeline: Any, lexicon: Lexicon) -> None:
        self._pipeline = pipeline
        self._grammar = Grammar(lexicon)

    def read(self, texts: Sequence[str]) -> Iterator[Reading]:
        marked = [find_quotations(text) for text in texts]
        condensed = [condense(t, q) for t, q in zip(texts, marked, strict=True)]
        docs = self._pipeline.pipe([c.text for c in condensed], batch_size=64)
        for text, quotations, short, doc in zip(texts, marked, condensed, docs, strict=True):

            def quoted(offset: int) -> bool:
                return is_quoted(short.origin(offset), quotations)

            def back(m: Mention) -> Mention:
                a = short.origin(m.start)
                b = short.origin(m.end - 1) + 1
                return replace(m, start=a, end=b, text=text[a:b])

            def whole(s: Statement) -> Statement:
                return replace(
                    s,
                    sources=tuple(map(back, s.sources)),
                    reporters=tuple(map(back, s.reporters)),
                    start=short.origin(s.start),
                    end=short.origin(s.end - 1) + 1,
                )

            people = tuple(e.text for e in doc.ents if e.label_ == "PERSON")
            yield Reading(
                text,
                quotations,
                people,
                tuple(short.origin(i) for i in self._grammar.subjects(doc)),
                tuple(whole(s) for s in self._grammar.statements(doc, quoted)),
            )
