"""One line for every event, as pairs or as a JSON object, without secrets."""

import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TextIO

from bot.discord.explaining import is_gone

LOGGERS = ("bot.discord", "discord")

_INTERACTION_TOKEN = re.compile(r"((?:webhooks|interactions)/\d+/)[^/\s\"']+")
_PLAIN = re.compile(r"[\w.:+/-]+")


class Lines(logging.Formatter):
    """Time, level, logger, event, then the record's own fields; a stack is one of them, on the same line."""

    def __init__(self, shape: str = "pairs", secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._line = _json if shape == "json" else _pairs
        self._secrets = tuple(filter(None, secrets))
        self._standard = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}

    def format(self, record: logging.LogRecord) -> str:
        """The whole line."""
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **{key: value for key, value in vars(record).items() if key not in self._standard},
        }
        if record.exc_info:
            fields["stack"] = self.formatException(record.exc_info)
        return self._without_secrets(self._line(fields))

    def _without_secrets(self, line: str) -> str:
        for secret in self._secrets:
            line = line.replace(secret, "[secret]")
        return _INTERACTION_TOKEN.sub(r"\1[secret]", line)


@contextmanager
def logging_to(stream: TextIO, shape: str = "pairs", *, secrets: Iterable[str] = ()) -> Iterator[None]:
    """Write this package's and discord.py's events to the stream, from INFO: DEBUG would print tokens."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines(shape, secrets))
    handler.addFilter(_is_about_text)
    handler.addFilter(_calmly)
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [(logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.INFO)
        logger.propagate = False
        logger.addHandler(handler)
    try:
        yield
    finally:
        for logger, (level, propagate) in zip(loggers, before, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)
            logger.propagate = propagate


def _is_about_text(record: logging.LogRecord) -> bool:
    """False for discord.py's warnings, at every start, that it cannot speak in voice channels."""
    return "voice will NOT be supported" not in record.getMessage()


def _calmly(record: logging.LogRecord) -> bool:
    """True always; discord.py's error about names completed too late becomes a warning without a stack."""
    error = record.exc_info[1] if record.exc_info else None
    if error is not None and is_gone(error):
        record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
        record.msg, record.args, record.exc_info = "too late", (), None
    return True


def _json(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False, default=str)


def _pairs(fields: Mapping[str, object]) -> str:
    return " ".join(f"{key}={_value(value)}" for key, value in fields.items())


def _value(value: object) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
