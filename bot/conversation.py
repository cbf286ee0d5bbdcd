"""What a question means after the questions before it: the subject that a conversation carries along."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.names import SpeakerNames
from bot.understanding import Understanding, understand

_ABOUT = re.compile(r"^\W*(?:and|or|but|so|then|ok(?:ay)?)?\W*(?:what|how)\s+about\s+(?P<rest>.+)$", re.IGNORECASE)
_AND = re.compile(r"^\W*(?:and|or|but)\s+(?P<rest>.+)$", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(he|she|they|him|her|them|his|their|hers|theirs)\b", re.IGNORECASE)
_MORE = re.compile(
    r"^\W*(?:(?:show|give|tell)\s+me\s+|any(?:thing)?\s+)?(?:more|else|further|another)\b\W*(?:please)?\W*$", re.I
)
_OTHERS = re.compile(
    r"\b(?:who(?:\s+else)?|anyone(?:\s+else)?|somebody|someone|others?)\s+(?:\w+\s+)?"
    r"(?:disagree\w*|agree\w*|object\w*|contradict\w*|oppos\w*|support\w*|dispute\w*|said|says|thinks?)\b(?:\s+with\s+\w+)?"
    r"\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it is meant; `carried` says in words what came from before, for a person to see."""

    asked: Understanding
    carried: str | None = None
    unclear: str | None = None  # a pronoun that nobody before it explains


def follow(text: str, history: Sequence[str], known: SpeakerNames) -> Turn:
    """Read a question in the light of the earlier ones, oldest first. A new subject forgets the old one."""
    turn = Turn(Understanding("", (), ()))
    for earlier in (*history, text):
        turn = _next(turn.asked, earlier, known)
    return turn


def asks_for_more(text: str) -> bool:
    """Whether a question only wants more of the last answer: “show me more”."""
    return _MORE.match(text) is not None


def _next(before: Understanding, text: str, known: SpeakerNames) -> Turn:
    asked = understand(text, known)
    if asks_for_more(text) and (before.speakers or before.stems):
        return _carried(before)
    if _OTHERS.search(text) and before.stems and not asked.speakers:
        return _carried(replace(before, speakers=(), excluded=before.speakers))
    found = _ABOUT.match(text) or _AND.match(text)
    if found is not None and (before.speakers or before.stems):
        return _instead(before, understand(found["rest"], known), asked)
    pronoun = _PRONOUN.search(text)
    if pronoun is not None and not asked.speakers and not asked.mentioned and not asked.unknown:
        if before.speakers:
            return _carried(_with(asked, speakers=before.speakers))
        if not asked.stems:
            return Turn(asked, unclear=pronoun[0].lower())
    return Turn(asked)


def _instead(before: Understanding, rest: Understanding, asked: Understanding) -> Turn:
    """“What about X?”: another speaker on the same topic, or the same speaker on another topic."""
    if asked.speakers:
        return Turn(asked) if asked.stems else _carried(_with(before, speakers=asked.speakers))
    named = rest.speakers or rest.mentioned
    about_name_alone = named and len(rest.words) <= max(len(name.split()) for name in named)
    if about_name_alone and before.stems:
        return _carried(_with(before, speakers=named))
    return _carried(_with(rest, speakers=before.speakers)) if before.speakers else Turn(asked)


def _with(asked: Understanding, *, speakers: tuple[str, ...]) -> Understanding:
    spelled = f"{speakers[0]} {' '.join(asked.words)}" if speakers else " ".join(asked.words)
    return replace(asked, text=spelled.strip(), speakers=speakers, mentioned=(), unknown=(), excluded=(), as_topic=None)


def _carried(asked: Understanding) -> Turn:
    parts = [*asked.speakers[:1], " ".join(asked.words)]
    if asked.excluded:
        parts.append(f"not {asked.excluded[0]}")
    return Turn(asked, " · ".join(part for part in parts if part))
