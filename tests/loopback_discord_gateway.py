"""The stand-in's gateway: a websocket, and the session that outlives it until its client resumes."""

import json
import zlib
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

RESUMABLE = 4_000  # closes the websocket and keeps the session


@dataclass
class Session:
    """What was sent to a client, by number, so that it can be sent again."""

    sent: list[dict[str, Any]] = field(default_factory=list)

    def next(self, name: str, data: dict[str, Any]) -> dict[str, Any]:
        """The event with its number, kept."""
        self.sent.append({"op": 0, "t": name, "s": len(self.sent) + 1, "d": data})
        return self.sent[-1]

    def since(self, number: int) -> list[dict[str, Any]]:
        """What came after the event of this number."""
        return self.sent[number:]


class Gateway:
    """One client's websocket."""

    def __init__(self, request: web.Request, stream: web.WebSocketResponse) -> None:
        self.stream = stream
        self._transport = request.transport
        self._compressor = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None

    async def send(self, event: dict[str, Any]) -> None:
        text = json.dumps(event)
        if self._compressor is None:
            await self.stream.send_str(text)
        else:
            packed = self._compressor.compress(text.encode()) + self._compressor.flush(zlib.Z_SYNC_FLUSH)
            await self.stream.send_bytes(packed)

    def drop(self) -> None:
        """Be gone without a word, as a broken line is."""
        assert self._transport is not None
        self._transport.abort()
