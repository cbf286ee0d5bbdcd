"""How a citation says whose words are quoted, and how surely."""

from collections.abc import Sequence

from bot.names import name_tokens
from corpus.attribution.quotation import find_quotations
from corpus.records import Attribution, Mode

GIVEN = {Mode.DIRECT: "quoted", Mode.MIXED: "partly quoted", Mode.INDIRECT: "reported"}
MAY_BE_NARRATION = "the marked sentence may be the reporter’s own"


def may_be_narration(text: str, marked: Sequence[tuple[int, int]], speakers: Sequence[Attribution]) -> bool:
    """Whether what is marked lies outside of what the speakers are known to say, quotes nothing and names none."""
    if not marked or not speakers:
        return False
    known = [(said.start, said.end) for said in speakers] + [(each.start, each.end) for each in find_quotations(text)]
    names = {token for said in speakers for token in name_tokens(said.speaker)}
    named = any(not names.isdisjoint(name_tokens(text[start:end])) for start, end in marked)
    return not named and not any(_overlap(span, other) for span in marked for other in known)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
