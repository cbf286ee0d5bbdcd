"""From the places where words stand to what is to be said of a quotation."""

from collections.abc import Iterable, Sequence

from bot.claims import Claim
from bot.names import name_tokens, same_person
from bot.verdicts import Finding, Found, Verdict
from corpus.records import Attribution
from embeddings.analysis import terms

_SHOWN = 5
_AS_GOOD = 0.1  # of likeness: a place by the named speaker counts before one that is better by less
_SHORT = 4  # words; fewer stand in many texts by chance


def judged(claim: Claim, found: Sequence[Found], *, exact: bool, counted_all: bool) -> Verdict:
    """The verdict on a quotation that stands in these places; exactly so, or nearly."""
    if not found:
        return Verdict(claim.words, claim.speaker, Finding.NOT_FOUND, "Nothing like it is printed in these articles.")
    ordered = _best_first(claim, found)
    best = ordered[0]
    by_them = claim.speaker is not None and said_by(claim.speaker, best.said)
    by_another = claim.speaker is not None and bool(best.said) and not by_them
    finding = Finding.SOMEONE_ELSE if by_another else Finding.EXACT if exact else Finding.NEARLY
    return Verdict(
        claim.words,
        claim.speaker,
        finding,
        _reason(claim, best, len(found), finding, exact=exact, counted_all=counted_all),
        tuple(ordered[:_SHOWN]),
        len(found) if exact else 0,
        counted_all,
        finding is Finding.EXACT and (by_them or claim.speaker is None),
    )


def said_by(name: str, said: Iterable[Attribution]) -> bool:
    """Whether any of these attributions may be this person's."""
    wanted = name_tokens(name)
    names = [each for a in said for each in (a.speaker, a.channel) if each is not None]
    return any(same_person(wanted, name_tokens(each)) for each in names)


def _best_first(claim: Claim, found: Sequence[Found]) -> list[Found]:
    least = max(each.likeness for each in found) - _AS_GOOD

    def key(each: Found) -> tuple[bool, bool, bool, float]:
        by_them = claim.speaker is not None and said_by(claim.speaker, each.said)
        return each.likeness < least, not by_them, claim.speaker is not None and not each.said, -each.likeness

    return sorted(found, key=key)


def _reason(claim: Claim, best: Found, places: int, finding: Finding, *, exact: bool, counted_all: bool) -> str:
    if finding is Finding.SOMEONE_ELSE:
        others = " and ".join(dict.fromkeys(said.speaker for said in best.said))
        return f"Printed {'exactly' if exact else 'nearly'} so, but said by {others}, not by {claim.speaker}."
    unknown = ", but the articles do not tell who says it" if claim.speaker and not best.said else ""
    if not exact:
        return f"Not quite: {_differing(best)}{unknown}."
    several = "" if places == 1 else f", in {places:,} passages" + ("" if counted_all else " or more")
    count = len(terms(claim.words))
    short = (
        f" A fragment of {count} {'words' if count > 1 else 'word'} tells little; quote more of it."
        if count < _SHORT
        else ""
    )
    return f"Exactly as printed{several}{unknown}.{short}"


def _differing(best: Found) -> str:
    count = len(best.differences)
    if not count:
        return "the spaces between words and signs differ"
    return "it differs in one place" if count == 1 else f"it differs in {count} places"
