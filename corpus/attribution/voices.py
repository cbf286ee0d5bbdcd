"""Who speaks in each paragraph of one article, from what a reader found in its paragraphs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.attribution.contents import contents, sentence_of, whole
from corpus.attribution.lexicon import Lexicon
from corpus.attribution.introductions import name_table
from corpus.attribution.quotation import opens_with_quotation
from corpus.attribution.readings import Reading, Sort, Statement
from corpus.attribution.resolution import Resolver, Speaker
from corpus.records import Attribution, How, Mode
from corpus.sentences import sentence_spans

_SURENESS = list(How)
_MEDIA = (Sort.ORGANISATION, Sort.PLACE)


def voices(readings: Sequence[Reading], lexicon: Lexicon) -> Iterator[tuple[Attribution, ...]]:
    """The attributions of each reading, in order. Readings are those of the paragraphs that can speak."""
    table = name_table(readings, lexicon)
    resolver = Resolver(table, lexicon)
    running: tuple[Speaker, ...] = ()
    for reading in readings:
        resolver.enter(reading)
        found = _stated(reading, resolver)
        if not reading.statements and _continues(reading):
            found = [_continued(s, reading) for s in running]
        running = tuple(s for s, _ in found[-1:])
        yield _merged([a for _, a in found])


def _stated(reading: Reading, resolver: Resolver) -> list[tuple[Speaker, Attribution]]:
    found = []
    channels = _channels(reading, resolver)
    for statement, content in zip(reading.statements, contents(reading), strict=True):
        speakers = tuple(s for m in statement.sources for s in resolver.resolve(m) if s.person or statement.given)
        if statement in channels.values() or not speakers:
            continue
        resolver.spoke(statement, speakers)
        channel = channels.get(statement)
        via = channel.sources[0].text if channel else None
        for s in speakers:
            found.append((s, Attribution(s.name, content.mode, s.how, content.start, content.end, via)))
    return found


def _channels(reading: Reading, resolver: Resolver) -> dict[Statement, Statement]:
    """The statement that passes on another one: "according to" in its sentence, or a cue above it."""
    passed = {}
    sentences = sentence_spans(reading.text)
    told = [s for s in reading.statements if s.sources]
    reports = [s for s in told if s.sources[0].sort in _MEDIA and not resolver.names_person(s.sources[0])]
    for statement in (s for s in told if s not in reports):
        for report in reports:
            same = sentence_of(report.start, sentences) == sentence_of(statement.start, sentences)
            if statement.reporters == report.sources or (report.cue == "according to" and same):
                passed[statement] = report
    return passed


def _continued(speaker: Speaker, reading: Reading) -> tuple[Speaker, Attribution]:
    content = whole(reading)
    return speaker, Attribution(speaker.name, content.mode, How.CONTINUED, content.start, content.end)


def _continues(reading: Reading) -> bool:
    """Whether a paragraph goes on with quoted sentences."""
    if not opens_with_quotation(reading.text, reading.quotations):
        return False
    first = reading.quotations[0]
    return first.end - first.start > 0.5 * len(reading.text)


def _merged(found: Sequence[Attribution]) -> tuple[Attribution, ...]:
    """Neighbouring attributions of one speaker as one, with the surest way it was found."""
    merged: list[Attribution] = []
    for new in found:
        old = merged[-1] if merged else None
        if old and old.speaker == new.speaker and old.channel == new.channel:
            merged[-1] = replace(
                old,
                start=min(old.start, new.start),
                end=max(old.end, new.end),
                mode=old.mode if old.mode is new.mode else Mode.MIXED,
                how=min(old.how, new.how, key=_SURENESS.index),
            )
        else:
            merged.append(new)
    return tuple(merged)
