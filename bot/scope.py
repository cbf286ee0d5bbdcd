"""The filters of a question, in the names that the index knows."""

from collections.abc import Sequence

from bot.records import Question
from corpus.errors import QuestionError
from embeddings.analysis import fold
from embeddings.lookup_tables import NAME_WORD
from embeddings.records import Filter
from embeddings.store import Store

_SHOWN = 5


def scope(question: Question, store: Store) -> Filter:
    """What the passages must satisfy. Raises QuestionError for a name that the index does not know."""
    if question.since and question.until and question.since > question.until:
        raise QuestionError(f"no day lies after {question.since} and before {question.until}; swap the two")
    speaker = None
    if question.speaker:
        speaker = (
            _called(question.speaker, store)
            or _matching(question.speaker, [name for name, _ in store.speakers()], "speaker")[0]
        )
    sources: Sequence[str] = ()
    if question.source:
        sources = _matching(question.source, [name for name, _ in store.sources()], "source")
    return Filter(speaker, tuple(sources), question.since, question.until)


def _called(wanted: str, store: Store) -> str | None:
    """The speaker of this name in full, without looking at all speakers."""
    words = NAME_WORD.findall(wanted)
    bearing = store.bearing(fold(words[-1])) if words else ()
    return next((name for name, _ in bearing if _folded(name) == _folded(wanted)), None)


def _matching(wanted: str, known: Sequence[str], what: str) -> list[str]:
    """The names equal to the wanted one but for case and “the”, or else those that hold it."""
    folded = _folded(wanted)
    found = [name for name in known if _folded(name) == folded] or [n for n in known if folded in n.casefold()]
    if not found:
        shown = ", ".join(known[:_SHOWN]) + (", …" if len(known) > _SHOWN else "")
        listing = f"{what}s are: {shown}" if known else f"no article names a {what}"
        raise QuestionError(f"the index knows no {what} “{wanted}”; {listing}; `pullquote {what}s` lists them")
    return found


def _folded(name: str) -> str:
    return name.casefold().strip().removeprefix("the ").strip()
