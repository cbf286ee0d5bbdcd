"""Strings that try to be more than text in Discord: the same 4,000 each time."""

import random

COUNT = 4_000
_PIECES = (
    *"\\*_`~|[]()<>#@:-+.!?&/\"'",
    *(" ", " ", "\n", "\n", "\t", "\u00a0", "\u200b", "\u202e", "é", "e\u0301", "漢字", "👩‍🌾", "🇫🇷", "１"),
    *("word", "He said", "1.", "12)", "- ", "* ", "+ ", "> ", ">>> ", "# ", "### ", "-# ", "---", "***", "___"),
    *("**", "__", "~~", "||", "```", "``", "```py\n", "\\\\", "\\*", "\\\n"),
    *("@everyone", "@here", "<@1>", "<@!2>", "<@&3>", "<#4>", "</ask:5>", "<id:home>", "<t:0:R>", "<:a:1>", "<a:b:2>"),
    *("https://x.example/a_b", "<https://x.example>", "[x](https://x.example)", "[x](<https://x.example>)"),
    *("mailto:a@b.example", "a@b.example", ":smile:", ":)", "¯\\_(ツ)_/¯", "<b>", "&lt;", "&#42;"),
)


def hostile_strings(count: int = COUNT, *, seed: int = 1) -> list[str]:
    """Each of one to a dozen pieces that mean something to Discord, or to a parser."""
    chance = random.Random(seed)
    strings: dict[str, None] = {}
    while len(strings) < count:
        text = "".join(chance.choices(_PIECES, k=chance.randint(1, 12)))
        strings[text if text.strip() else f"{text}."] = None
    return list(strings)
