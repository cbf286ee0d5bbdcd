"""What a question asks for: whose words, and about what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.names import Mention, SpeakerNames
from embeddings.analysis import terms

# what questions are made of, as stems: it says nothing about the subject
_SCAFFOLD = frozenset(
    term.stem
    for term in terms(
        """a about above after again all also am an and any are as at be because been before being below between both
        but by can could did do does doing down during each else ever few for from further had has have having he her
        here hers him his how i if in into is it its itself just let many may me might more most much must my no nor
        not of off on once one only or other our out over own please same shall she should show so some such than that
        the their them then there these they thing things think this those through to too under until up us very was
        we were what whats when where which while who whom whose why will with would you your s t re ve ll d m
        say says said saying tell tells told telling think thinks thought thinking claim claims claimed mention
        mentions mentioned mentioning state states stated comment comments commented describe describes described
        talk talks talked talking speak speaks spoke spoken explain explains explained view views opinion opinions
        quote quotes quoted regarding concerning according see sees saw seen"""
    )
)
_SPEECH = r"""(?:sa(?:y|ys|id|ying)|tell|tells|told|think\w*|thought|claim\w*|comment\w*|describ\w*|talk\w*|speak|spoke|
    spoken|explain\w*|mention\w*|argu\w*|warn\w*|believ\w*|see|sees|saw|expect\w*|predict\w*|suggest\w*|promis\w*|
    accus\w*|deny|denies|denied|want\w*|hop(?:e|es|ed|ing)|feel|feels|felt|call|calls|called|respond\w*|
    repl(?:y|ies|ied)|react\w*|criti[cs]\w*|insist\w*|stat(?:e|es|ed)|add(?:s|ed)?|quote[ds]?|put|give|gave|make\sof|
    made\sof|plan\w*|pledg\w*|vow\w*|demand\w*|doubt\w*|fear\w*|worr\w*|prais\w*|compar\w*|justif\w*|defend\w*)\b"""
_REPORTS = r"""(?:said|says?|saying|t(?:ells?|old)|claim\w*|comment\w*|describ\w*|spoke|speak\w*|explain\w*|mention\w*|
    argu\w*|warn\w*|respond\w*|repl(?:ies|ied)|insist\w*|stat(?:es|ed)|add(?:s|ed)|call(?:s|ed)|pledg\w*|vow\w*|
    demand\w*|announc\w*|urg\w*|criti[cs]\w*|prais\w*|accus\w*)\b"""
_SAYS = re.compile(rf"^(?:\s+\w+){{0,4}}?\s+{_SPEECH}", re.IGNORECASE | re.VERBOSE)
_ON = re.compile(r"^(?:['’]s?)?\s*(?:on|about|re|regarding|concerning|:)(?:\s|$)", re.IGNORECASE)
_VIEW = re.compile(
    r"^['’]s?\s+(?:\w+\s+)?(?:view|opinion|position|stance|comment|remark|statement|word|quote|reaction|response|take)s?\b",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:according\s+to|(?:quotes?|statements?|words)\s+(?:from|by|of)|by|from)\s+(?:\w+\.?\s+)?$", re.IGNORECASE
)
_DID_SAY = re.compile(
    rf"""\b(?:did|does|has|have|had|would|will)\s+
    (?P<who>(?-i:[A-Z])[\w’'.-]*(?:\s+(?-i:[A-Z])[\w’'.-]*)*)\s+(?:\w+\s+)?{_SPEECH}""",
    re.IGNORECASE | re.VERBOSE,
)
_ASKS = re.compile(
    r"\b(?:what|who|whom|whose|when|where|which|why|how|is|are|was|were|did|does|do|will)\b", re.IGNORECASE
)
_NAME = re.compile(r"[^\W\d_a-z][\w’'-]*(?:\s+[^\W\d_a-z][\w’'-]*)*")


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question taken apart."""

    text: str
    words: tuple[str, ...]  # those that carry the topic, as they stand there, without the speaker's name
    stems: tuple[str, ...]  # theirs, each once
    speakers: tuple[str, ...] = ()  # whose words are asked for, under every name the index has for them
    mentioned: tuple[str, ...] = ()  # other speakers whose names stand there
    unknown: tuple[str, ...] = ()  # runs of capitalised words that name no speaker
    unquoted: str | None = None  # whose words are asked for, where the index quotes nobody of that name
    excluded: tuple[str, ...] = ()  # whose words are not wanted
    people: tuple[str, ...] = ()  # the different people that the speaker's name may mean, if more than one
    as_topic: "Understanding | None" = None  # where "the mayor" was taken for a speaker: the words as a topic instead


