"""The persons of an article with all forms of their names, and what the article says they are."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.attribution.descriptions import Descriptions
from corpus.attribution.introductions import full_names
from corpus.attribution.lexicon import Lexicon, read_lexicon
from corpus.attribution.names import NameTable
from corpus.attribution.roles import RolePhrases, Span
from corpus.records import Attribution, How, Introduction, Kind, Paragraph

_FIRST = 4  # paragraphs in which an article introduces those it is about
_ENDS = re.compile(r"\w{3}\.$")  # a word that ends a sentence, and no initial


class Introducer:
    """Reads how articles introduce people; it needs no parser, only the speakers that one found."""

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self._lexicon = lexicon or read_lexicon()
        self._descriptions = Descriptions(self._lexicon)
        self._phrases = RolePhrases(self._lexicon)

    def introductions(
        self, paragraphs: Sequence[Paragraph], said: Sequence[tuple[Attribution, ...]]
    ) -> tuple[Introduction, ...]:
        """Each form and each description of each person once, in the order of the article."""
        if not any(said):
            return ()
        body = [paragraph for paragraph in paragraphs if paragraph.kind is Kind.BODY]
        table = self._table(body, said)
        found = [one for paragraph in body for one in self._of(paragraph, table)]
        found += self._told_before(body, table)
        kept = {(one.speaker, one.form, one.role, one.organisation): one for one in reversed(found)}
        return tuple(reversed(kept.values()))

    def _table(self, body: Sequence[Paragraph], said: Sequence[tuple[Attribution, ...]]) -> NameTable:
        table = NameTable(self._lexicon)
        for attribution in (attribution for attributions in said for attribution in attributions):
            full = " " in attribution.speaker or attribution.how is How.SURNAME
            if full and attribution.speaker[0].isupper() and table.is_plausible(attribution.speaker):
                table.add(attribution.speaker)
        for tokens in full_names(table, [paragraph.text for paragraph in body]):
            if not any(_ENDS.search(token) for token in tokens):
                table.add(" ".join(tokens))
        return table

    def _of(self, paragraph: Paragraph, table: NameTable) -> Iterator[Introduction]:
        text, ordinal = paragraph.text, paragraph.ordinal
        for found in self._descriptions.find(text, table):
            role = _words(text, found.role.role) if found.role else None
            organisation = _words(text, found.role.organisation) if found.role else None
            titles = " ".join(word for word in found.form.split() if word not in found.person.tokens)
            nouns = self._phrases.nouns(role, titles)
            yield Introduction(found.person.name, ordinal, found.form, role, organisation, nouns)

    def _told_before(self, body: Sequence[Paragraph], table: NameTable) -> Iterator[Introduction]:
        """Whom one of the first paragraphs tells of without a name, where the next one begins with it."""
        for before, after in pairwise(body[:_FIRST]):
            span = self._descriptions.opening(before.text)
            first = next(table.mentions(after.text), None)
            if span and first and first[0] == 0 and next(table.mentions(before.text), None) is None:
                form = before.text[slice(*span)]
                yield Introduction(first[2].name, before.ordinal, form, nouns=self._phrases.nouns(form, ""))


def _words(text: str, span: Span | None) -> str | None:
    return None if span is None else text[slice(*span)]
