"""Picking up a rebuilt index without a restart."""

import asyncio
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.discord.client import Client

_log = logging.getLogger(__name__)


async def keep_fresh(client: "Client", *, every: float) -> None:
    """Look for a newer generation every so many seconds, for ever. A failure is logged, no more."""
    while True:
        await asyncio.sleep(every)
        try:
            await refresh(client)
        except Exception:
            _log.exception("index not refreshed")


async def refresh(client: "Client") -> bool:
    """Open the newest generation and learn its names, beside the event loop; whether there was a newer one."""
    newer = await asyncio.to_thread(client.engine.refresh)
    if newer:
        await client.read_directory()
        _log.info("index refreshed", extra={"generation": client.engine.status().generation})
    return newer
