"""Who speaks in each paragraph of one article, from what a reader found in its paragraphs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.attribution.contents import contents, whole
from corpus.attribution.lexicon import Lexicon
from corpus.attribution.names import build_table
from corpus.attribution.quotation import opens_with_quotation
from corpus.attribution.readings import Reading, Statement
from corpus.attribution.resolution import Resolver, Speaker
from corpus.records import Attribution, How, Mode

_SURENESS = list(How)


def voices(readings: Sequence[Reading], lexicon: Lexicon) -> Iterator[tuple[Attribution, ...]]:
    """The attributions of each reading, in order. Readings are those of the paragraphs that can speak."""
    table = build_table(readings, lexicon)
    resolver = Resolver(table, lexicon)
    running: tuple[Speaker, ...] = ()
    for reading in readings:
        resolver.enter(reading)
        found = _stated(reading, resolver)
        speakers = tuple(s for s, _ in found)
        if not reading.statements and _continues(reading):
            found = [_continued(s, reading) for s in running]
        running = tuple(s for s, _ in found[-1:])
        yield _merged([a for _, a in found])


def _stated(reading: Reading, resolver: Resolver) -> list[tuple[Speaker, Attribution]]:
    found = []
    channels = _channels(reading)
    for statement, content in zip(reading.statements, contents(reading), strict=True):
        if statement in channels.values():
            continue
        channel = channels.get(statement)
        for mention in statement.sources:
            speaker = resolver.resolve(mention)
            if speaker is None or not (speaker.person or statement.given):
                continue
            resolver.spoke(speaker, statement.start)
            found.append((speaker, Attribution(speaker.name, content.mode, speaker.how, content.start, content.end)))
    return found


def _channels(reading: Reading) -> dict[Statement, Statement]:
    return {}


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
