"""The bot as a process of its own, led to the stand-in: `loopback_discord_bot.py PORT AUTHORITY`.

A question with "later" in it is answered when a line arrives on standard input.
"""

import os
import sys
from pathlib import Path

from loopback_discord import connector
from loopback_discord_scene import Shelf

from bot.config import DiscordSettings
from bot.discord.run import run
from corpus.errors import DiscordError


def wait_if_asked(question: str) -> None:
    if "later" in question:
        sys.stdin.readline()


def main(port: str, authority: str) -> int:
    settings = DiscordSettings(drain_seconds=float(os.environ.get("DRAIN_SECONDS", "30")), cooldown_seconds=0)
    try:
        run(
            Shelf(before=wait_if_asked),
            os.environ.get("DISCORD_TOKEN"),
            settings,
            log=sys.stderr,
            make_connector=connector(int(port), Path(authority)),
        )
    except DiscordError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
