"""The form that an answer must have: a number where a question asks how many, a date where it asks when.

The expected answer type of question answering (Li and Roth 2002), of the kinds that a text shows without parsing.
"""

import re

_NUMBER = re.compile(
    r"""\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|
    billions?|trillions?|half|twice|thirds?|quarters?|percent)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_DATE = re.compile(
    r"""\b(?:1\d{3}|20\d{2})s?\b|\bMay\b|\b(?i:january|february|march|april|june|july|august|september|october|november|
    december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|tonight|tomorrow|spring|summer|
    autumn|winter|century|(?:last|next|this|the\sfollowing|the\ssame)\s(?:day|week|weekend|month|year))\b|\d:\d\d""",
    re.VERBOSE,
)
_PLACE = re.compile(
    r"\b(?:in|at|from|to|near|of|on|outside|across|through|into|throughout|between|around|the) ([^\W\d_a-z][\w’'-]+)"
)
_WORD = re.compile(r"[\w’'-]+")

_HOW_MANY = re.compile(
    r"\bhow\s+(?:many|much|old|far|long|tall|large|big|high|deep)\b|"
    r"\bwh(?:at|ich)\s+(?:percent\w*|number|proportion|share|fraction)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"^\W*when\b|\bsince\s+when\b|\bwh(?:at|ich)\s+(?:year|date|day|month|century|decade)\b", re.IGNORECASE
)
_WHERE = re.compile(r"^\W*where\b|\bwh(?:at|ich)\s+(?:city|country|town|state|region|river|village)\b", re.IGNORECASE)


def has_expected_form(question: str, passage: str) -> bool:
    """Whether the passage holds what the question's form asks for; True where the form asks for nothing special."""
    if _HOW_MANY.search(question):
        return _NUMBER.search(passage) is not None
    if _WHEN.search(question):
        return _DATE.search(passage) is not None
    if _WHERE.search(question):
        asked = {word.casefold() for word in _WORD.findall(question)}
        return any(place.casefold() not in asked for place in _PLACE.findall(passage))
    return True
