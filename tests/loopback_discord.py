"""A small Discord on this machine's loopback: REST over HTTPS and a gateway over a secure websocket.

It speaks the part of the protocol that a bot with slash commands uses, and records every request. A client is
led to it by `connector` alone: real names, real certificates, every other host refused.
"""

import asyncio
import json
import re
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import aiohttp
import trustme
from aiohttp import WSMsgType, abc, web
from loopback_discord_gateway import Gateway, Session
from loopback_discord_payloads import APPLICATION, BOT, GATEWAY, acknowledged, interaction, message, ready, uploaded
from loopback_discord_rules import Request

API = "/api/v10"
HOSTS = ("discord.com", "gateway.discord.gg")
PATIENCE = 30.0  # seconds that anything may take before a test is given up


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
    resumed: list[dict[str, Any]] = field(default_factory=list)
    heartbeat_interval: int = 41_250  # milliseconds
    heartless: bool = False  # heartbeats are not acknowledged
    limited: list[str] = field(default_factory=list)  # methods of which the next request is told to come back later
    broken: list[str] = field(default_factory=list)  # methods of which the next request gets no response at all

    async def __aenter__(self) -> Self:
        authority = trustme.CA()
        self.authority = self.folder / "authority.pem"
        authority.cert_pem.write_to_path(str(self.authority))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*HOSTS).configure_cert(context)
        self._news = asyncio.Condition()
        self._socket: Gateway | None = None
        self._session = Session()
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
        await self._socket.send(self._session.next("INTERACTION_CREATE", interacted))

    def drop(self, *meanwhile: dict[str, Any]) -> None:
        """Break the line; these interactions come while it is broken, and are sent when the client has resumed."""
        assert self._socket is not None
        self._socket.drop()
        self._socket = None
        for interacted in meanwhile:
            self._session.next("INTERACTION_CREATE", interacted)

    async def ask_to_reconnect(self) -> None:
        """Tells the client to come back on another websocket, as Discord does before it restarts a machine."""
        assert self._socket is not None
        gateway, self._socket = self._socket, None
        await gateway.send({"op": 7, "d": None})

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
        if seen.method in self.broken:
            self.broken.remove(seen.method)
            assert request.transport is not None
            request.transport.abort()
        if seen.method in self.limited:
            self.limited.remove(seen.method)
            return too_many()
        by_token = seen.path.startswith(("/interactions/", "/webhooks/"))
        if not by_token and request.headers.get("Authorization") != f"Bot {self.token}":
            return refusal(401, 0, "401: Unauthorized")
        return self._response(seen)

    def _response(self, request: Request) -> web.Response:
        match request.method, request.path.strip("/").split("/"):
            case "GET", ["gateway", "bot"]:
                return response(GATEWAY)
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
        gateway = Gateway(request, stream)
        await gateway.send({"op": 10, "d": {"heartbeat_interval": self.heartbeat_interval}})
        async for frame in stream:
            if frame.type is WSMsgType.TEXT:
                await self._heard(gateway, json.loads(frame.data))
        return stream

    async def _heard(self, gateway: Gateway, event: dict[str, Any]) -> None:
        match event["op"]:
            case 1 if not self.heartless:
                await gateway.send({"op": 11})
            case 2 if self.close_code:
                await gateway.stream.close(code=self.close_code)
            case 2:
                self._session = Session()
                await gateway.send(self._session.next("READY", ready() | {"shard": event["d"].get("shard", [0, 1])}))
                await self._connected(gateway, self.identified, event["d"])
            case 6:
                for missed in self._session.since(event["d"]["seq"]):
                    await gateway.send(missed)
                await gateway.send(self._session.next("RESUMED", {}))
                await self._connected(gateway, self.resumed, event["d"])

    async def _connected(self, gateway: Gateway, noted: list[dict[str, Any]], data: dict[str, Any]) -> None:
        async with self._news:
            noted.append(data)
            self._socket = gateway
            self._news.notify_all()


def refusal(status: int, code: int, text: str) -> web.Response:
    return response({"code": code, "message": text}, status=status)


def too_many() -> web.Response:
    """As Discord's servers say it; without `Via` it would count as Cloudflare's ban."""
    limited = response({"message": "You are being rate limited.", "retry_after": 0.05, "global": False}, status=429)
    limited.headers.update({"Via": "1.1 google", "Retry-After": "1", "X-RateLimit-Scope": "user"})
    return limited


def response(content: object, *, status: int = 200) -> web.Response:
    """JSON as Discord sends it: discord.py reads no other content type than exactly this one."""
    return web.Response(body=json.dumps(content).encode(), status=status, headers={"Content-Type": "application/json"})
