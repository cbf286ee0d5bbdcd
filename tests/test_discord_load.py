"""The load benchmark runs against the bot's real process: once, as small as can be; nothing is timed."""

import subprocess
import sys
from pathlib import Path

from loopback_discord_rules import Request

from benchmarks.discord_load_ledger import Entry, Ledger, quantile

ROOT = Path(__file__).parents[1]


def test_a_few_questions_of_each_phase_are_acknowledged_and_answered(sample_home: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[model]\nname = "hashed-words"\n[discord]\nseats = 4\n', encoding="utf-8")
    little = ("--burst", "3", "--rate", "3", "--seconds", "1", "--flood", "12")
    command = (sys.executable, "-m", "benchmarks.discord_load", "--index", str(sample_home), "--config", str(config))

    done = subprocess.run([*command, *little], cwd=ROOT, capture_output=True, text=True, check=False)

    rows = dict(line.strip("| ").split(" | ")[:2] for line in done.stdout.splitlines() if " | " in line)
    assert done.stderr == ""
    assert [rows[row] for row in rows if row.endswith(": lost")] == ["0", "0", "0"]
    assert rows["3 at once: told that it is busy"] == "0"
    assert int(rows["12 at once: told that it is busy"]) > 0
    assert [rows[row] for row in rows if row.startswith("refused by")] == ["0"]


def test_the_ledger_tells_answers_refusals_and_what_was_lost() -> None:
    ledger = Ledger({number: Entry(10.0) for number in (1, 2, 3, 4)})
    ledger.read(
        [
            Request("POST", "/interactions/1/token-of-1/callback", {"type": 5}, 10.5),
            Request("POST", "/interactions/2/token-of-2/callback", {"type": 4}, 11.0),
            Request("POST", "/interactions/3/token-of-3/callback", {"type": 5}, 13.5),
            Request("PATCH", "/webhooks/2001/token-of-1/messages/@original", {}, 12.0),
            Request("PATCH", "/webhooks/2001/token-of-3/messages/@original", {}, 14.0),
        ]
    )

    assert ledger.entries[1] == Entry(10.0, acknowledged=0.5, answered=2.0)
    assert ledger.entries[2] == Entry(10.0, acknowledged=1.0, answered=1.0, busy=True)
    assert [ledger.entries[number].lost for number in (1, 2, 3, 4)] == [False, False, True, True]
    assert not ledger.settled([1, 4])


def test_quantiles() -> None:
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert quantile(range(100), 0.95) == 95
    assert quantile([], 0.5) == 0.0
