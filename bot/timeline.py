"""What somebody said, in the order of the days on which it was printed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.confidence import calibrations
from bot.folding import fold
from bot.records import Passage, Question, Quote
from bot.scope import scope
from corpus.records import Paragraph
from embeddings.analysis import stems
from embeddings.records import Filter

if TYPE_CHECKING:
    from bot.answerer import Answerer
    from bot.understanding import Understanding
    from embeddings.evidence import Hit

_MOST = 500  # passages that are compared with a subject
_HELD = 0.5  # of a subject's words, in a passage that is about it whatever else speaks for it


@dataclass(frozen=True, slots=True)
class Timeline:
    """Passages oldest first, those without a date last; none where nothing was said about the subject."""

    speaker: str  # as the index knows the name
    about: str | None
    passages: tuple[Passage, ...]
    found: int  # how many passages there are, of which the newest are given


def timeline(answerer: "Answerer", speaker: str, about: str | None, *, limit: int) -> Timeline:
    """The newest `limit` passages, oldest first. Raises QuestionError for a speaker that the index does not know."""
    store = answerer.index.store
    only = scope(Question(about or speaker, speaker=speaker), store)
    name = only.speaker or speaker
    found = len(store.rows_of([name]))
    paragraphs: Iterable[Paragraph] = store.paragraphs(store.newest_rows_of(name, limit))
    if about is not None:
        relevant = _about(answerer, about, only, found)
        found, paragraphs = len(relevant), sorted(relevant, key=_day)[-limit:]
    copies = fold(((paragraph, paragraph, frozenset(stems(paragraph.text))) for paragraph in paragraphs), limit)
    return Timeline(name, about, tuple(_passage(answerer, name, *each) for each in copies), found)


def _about(answerer: "Answerer", about: str, only: Filter, count: int) -> list[Paragraph]:
    turn = answerer.read(f"What did {only.speaker} say about {about}?", ())
    asked = replace(turn.asked, speakers=(only.speaker or "",))
    hits = answerer.hits(asked, only, min(count, _MOST))
    return [hit.paragraph for hit in hits if _is_about(hit, asked)]


def _is_about(hit: "Hit", asked: "Understanding") -> bool:
    held = hit.evidence.held >= _HELD and bool(asked.stems)
    speaker = calibrations().speaker
    return held or speaker.probability(hit, asked) >= speaker.threshold


def _passage(answerer: "Answerer", name: str, paragraph: Paragraph, also: tuple[Paragraph, ...]) -> Passage:
    """A paragraph with this speaker's own words marked."""
    said = answerer.index.store.attributions(paragraph)
    marked = tuple(Quote(paragraph, each.start, each.end) for each in said if each.speaker == name)
    return Passage(paragraph, 1.0, said, marked, also)


def _day(paragraph: Paragraph) -> tuple[bool, str, str, int]:
    published = paragraph.document.published
    return published is None, str(published or ""), paragraph.document.id, paragraph.ordinal
