"""Who says something, read with regular expressions: for machines without a parser, and where a parser is lost."""

import re
from collections.abc import Iterator, Sequence

from corpus.attribution.lexicon import Lexicon
from corpus.attribution.names import NAME_RUN
from corpus.attribution.quotation import Quotation, find_quotations, is_quoted
from corpus.attribution.readings import Mention, Reading, Sort, Statement
from corpus.sentences import sentence_spans

_WORD = re.compile(r"[A-Za-z]+")
_BETWEEN = re.compile(
    r"(?:\s+(?:also|then|later|again|once|now|even|just|still|only|never|not|both|all|often|first|since|recently|today|"
    r"has|have|had|did|does|was|is|are|were|be|been|would|will|could|can|might|\w+ly|"
    r"(?:on|last|this)\s+\w+day|\w+day|went on to))*\s*$"
)
_PRONOUN = re.compile(r"\b(he|she|they)$", re.IGNORECASE)
_NAME = re.compile(f"(?:{NAME_RUN.pattern})$")
_APPOSED = re.compile(
    rf"^\W*(?:(?:But|And|Yet|So|Still)\s)?(?:(?:\w+\s)?(?:In|On|At|After|For|By|Last|Earlier)[^,]{{2,60}},\s)?({NAME_RUN.pattern}),?\s(?:[^“”\"]*,|[–—-].*[–—-]|\([^)]*\))$"
)
_AFTER = re.compile(rf"\s+(?:(?:the|a|an|former|then)\s+)?(?:[a-z][\w’'-]*\s+){{0,6}}?({NAME_RUN.pattern})")
_ROLE = re.compile(r"((?:[A-Za-z][\w’'-]*\s+){0,4}?([A-Za-z-]+))$")
_CLAUSE = re.compile(r"(?:.*[,;:”\"]\s+|.*\b(?:and|but|that|as|while|when|because|if)\s+)?")


class Patterns:
    """Finds the source of one cue in a sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def source(self, text: str, sentence: tuple[int, int], cue: tuple[int, int]) -> Mention | None:
        """The source that stands before a cue or right behind it."""
        return self._before(text, sentence[0], cue[0]) or self._behind(text, cue[1], sentence[1])

    def according(self, text: str, start: int, end: int) -> Mention | None:
        """The source after "according to"."""
        return self._behind(text, start, end) or self._role(text, start, end)

    def _before(self, text: str, start: int, cue: int) -> Mention | None:
        end = start + len(_BETWEEN.sub("", text[start:cue]))
        before = text[start:end]
        if found := _PRONOUN.search(before):
            return Mention(found.group(1), start + found.start(1), end, Sort.PRONOUN)
        if found := self._last_name(before):
            return self._name(found.group(), start + found.start())
        if before.endswith((",", "-", "–", "—", ")")) and (found := _APPOSED.match(before)):
            return self._name(found.group(1), start + found.start(1))
        return self._role_before(text, start, end)

    def _last_name(self, before: str) -> re.Match[str] | None:
        found = None
        for found in NAME_RUN.finditer(before):
            pass
        return found if found and found.end() == len(before) else None

    def _behind(self, text: str, start: int, end: int) -> Mention | None:
        if found := _AFTER.match(text, start, end):
            return self._name(found.group(1), found.start(1))
        return None

    def _name(self, run: str, start: int) -> Mention | None:
        words = run.split()
        while words and words[0].lower() in self._lexicon.never:
            start += run.index(words[1]) if len(words) > 1 else 0
            run = run[run.index(words[1]) :] if len(words) > 1 else ""
            words = words[1:]
        if not words:
            return None
        return Mention(run, start, start + len(run), self._sort(words), words[-1].lower())

    def _sort(self, words: Sequence[str]) -> Sort:
        last = words[-1].lower()
        if self._lexicon.speaking.get(last) == "organisation" or (
            len(words) == 1 and words[0].isupper() and len(words[0]) > 1
        ):
            return Sort.ORGANISATION
        if last in self._lexicon.speaking:
            return Sort.ROLE
        return Sort.NAME if len(words) > 1 else Sort.WORD

    def _role_before(self, text: str, start: int, end: int) -> Mention | None:
        clause = start + len(_CLAUSE.match(text[start:end]).group())  # type: ignore[union-attr]
        words = text[clause:end].split()
        if not 0 < len(words) <= 5:
            return None
        head = words[-1].lower()
        if (sort := self._lexicon.speaking.get(head)) is None:
            return None
        return _phrase(text, clause, end, Sort(sort), head)

    def _role(self, text: str, start: int, end: int) -> Mention | None:
        found = re.compile(r"\s+((?:[\w’'-]+\s+){0,4}?([\w-]+))\b").match(text, start, end)
        while found:
            head = found.group(2).lower()
            if head in self._lexicon.speaking:
                return _phrase(text, found.start(1), found.end(1), Sort.ROLE, head)
            return None
        return None


def _phrase(text: str, start: int, end: int, sort: Sort, head: str) -> Mention:
    article = re.match(r"(?:the|a|an|both)\s+", text[start:end], re.IGNORECASE)
    definite = bool(article and article.group().lower().startswith(("the", "both")))
    start += article.end() if article else 0
    return Mention(text[start:end], start, end, sort, head, definite)


def sentence_openers(text: str, quotations: Sequence[Quotation]) -> tuple[int, ...]:
    """Offsets of the names that begin a sentence outside quotation marks: most are its subject."""
    starts = (start for start, _ in sentence_spans(text) if NAME_RUN.match(text, start))
    return tuple(start for start in starts if not is_quoted(start, quotations))


class PatternReader:
    """Reads paragraphs with regular expressions alone."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._patterns = Patterns(lexicon)

    def read(self, texts: Sequence[str]) -> Iterator[Reading]:
        """One reading a paragraph, in order."""
        for text in texts:
            quotations = find_quotations(text)
            statements = tuple(self._statements(text, quotations))
            people = tuple(m.text for s in statements for m in s.sources if m.sort is Sort.NAME)
            yield Reading(text, quotations, people, sentence_openers(text, quotations), statements)

    def _statements(self, text: str, quotations: Sequence[Quotation]) -> Iterator[Statement]:
        for sentence in sentence_spans(text):
            for word in _WORD.finditer(text, *sentence):
                if is_quoted(word.start(), quotations):
                    continue
                statement = self._statement(text, sentence, word, quotations)
                if statement:
                    yield statement

    def _statement(
        self, text: str, sentence: tuple[int, int], word: re.Match[str], quotations: Sequence[Quotation]
    ) -> Statement | None:
        form = word.group().lower()
        if form == "according" and text[word.end() : word.end() + 3] == " to":
            source = self._patterns.according(text, word.end() + 3, sentence[1])
            return _stated(source, "according to", word) if source else None
        cue = self._lexicon.cues.get(form)
        if cue is None or form == cue or form.endswith("ing"):
            return None
        near = any(abs(q.start - word.end()) < 12 or abs(word.start() - q.end) < 40 for q in quotations)
        if self._lexicon.frames[cue] != "free" and not near:
            return None
        source = self._patterns.source(text, sentence, word.span())
        if source is None or is_quoted(source.start, quotations):
            return Statement((), cue, word.start(), word.end()) if form == "said" else None
        return _stated(source, cue, word)


def _stated(source: Mention, cue: str, word: re.Match[str]) -> Statement:
    return Statement((source,), cue, min(source.start, word.start()), max(source.end, word.end()))
