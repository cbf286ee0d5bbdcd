"""What Discord says: its objects as JSON, as far as a bot with slash commands needs them."""

from typing import Any

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
GATEWAY = {
    "url": "wss://gateway.discord.gg/",
    "shards": 1,
    "session_start_limit": {"total": 1000, "remaining": 999, "reset_after": 1000, "max_concurrency": 1},
}
ALICE = {"id": "3001", "username": "alice", "discriminator": "0", "avatar": None}
DIRECT = {"id": "4001", "type": 1, "recipients": [ALICE], "flags": 0}


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
    return {"description": ""} | command | given
