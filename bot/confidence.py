"""Whether the best passages answer the question, and if not, why not."""

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from bot.answer_form import has_expected_form
from bot.conversation import Turn
from bot.understanding import Understanding, seems_to_speak
from embeddings.analysis import terms
from embeddings.evidence import Hit
from embeddings.index import Index
from embeddings.records import Filter

LOOKED_AT = 20  # hits; as many whatever is shown, so that a refusal does not depend on it
_MANY_WORDS = 4  # from so many on a topic says as much as it can


class Calibration(msgspec.Struct, frozen=True):
    """A logistic model of whether a hit answers, and the least probability that counts as yes."""

    held: float
    sentence: float
    phrase: float
    dense: float
    words: float
    spoken: float
    logit: float
    form: float
    intercept: float
    threshold: float

    def probability(self, hit: Hit, asked: Understanding) -> float:
        """That this hit answers the question."""
        values = features(hit, asked)
        weights = (self.held, self.sentence, self.phrase, self.dense, self.words, self.spoken, self.logit, self.form)
        total = self.intercept + sum(value * weight for value, weight in zip(values, weights, strict=True))
        return 1 / (1 + math.exp(-total))


def features(hit: Hit, asked: Understanding) -> tuple[float, ...]:
    """What the calibration weighs, in the order of its fields."""
    found = hit.evidence
    few = min(len(asked.stems), _MANY_WORDS) / _MANY_WORDS
    form = float(has_expected_form(asked.text, hit.paragraph.text))
    return found.held, found.sentence, found.phrase, found.dense, few, found.spoken, hit.logit or 0.0, form


@dataclass(frozen=True, slots=True)
class Calibrations:
    """One for questions about somebody's words, one for all others; scripts/fit_ranking.py fits them."""

    speaker: Calibration
    open: Calibration


@cache
def calibrations() -> Calibrations:
    """The fitted ones."""
    table = tomllib.loads(Path(__file__).with_name("confidence.toml").read_text(encoding="utf-8"))
    return Calibrations(*(msgspec.convert(table[name], Calibration) for name in ("speaker", "open")))


def relevant(asked: Understanding, hits: Sequence[Hit]) -> list[Hit]:
    """The hits that may answer: where somebody's words are asked for, theirs or those that name them."""
    looked_at = hits[:LOOKED_AT]
    if not asked.speakers and asked.unquoted is None:
        return list(looked_at)
    return [hit for hit in looked_at if hit.evidence.spoken or hit.evidence.named]


def doubt(turn: Turn, hits: Sequence[Hit], only: Filter, index: Index) -> str | None:
    """A sentence that says why these hits are no answer; None where they are."""
    asked = turn.asked
    if turn.unclear is not None:
        return f"It is not clear whom “{turn.unclear}” means; name the person."
    if not asked.stems and not asked.speakers:
        return "The question names no subject; ask about a person, a place or a thing."
    for name in asked.unknown:
        if all(index.lexical.document_frequency(term.stem) == 0 for term in terms(name)):
            return f"No article here mentions {name}."
    if not hits:
        return _none_left(only, index)
    return _about_speaker(asked, hits, index) if asked.speakers or asked.unquoted else _about_topic(asked, hits)


def _none_left(only: Filter, index: Index) -> str:
    if only.empty:
        return "No passage is close to the question."
    undated = index.store.undated() if only.since or only.until else 0
    return "No passage satisfies the filters" + (f"; {undated} articles tell no date." if undated else ".")


def _about_speaker(asked: Understanding, hits: Sequence[Hit], index: Index) -> str | None:
    theirs = relevant(asked, hits)
    if asked.unquoted is not None:
        return _about_unquoted(asked, asked.unquoted, theirs, index)
    if not asked.stems or (theirs and _probable(calibrations().speaker, theirs[0], asked)):
        return None
    count = len(index.store.rows_of(asked.speakers))
    passages = "one passage, which is not" if count == 1 else f"{count} passages, none of them"
    return f"{' or '.join(asked.people) or asked.speakers[0]} is quoted in {passages} about {_topic(asked)}."


def _about_unquoted(asked: Understanding, name: str, hits: Sequence[Hit], index: Index) -> str | None:
    """Words that nobody is known to say may still be theirs, where the passage has them speak."""
    topic = _topic(asked)
    theirs = [
        hit for hit in hits if seems_to_speak(name, hit.paragraph.text) and not index.store.attributions(hit.paragraph)
    ]
    if theirs and topic and _probable(calibrations().speaker, theirs[0], asked):
        return None
    return f"No article here quotes {name}" + (f" about {topic}." if theirs and topic else ".")


def _about_topic(asked: Understanding, hits: Sequence[Hit]) -> str | None:
    if _probable(calibrations().open, hits[0], asked):
        return None
    return f"No passage here answers this; the closest hold only part of “{_topic(asked)}”."


def _probable(calibration: Calibration, hit: Hit, asked: Understanding) -> bool:
    return calibration.probability(hit, asked) >= calibration.threshold


def _topic(asked: Understanding) -> str:
    name = (asked.unquoted or "").split()
    return " ".join(word for word in asked.words if word not in name)
