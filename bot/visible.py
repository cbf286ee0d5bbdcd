"""Foreign text as it may be shown at a terminal."""

import unicodedata


def visible(text: str) -> str:
    """The text with control and direction characters shown as their code points: none may reach a terminal."""
    return "".join(
        f"\\u{ord(character):04x}"
        if unicodedata.category(character) in {"Cc", "Cf", "Cs"} and character != "\n"
        else character
        for character in text.replace("\t", " ")
    )
