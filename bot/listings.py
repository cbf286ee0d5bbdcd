"""What the index holds, as a person reads it."""

from rich.console import Console
from rich.text import Text

from bot.records import Status


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
        console.print(Text(f"{name:>12}  ", style="cyan").append(value, style="default"), soft_wrap=True)
