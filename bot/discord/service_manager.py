"""Telling systemd, or whatever speaks its protocol, that the bot is ready, alive or stopping (sd_notify)."""

import logging
import socket

_log = logging.getLogger(__name__)


class ServiceManager:
    """Takes short messages at an address; without an address nobody is told."""

    def __init__(self, address: str | None) -> None:
        self._address = address.replace("@", "\0", 1) if address and address.startswith("@") else address

    def ready(self) -> None:
        """The bot takes questions."""
        self._tell("READY=1")

    def alive(self) -> None:
        """The event loop moves; to be told more often than WatchdogSec."""
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """The bot answers what was asked and takes no more."""
        self._tell("STOPPING=1")

    def _tell(self, state: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as letterbox:
                letterbox.setblocking(False)
                letterbox.sendto(state.encode(), self._address)
        except OSError as error:
            _log.warning("service manager not told", extra={"state": state, "reason": str(error)})
