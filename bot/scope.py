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
    speaker = _speaker(question.speaker, store) if question.speaker else None
    sources: Sequence[str] = ()
    if question.source:
        known = [name for name, _ in store.sources()]
        sources = _matching(question.source, known)
        if not sources:
            raise _unknown(question.source, known, "source")
    return Filter(speaker, tuple(sources), question.since, question.until)


def _speaker(wanted: str, store: Store) -> str:
    """The speaker of this name, of a name that holds it, or whom articles call just so."""
    if (called := _called(wanted, store)) is not None:
        return called
    known = [name for name, _ in store.speakers()]
    found = _matching(wanted, known) or [
        one.name for one in store.speaker_records() if _folded(wanted) in map(_folded, one.aliases)
    ]
    if not found:
        raise _unknown(wanted, known, "speaker")
    return found[0]


def _called(wanted: str, store: Store) -> str | None:
    """The speaker of this name in full, without looking at all speakers."""
    words = NAME_WORD.findall(wanted)
    bearing = store.bearing(fold(words[-1])) if words else ()
    return next((name for name, _ in bearing if _folded(name) == _folded(wanted)), None)


def _matching(wanted: str, known: Sequence[str]) -> list[str]:
    """The names equal to the wanted one but for case and “the”, or else those that hold it."""
    folded = _folded(wanted)
    return [name for name in known if _folded(name) == folded] or [n for n in known if folded in n.casefold()]


def _unknown(wanted: str, known: Sequence[str], what: str) -> QuestionError:
    shown = ", ".join(known[:_SHOWN]) + (", …" if len(known) > _SHOWN else "")
    listing = f"{what}s are: {shown}" if known else f"no article names a {what}"
    return QuestionError(f"the index knows no {what} “{wanted}”; {listing}; `pullquote {what}s` lists them")


def _folded(name: str) -> str:
    return name.casefold().strip().removeprefix("the ").strip()
