"""What changed in the corpus since the build, as a person reads it, and as JSON."""

from dataclasses import asdict

from rich.console import Console
from rich.text import Text

from bot.visible import json_line, visible
from embeddings.drift import Drift


def show_drift(console: Console, drift: Drift) -> None:
    """Print each file that is not what was read, then what to do."""
    for word, names in (("changed", drift.changed), ("gone", drift.gone), ("new", drift.new)):
        for name in names:
            console.print(Text(f"{word:>8}  {visible(name)}"), soft_wrap=True)
    if drift.any:
        counts = f"{len(drift.changed):,} changed, {len(drift.gone):,} gone, {len(drift.new):,} new"
        console.print(Text(f"{counts} and {drift.unchanged:,} unchanged; run `pullquote build`", style="bold"))
    else:
        console.print(Text(f"all {drift.unchanged:,} files are as they were read", style="bold"))


def drift_json(drift: Drift) -> str:
    """One object on one line."""
    return json_line({**asdict(drift), "any": drift.any})
