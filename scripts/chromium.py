"""A picture of one element of a page, by a headless Chromium and its debugging protocol."""

import asyncio
import base64
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp

SECONDS = 60  # that a page may take to be ready
_OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-port=0")
_MEASURE = "(({x, y, width, height}) => ({x, y, width, height}))(document.querySelector(%r).getBoundingClientRect())"


class Page:
    """A tab of a running Chromium."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = count(1)

    async def photograph(self, url: str, element: str, *, ready: str, size: tuple[int, int], scale: float) -> bytes:
        """The element as a PNG, once the expression `ready` is true."""
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": scale, "mobile": False}
        await self._call("Emulation.setDeviceMetricsOverride", **metrics)
        await self._call("Page.navigate", url=url)
        async with asyncio.timeout(SECONDS):
            while not await self._value(ready):
                await asyncio.sleep(0.2)
        clip = await self._value(_MEASURE % element)
        shot = await self._call("Page.captureScreenshot", format="png", clip={**clip, "scale": 1})
        return base64.b64decode(shot["data"])

    async def _value(self, expression: str) -> Any:
        result = await self._call("Runtime.evaluate", expression=expression, returnByValue=True)
        return result["result"].get("value")

    async def _call(self, method: str, **parameters: object) -> dict[str, Any]:
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        async for message in self._socket:
            answer = message.json()
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return dict(answer["result"])
        raise RuntimeError("Chromium has closed the connection")


@asynccontextmanager
async def page() -> AsyncIterator[Page]:
    """A tab of a Chromium of its own, which ends with it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("Chromium is not installed; install the package `chromium`")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        quiet = {"stdout": asyncio.subprocess.DEVNULL, "stderr": asyncio.subprocess.DEVNULL}
        process = await asyncio.create_subprocess_exec(chromium, *_OPTIONS, f"--user-data-dir={profile}", **quiet)
        try:
            port = await _port(Path(profile) / "DevToolsActivePort")
            async with aiohttp.ClientSession() as session:
                async with session.put(f"http://127.0.0.1:{port}/json/new?about:blank") as answer:
                    address = (await answer.json())["webSocketDebuggerUrl"]
                async with session.ws_connect(address, max_msg_size=0) as socket:
                    yield Page(socket)
        finally:
            process.terminate()
            await process.wait()


async def _port(file: Path) -> int:
    async with asyncio.timeout(SECONDS):
        while not (file.is_file() and file.read_text().strip()):
            await asyncio.sleep(0.1)
    return int(file.read_text().split()[0])
