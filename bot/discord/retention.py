"""Forgetting cards that are older than the settings allow."""

import asyncio
import logging
from datetime import UTC, datetime

from bot.discord.archive import Archive

_A_DAY = 24 * 3600.0  # seconds

_log = logging.getLogger(__name__)


async def keep_pruned(archive: Archive, *, days: int, every: float = _A_DAY) -> None:
    """Forget old cards now and once a day, for ever. A failure is logged, no more."""
    while True:
        try:
            forgotten = await asyncio.to_thread(archive.prune, days=days, now=datetime.now(UTC))
            _log.info("pruned", extra={"cards": forgotten})
        except Exception:
            _log.exception("cards not pruned")
        await asyncio.sleep(every)
