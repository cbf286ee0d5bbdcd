"""Why there is no connection to Discord, in one sentence with the remedy."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from corpus.errors import DiscordError

_MISSING = (
    "there is no Discord token; put the bot's token into the environment variable DISCORD_TOKEN, "
    "or into a file that DISCORD_TOKEN_FILE or `token_file` under [discord] in the settings names"
)
_REMEDY = "copy the bot's current token from https://discord.com/developers/applications"
_REFUSED = f"Discord refused the token; {_REMEDY}"
_INTENTS = "Discord refused what the bot wants to listen to; upgrade Pullquote"
_SHARDS = "Discord wants more than one connection for so many servers; take the bot out of some"
_CLOSED = {4004: _REFUSED, 4011: _SHARDS, 4013: _INTENTS, 4014: _INTENTS}


def checked_token(token: str | None) -> str:
    """The token, or DiscordError if there is none or it cannot be one."""
    if not token:
        raise DiscordError(_MISSING)
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise DiscordError(f"the Discord token holds characters that no token has; {_REMEDY}")
    return token


@contextmanager
def explained() -> Iterator[None]:
    """Turns what discord.py raises about the connection into DiscordError."""
    try:
        yield
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise DiscordError(_sentence(error)) from error


def _sentence(error: Exception) -> str:
    match error:
        case discord.LoginFailure():
            return _REFUSED
        case discord.PrivilegedIntentsRequired():
            return _INTENTS
        case discord.ConnectionClosed():
            return _CLOSED.get(error.code, f"Discord closed the connection with code {error.code}; start again")
        case discord.HTTPException():
            return f"Discord answered with status {error.status}, code {error.code}; try again later"
        case discord.DiscordException():
            return f"Discord failed with {type(error).__name__}; try again later"
        case _:
            return f"cannot reach Discord ({error or type(error).__name__}); check the network and try again"
