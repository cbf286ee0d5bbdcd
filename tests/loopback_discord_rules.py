"""What Discord would refuse: by its official description, where that is at hand, and by unstated limits."""

import json
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DESCRIPTION = Path(__file__).parents[2] / "shared" / "discord" / "openapi.json"
NO_DESCRIPTION = "there is no ../shared/discord/openapi.json beside this checkout"

COMPONENTS_V2 = 1 << 15
TEXT_DISPLAY = 10


@dataclass(frozen=True, slots=True)
class Request:
    """One REST request; the path is without `/api/v10`."""

    method: str
    path: str
    body: Any = None
    at: float = field(default_factory=time.monotonic, compare=False)  # when it came


def refusals(requests: Iterable[Request]) -> list[str]:
    """Why Discord would refuse each of the requests; the official description counts only where it is."""
    found = []
    for request in requests:
        reasons = [*unstated(request.body), *(stated(request) if DESCRIPTION.is_file() else ())]
        found += [f"{request.method} {request.path}: {reason}" for reason in reasons]
    return found


def stated(request: Request) -> Iterator[str]:
    """What the official description says against a request."""
    description, registry = _description(DESCRIPTION)
    template = _template(description, request.path)
    operation = description["paths"].get(template, {}).get(request.method.lower())
    if operation is None:
        yield "no such route"
        return
    if request.body is None:
        return
    pointer = template.replace("~", "~0").replace("/", "~1")
    place = f"#/paths/{pointer}/{request.method.lower()}/requestBody/content/application~1json/schema"
    validator = Draft202012Validator({"$ref": f"urn:discord{place}"}, registry=registry)
    yield from (f"{error.json_path}: {error.message}" for error in validator.iter_errors(request.body))


def unstated(body: Any) -> Iterator[str]:
    """What else is known to be refused in a message."""
    for message in _messages(body):
        components = list(_nested(message.get("components") or []))
        texts = [part["content"] for part in components if part["type"] == TEXT_DISPLAY]
        identifiers = [part["custom_id"] for part in components if "custom_id" in part]
        if sum(len(text.encode("utf-16-le")) // 2 for text in texts) > 4_000:
            yield "more than 4,000 characters over all texts"
        if not all(text.strip() for text in texts):
            yield "an empty text"
        if len(components) > 40:
            yield "more than 40 components"
        if len(identifiers) != len(set(identifiers)) or any(len(name) > 100 for name in identifiers):
            yield "custom ids that are not unique or too long"
        if texts and not (message.get("flags") or 0) & COMPONENTS_V2:
            yield "components V2 without their flag"
        choices = message.get("choices") or []
        if len(choices) > 25 or any(not 1 <= len(str(each["value"])) <= 100 for each in choices):
            yield "more than 25 choices, or one whose value is empty or longer than 100 characters"
        if sum(_embedded(embed) for embed in message.get("embeds") or []) > 6_000:
            yield "more than 6,000 characters over all embeds"
        if texts and (message.get("content") or message.get("embeds")):
            yield "content or embeds beside components V2"


def texts_of(body: Any) -> list[str]:
    """The texts that a message shows, top to bottom."""
    return [
        part["content"]
        for message in _messages(body)
        for part in _nested(message.get("components") or [])
        if part["type"] == TEXT_DISPLAY
    ]


def _messages(body: Any) -> Iterator[dict[str, Any]]:
    if isinstance(body, dict):
        yield body
        if isinstance(body.get("data"), dict):
            yield body["data"]


def _nested(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from _nested(component.get("components", []))
        yield from _nested([component[part] for part in ("accessory", "component") if part in component])


def _embedded(embed: dict[str, Any]) -> int:
    """Characters that Discord counts in an embed."""
    texts = [embed.get("title"), embed.get("description"), embed.get("footer", {}).get("text")]
    texts += [embed.get("author", {}).get("name")]
    texts += [text for each in embed.get("fields", []) for text in (each["name"], each["value"])]
    return sum(len(text or "") for text in texts)


def _template(description: dict[str, Any], path: str) -> str:
    """The described path that this one is an instance of, the most literal one."""
    fitting = [
        template
        for template in description["paths"]
        if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)), path)
    ]
    return min(fitting, key=lambda template: template.count("{"), default="")


@cache
def _description(file: Path) -> tuple[dict[str, Any], Registry[Any]]:
    description = json.loads(file.read_text(encoding="utf-8"))
    schemas = description["components"]["schemas"]
    # Looser than described, as Discord is: discord.py sends these two in the other of their two forms.
    schemas["SnowflakeType"] = {"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$"}
    for schema in schemas.values():
        if "default_member_permissions" in schema.get("properties", {}):
            permissions = {"type": ["integer", "string", "null"], "pattern": "^[0-9]+$"}
            schema["properties"]["default_member_permissions"] = permissions
    resource = Resource(contents=description, specification=DRAFT202012)
    return description, Registry().with_resource("urn:discord", resource)
