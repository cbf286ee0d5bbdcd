"""Who speaks in each paragraph of one article, from what a reader found in its paragraphs."""

from collections.abc import Sequence
from dataclasses import replace

from corpus.attribution.contents import contents, sentence_of, whole
from corpus.attribution.introductions import name_table
from corpus.attribution.lexicon import Lexicon
from corpus.attribution.quotation import opens_with_quotation
from corpus.attribution.readings import Reading, Sort, Statement
from corpus.attribution.resolution import Resolver
from corpus.records import Attribution, How, Mode
from corpus.sentences import sentence_spans

_SURENESS = list(How)
_MOST = 0.5  # of a paragraph
_MEDIA = (Sort.ORGANISATION, Sort.PLACE)


def voices(readings: Sequence[Reading], lexicon: Lexicon) -> list[tuple[Attribution, ...]]:
    """The attributions of each reading, in order. Readings are those of the paragraphs that can speak."""
    resolver = Resolver(name_table(readings, lexicon), lexicon)
    found: list[list[Attribution]] = []
    for reading in readings:
        resolver.enter(reading)
        found.append(_stated(reading, resolver) or _continued(reading, found[-1] if found else []))
    for i in reversed(range(len(readings) - 1)):
        if _runs_into(readings[i], readings[i + 1]) and found[i + 1]:
            found[i] = _continued(readings[i], found[i + 1][:1])
    return [_merged(attributions) for attributions in found]


def _continued(reading: Reading, neighbour: Sequence[Attribution]) -> list[Attribution]:
    """The neighbour's last speaker again, where a paragraph is a quotation without a cue of its own."""
    if reading.statements or not _is_quotation(reading):
        return []
    content = whole(reading)
    return [Attribution(n.speaker, content.mode, How.CONTINUED, content.start, content.end) for n in neighbour[-1:]]


def _runs_into(reading: Reading, following: Reading) -> bool:
    """Whether a quotation without a cue is left open and goes on: only then its speaker is named afterwards."""
    left_open = _is_quotation(reading) and reading.quotations[-1].left_open and not reading.statements
    return left_open and bool(following.statements) and opens_with_quotation(following.text, following.quotations)


def _is_quotation(reading: Reading) -> bool:
    """Whether a paragraph opens with a quotation that is most of it; a quoted title is not."""
    if not opens_with_quotation(reading.text, reading.quotations):
        return False
    return reading.quotations[0].end > _MOST * len(reading.text)


def _stated(reading: Reading, resolver: Resolver) -> list[Attribution]:
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
            found.append(Attribution(s.name, content.mode, s.how, content.start, content.end, via))
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
