"""Picking up a rebuilt index without a restart."""

import asyncio
import logging

from bot.discord.engine import Engine

_log = logging.getLogger(__name__)


async def keep_fresh(engine: Engine, *, every: float) -> None:
    """Look for a newer generation every so many seconds, for ever. A failure is logged, no more."""
    while True:
        await asyncio.sleep(every)
        try:
            await asyncio.to_thread(_refresh, engine)
        except Exception:
            _log.exception("index not refreshed")


def _refresh(engine: Engine) -> None:
    if engine.refresh():
        _log.info("index refreshed", extra={"generation": engine.status().generation})
