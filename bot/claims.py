"""A quotation as a person types it: the words, and who is said to have said them."""

import re
from dataclasses import dataclass

_DOUBLE, _SINGLE = '"“”„‟«»「」『』', "'‘’‚‛‹›"
_MARK = _DOUBLE + _SINGLE
_NAME = (
    r"(?:(?:the|al|bin|de|der|den|di|du|la|le|van|von|of|and)\s+|[^\W\d_a-z][\w.'’-]*\s+){0,6}[^\W\d_a-z][\w'’-]*\.?"
)
_SAID = r"(?:said|says|told\s+\w+|added|argued|warned|wrote|claimed|insisted)"
_AFTER_DASH = re.compile(rf"(?P<words>.*\S)\s*(?:—|–|--|―|\s-)\s*(?P<name>{_NAME})\s*", re.DOTALL)
_AFTER_MARK = re.compile(
    rf"(?P<words>[{_MARK}].+[{_MARK}])[,.]?\s+"
    rf"(?:{_SAID}\s+(?P<name>{_NAME})|(?P<first>{_NAME})\s+{_SAID}|according\s+to\s+(?P<source>{_NAME}))\s*\.?\s*",
    re.DOTALL,
)
_BEFORE = re.compile(rf"\s*(?P<name>{_NAME})(?:\s+{_SAID})?\s*[:,]\s*(?P<words>[{_MARK}].+[{_MARK}])\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Claim:
    """These words, and this person said them; the words stand without quotation marks around them."""

    words: str
    speaker: str | None


def readings(text: str, speaker: str | None) -> list[Claim]:
    """What a text may claim, the likeliest last: all of it is the quotation, or a name belongs to it."""
    claims = [Claim(each, speaker) for each in dict.fromkeys((text.strip(), unwrapped(text)))]
    for pattern in (_AFTER_DASH, _AFTER_MARK, _BEFORE):
        if found := pattern.fullmatch(text):
            named = next(name for key, name in found.groupdict().items() if key != "words" and name)
            claims.append(Claim(unwrapped(found["words"]), speaker or named.strip()))
            break
    return list(dict.fromkeys(claims))


def unwrapped(text: str) -> str:
    """The text without the quotation marks around it, where they are one pair."""
    bare = text.strip()
    for marks in (_DOUBLE, _SINGLE):
        if len(bare) > 2 and bare[0] in marks and bare[-1] in marks:
            inner = bare[1:-1]
            return bare if marks is _DOUBLE and any(mark in inner for mark in _DOUBLE) else inner.strip()
    return bare
