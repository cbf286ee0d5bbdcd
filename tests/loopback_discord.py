"""A small Discord on this machine's loopback: REST over HTTPS and a gateway over a secure websocket.

It speaks the part of the protocol that a bot with slash commands uses, and records every request. A client is
led to it by `connector` alone: real names, real certificates, every other host refused.
"""

import asyncio
import json
import re
import socket
import ssl
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import aiohttp
import trustme
from aiohttp import WSMsgType, abc, web
from loopback_discord_rules import Request

API = "/api/v10"
HOSTS = ("discord.com", "gateway.discord.gg")
PATIENCE = 30.0  # seconds that anything may take before a test is given up

BOT = {"id": "1001", "username": "pullquote", "discriminator": "0", "avatar": None, "bot": True}
APPLICATION = {
    "id": "2001",
    "name": "pullquote",
    "icon": None,
    "description": "",
    "bot_public": False,
    "bot_require_code_grant": False,
    "verify_key": "",
    "flags": 0,
    "owner": BOT,
    "team": None,
    "summary": "",
}
ALICE = {"id": "3001", "username": "alice", "discriminator": "0", "avatar": None}
DIRECT = {"id": "4001", "type": 1, "recipients": [ALICE], "flags": 0}


class Pinned(abc.AbstractResolver):
    """Knows Discord's two hosts, both at the stand-in, and nothing else."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[abc.ResolveResult]:
        if host not in HOSTS:
            raise OSError(f"{host} is not to be reached from a test")
        return [
            {
                "hostname": host,
                "host": "127.0.0.1",
                "port": self._port,
                "family": socket.AF_INET,
                "proto": 0,
                "flags": socket.AI_NUMERICHOST,
            }
        ]

    async def close(self) -> None:
        pass


def connector(port: int, authority: Path) -> Callable[[], aiohttp.BaseConnector]:
    """What to hand to `run` and `sync`; `authority` is the file with the stand-in's root certificate."""
    trust = trusting(authority)
    return lambda: aiohttp.TCPConnector(resolver=Pinned(port), ssl=trust, use_dns_cache=False)


def trusting(authority: Path) -> ssl.SSLContext:
    """Trusts the stand-in and nobody else."""
    return ssl.create_default_context(cafile=str(authority))


@dataclass
class LoopbackDiscord:
    """Use as an async context manager; afterwards `requests` tells what was asked of it."""

    folder: Path
    token: str = "a.good.token"
    close_code: int | None = None  # the gateway answers IDENTIFY with it
    forbidden_guild: str | None = None
    requests: list[Request] = field(default_factory=list)
    identified: list[dict[str, Any]] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        authority = trustme.CA()
        self.authority = self.folder / "authority.pem"
        authority.cert_pem.write_to_path(str(self.authority))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*HOSTS).configure_cert(context)
        self._news = asyncio.Condition()
        self._socket: Gateway | None = None
        application = web.Application()
        application.router.add_get("/", self._gateway)
        application.router.add_route("*", API + "/{path:.*}", self._rest)
        self._runner = web.AppRunner(application, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=context)
        await site.start()
        self.port: int = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def connector(self) -> Callable[[], aiohttp.BaseConnector]:
        """Leads a client of this process here."""
        return connector(self.port, self.authority)

    async def interact(self, question: str, *, number: int) -> None:
        """Somebody asks: sends INTERACTION_CREATE once a client is ready for it."""
        await self.send(interaction(question, number=number))

    async def send(self, interacted: dict[str, Any]) -> None:
        """Sends INTERACTION_CREATE once a client is ready for it."""
        await self.until(lambda: self._socket is not None)
        assert self._socket is not None
        await self._socket.dispatch("INTERACTION_CREATE", interacted)

    async def request(self, method: str, path: str) -> Request:
        """The first request with this method and this pattern of a path, waited for."""
        found: list[Request] = []

        def search() -> bool:
            found[:] = [r for r in self.requests if r.method == method and re.fullmatch(path, r.path)]
            return bool(found)

        await self.until(search)
        return found[0]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits for something to have happened here."""
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(condition), PATIENCE)

    async def _rest(self, request: web.Request) -> web.Response:
        text = await request.text()
        if text and request.headers["Content-Type"] != "application/json":
            return refusal(400, 50035, "Invalid Form Body")
        seen = Request(request.method, request.path.removeprefix(API), json.loads(text) if text else None)
        async with self._news:
            self.requests.append(seen)
            self._news.notify_all()
        by_token = seen.path.startswith(("/interactions/", "/webhooks/"))
        if not by_token and request.headers.get("Authorization") != f"Bot {self.token}":
            return refusal(401, 0, "401: Unauthorized")
        return self._response(seen)

    def _response(self, request: Request) -> web.Response:
        match request.method, request.path.strip("/").split("/"):
            case "GET", ["users", "@me"]:
                return response(BOT)
            case "GET", ["oauth2", "applications", "@me"]:
                return response(APPLICATION)
            case "PUT", ["applications", _, "guilds", guild, "commands"] if guild == self.forbidden_guild:
                return refusal(403, 50001, "Missing Access")
            case "PUT", ["applications", application, *_, "commands"]:
                return response([uploaded(command, application) for command in request.body])
            case "POST", ["interactions", number, _, "callback"]:
                return response(acknowledged(number, request.body))
            case "PATCH", ["webhooks", _, _, "messages", "@original"]:
                return response(message(request.body))
            case "POST", ["webhooks", _, _]:
                return response(message(request.body))
            case "DELETE", ["webhooks", _, _, "messages", "@original"]:
                return web.Response(status=204)
        return refusal(404, 0, "404: Not Found")

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        stream = web.WebSocketResponse()
        await stream.prepare(request)
        gateway = Gateway(stream, compressed=request.query.get("compress") == "zlib-stream")
        await gateway.send({"op": 10, "d": {"heartbeat_interval": 41_250}})
        async for frame in stream:
            if frame.type is WSMsgType.TEXT:
                await self._heard(gateway, json.loads(frame.data))
        return stream

    async def _heard(self, gateway: "Gateway", event: dict[str, Any]) -> None:
        if event["op"] == 1:
            await gateway.send({"op": 11})
        elif event["op"] == 2 and self.close_code:
            await gateway.stream.close(code=self.close_code)
        elif event["op"] == 2:
            await gateway.dispatch("READY", ready())
            async with self._news:
                self.identified.append(event["d"])
                self._socket = gateway
                self._news.notify_all()


class Gateway:
    """One client's websocket."""

    def __init__(self, stream: web.WebSocketResponse, *, compressed: bool) -> None:
        self.stream = stream
        self._sequence = 0
        self._compressor = zlib.compressobj() if compressed else None

    async def dispatch(self, name: str, data: dict[str, Any]) -> None:
        self._sequence += 1
        await self.send({"op": 0, "t": name, "s": self._sequence, "d": data})

    async def send(self, event: dict[str, Any]) -> None:
        text = json.dumps(event)
        if self._compressor is None:
            await self.stream.send_str(text)
        else:
            packed = self._compressor.compress(text.encode()) + self._compressor.flush(zlib.Z_SYNC_FLUSH)
            await self.stream.send_bytes(packed)


