"""Foreign text as it may be shown at a terminal."""

import re
import unicodedata

import msgspec

_UNSEEN = re.compile("[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def visible(text: str) -> str:
    """The text with control and direction characters shown as their code points: none may reach a terminal."""
    return "".join(
        f"\\u{ord(character):04x}"
        if unicodedata.category(character) in {"Cc", "Cf", "Cs"} and character != "\n"
        else character
        for character in text.replace("\t", " ")
    )


def json_line(value: object) -> str:
    """A value as JSON on one line, in which control and direction characters are written as escapes."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", msgspec.json.encode(value).decode())
