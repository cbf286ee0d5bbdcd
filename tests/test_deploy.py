"""What the operator's page and the units name exists: settings, commands, permissions, metrics."""

import re
import shutil
import subprocess
from pathlib import Path

import discord
import pytest

from bot.cli import _parser
from bot.config import Config, DiscordSettings, load
from bot.discord.metrics import Metrics
from bot.discord.run import run
from bot.discord.watchdog import STALLED

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "discord.md").read_text(encoding="utf-8")
UNITS = sorted(file for kind in ("service", "timer") for file in (ROOT / "deploy").glob(f"*.{kind}"))
BOT = (ROOT / "deploy" / "pullquote-discord.service").read_text(encoding="utf-8")


def test_every_setting_that_the_page_names_exists_and_every_one_of_discord_is_explained() -> None:
    named = set(re.findall(r"discord\.(\w+)`", PAGE)) | set(re.findall(r"`discord\.(\w+) =", PAGE))
    explained = named | {"token_file", "admins", "state_file", "log_format"}

    assert named - {"py"} <= set(DiscordSettings.__struct_fields__)
    assert set(DiscordSettings.__struct_fields__) <= explained


def test_the_settings_on_the_page_can_be_read(tmp_path: Path) -> None:
    [table] = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    file = tmp_path / "config.toml"
    file.write_text(table, encoding="utf-8")

    assert load(file, {}) != Config()


def test_every_command_that_the_page_and_the_units_name_exists() -> None:
    texts = [PAGE, *(unit.read_text(encoding="utf-8") for unit in UNITS)]
    commands = {
        tuple(words.split())
        for text in texts
        for words in re.findall(r"(?:^|bin/|`)pullquote ((?:discord )?[a-z]+)", text, re.MULTILINE)
    }

    assert ("discord", "run") in commands
    for words in commands:
        required = ["questions.jsonl"] if words == ("eval",) else []
        assert _parser().parse_args([*words, *required]).command


def test_the_invitation_asks_for_what_is_said_and_no_more() -> None:
    [number] = re.findall(r"permissions=(\d{2,})", PAGE)

    assert {name for name, granted in discord.Permissions(int(number)) if granted} == {
        "read_messages",  # discord.py's name of View Channel
        "send_messages",
        "read_message_history",
        "create_public_threads",
        "send_messages_in_threads",
    }


def test_every_metric_that_the_page_names_exists() -> None:
    exported = {
        sample.name
        for metric in Metrics()._registry.collect()
        for sample in metric.samples
        if "created" not in sample.name
    }
    for name in re.findall(r"`(pullquote_\w+)`", PAGE):
        assert name in exported or f"{name}_sum" in exported


def test_stopping_and_failing_suit_the_service_manager() -> None:
    stop = int(re.findall(r"TimeoutStopSec=(\d+)", BOT)[0])

    assert stop > DiscordSettings().drain_seconds
    assert f"exit status 1 or {STALLED}" in PAGE
    assert "notify" in run.__kwdefaults__


def test_systemd_finds_no_fault_with_the_units(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("there is no systemd-analyze here")
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/pullquote/.venv/bin/pullquote", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    units = [str(tmp_path / unit.name) for unit in UNITS]
    services = [unit for unit in units if unit.endswith(".service")]

    verified = subprocess.run([analyze, "verify", *units], capture_output=True, text=True, check=False)
    secured = subprocess.run(
        [analyze, "security", "--offline=true", "--threshold=20", *services],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")
    assert secured.returncode == 0, secured.stdout