def understand(text: str, known: SpeakerNames, *, by_role: bool = True) -> Understanding:
    """Take a question apart, with the speakers that the index knows, by their names and by what they are."""
    mentions = known.mentions(text)
    asked = next((mention for mention in mentions if _is_asked(text, mention)), None)
    role = _asked_role(text, known, mentions, asked) if by_role else None
    if role is not None:
        asked, mentions = role, [role, *(each for each in mentions if not _overlap(each, role))]
    people = known.people(asked) if asked is not None else ()
    taken = range(asked.start, asked.end) if asked is not None else range(0)
    topic = [term for term in terms(text) if term.stem not in _SCAFFOLD and term.start not in taken]
    others = [mention for mention in mentions if mention is not asked]
    return Understanding(
        text,
        tuple(text[term.start : term.end] for term in topic),
        tuple(dict.fromkeys(term.stem for term in topic)),
        known.together(asked.names) if asked is not None else (),
        tuple(dict.fromkeys(name for mention in others for name in mention.names)),
        _unknown(text, mentions, {term.start for term in topic}),
        _unquoted(text) if asked is None else None,
        people=people if len(people) > 1 else (),
        as_topic=understand(text, known, by_role=False) if role is not None and role.vague else None,
    )


def seems_to_speak(name: str, text: str) -> bool:
    """Whether a verb of speech stands near the name in a text."""
    name = re.escape(name.split()[-1])
    near = rf"""\b{name}\b[^.!?]{{0,80}}?\b{_REPORTS}|
        \b(?:{_REPORTS}|according\s+to)\s+(?:[\w,]+\s+){{0,4}}?{name}\b"""
    return re.search(near, text, re.IGNORECASE | re.VERBOSE) is not None


def _asked_role(text: str, known: SpeakerNames, mentions: Sequence[Mention], asked: Mention | None) -> Mention | None:
    """The words for what somebody is whose words are asked for, where no name stands in their place or behind them."""
    roles = [role for role in known.roles(text) if _is_asked(text, role)]
    named = [each for each in mentions if each.certain or each is asked]
    return next((role for role in roles if not any(_takes_over(each, role, text) for each in named)), None)


def _takes_over(name: Mention, role: Mention, text: str) -> bool:
    """Whether a name says who is meant: that behind a role, or one apart from it."""
    if _overlap(name, role):
        return name.end > role.end
    behind = role.end <= name.start and not text[role.end : name.start].strip(" ,")
    return behind or _is_asked(text, name)


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _is_asked(text: str, mention: Mention) -> bool:
    """Whether it is this one's words that are asked for."""
    before, after = text[: mention.start], text[mention.end :]
    if _BY.search(before) or _VIEW.match(after) or _SAYS.match(after):
        return True
    return not before.strip() and (_ON.match(after) is not None or _ASKS.search(text) is None)


def _unquoted(text: str) -> str | None:
    """The name in “what did … say”, where no speaker of the index bears it."""
    found = _DID_SAY.search(text)
    return None if found is None else found["who"]


def _unknown(text: str, mentions: Sequence[Mention], kept: set[int]) -> tuple[str, ...]:
    taken = {place for mention in mentions for place in range(mention.start, mention.end)}
    names = []
    for found in _NAME.finditer(text):
        places = [(found.start() + word.start(), word[0]) for word in re.finditer(r"[\w’'-]+", found[0])]
        words = [re.sub(r"['’]s?$", "", word) for place, word in places if place in kept and place not in taken]
        if words and words[0][0].isupper():  # the pattern takes scripts without capitals as well
            names.append(" ".join(words))
    return tuple(names)
