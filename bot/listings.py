"""What the index holds, as a person reads it."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from bot.records import Status
from bot.visible import visible
from corpus.records import Speaker
from embeddings.upkeep import Generation


def speaker_line(speaker: Speaker) -> str:
    """The number of passages, the name, and what the speaker is, as first described."""
    described = ", ".join(part for part in (speaker.role, speaker.organisation) if part)
    words = " ".join(f"{speaker.name}{' — ' if described else ''}{described}".split())
    return f"{speaker.passages:>6}  {visible(words)}"


def show_status(console: Console, status: Status, *, checked: bool = False) -> None:
    """Print what is being asked, and whether every byte of it was checked."""
    rows = {
        "documents": f"{status.documents:,}",
        "passages": f"{status.passages:,}",
        "generation": f"{status.generation}, built {status.built:%Y-%m-%d %H:%M} UTC",
        "model": status.model,
        "speakers by": status.attributor,
        "folder": status.folder,
    }
    if checked:
        rows["checked"] = "every file is as it was written"
    for name, value in rows.items():
        console.print(Text(f"{name:>12}  ", style="cyan").append(visible(value), style="default"), soft_wrap=True)


def show_generations(console: Console, generations: Sequence[Generation]) -> None:
    """Print a line for each: whether it is current, its name, age, contents and size, or what is wrong with it."""
    for each in generations:
        line = Text("* " if each.current else "  ", style="bold").append(f"{each.name}  ", style="cyan")
        if each.fault is not None or each.built is None:
            line.append(visible(f"{each.fault}"), style="yellow")
        else:
            told = f"{each.built:%Y-%m-%d %H:%M} UTC  {each.documents:>9,} documents  {each.passages:>11,} passages"
            line.append(f"{told}  {each.size / 2**20:>9,.1f} MiB", style="not bold")
        console.print(line, soft_wrap=True)