def ready() -> dict[str, Any]:
    return {
        "v": 10,
        "user": BOT,
        "guilds": [],
        "session_id": "session",
        "resume_gateway_url": "wss://gateway.discord.gg/",
        "application": {"id": APPLICATION["id"], "flags": 0},
    }


def interaction(question: str, *, number: int, user: dict[str, Any] = ALICE) -> dict[str, Any]:
    """Somebody asks in a direct message."""
    options = [{"type": 3, "name": "question", "value": question}]
    return command(number, {"id": "5001", "name": "ask", "type": 1, "options": options}, user=user)


def autocomplete(typed: str, *, number: int, user: dict[str, Any] = ALICE) -> dict[str, Any]:
    """Somebody types the name of a speaker."""
    options = [
        {"type": 3, "name": "question", "value": "what"},
        {"type": 3, "name": "speaker", "value": typed, "focused": True},
    ]
    return command(number, {"id": "5001", "name": "ask", "type": 1, "options": options}, kind=4, user=user)


def command(number: int, data: dict[str, Any], *, kind: int = 2, user: dict[str, Any] = ALICE) -> dict[str, Any]:
    return {
        "id": str(number),
        "application_id": APPLICATION["id"],
        "type": kind,
        "token": f"token-of-{number}",
        "version": 1,
        "data": data,
        "channel_id": DIRECT["id"],
        "channel": DIRECT,
        "user": user,
        "locale": "en-US",
        "entitlements": [],
        "authorizing_integration_owners": {},
        "context": 1,
        "app_permissions": "0",
        "attachment_size_limit": 10_000_000,
    }


def acknowledged(number: str, body: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {"interaction": {"id": number, "type": 2, "response_message_id": "6001"}}
    if body["type"] == 4:
        answer["resource"] = {"type": 4, "message": message(body["data"])}
    return answer


def message(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "6001",
        "type": 20,
        "channel_id": DIRECT["id"],
        "author": BOT,
        "content": "",
        "timestamp": "2026-11-20T08:30:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "components": body.get("components", []),
        "flags": body.get("flags", 0),
    }


def uploaded(command: dict[str, Any], application: str) -> dict[str, Any]:
    given = {"id": "5001", "application_id": application, "version": "1", "default_member_permissions": None}
    return command | given


def refusal(status: int, code: int, text: str) -> web.Response:
    return response({"code": code, "message": text}, status=status)


def response(content: object, *, status: int = 200) -> web.Response:
    """JSON as Discord sends it: discord.py reads no other content type than exactly this one."""
    return web.Response(body=json.dumps(content).encode(), status=status, headers={"Content-Type": "application/json"})
