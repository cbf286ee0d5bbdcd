"""Progress of long work on stderr: bars on a terminal, nothing elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console

from embeddings.encoder import Progress

if TYPE_CHECKING:
    from rich.progress import ProgressColumn


class Bars:
    """Shows each stage with its rate and the time left."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Progress]:
        """A bar for so many items; nothing where there are none, or where nobody would see it."""
        if not self._console.is_terminal or total == 0:
            yield _ignore
            return
        from rich import progress  # 30 ms, and asking does without

        columns = (
            progress.TextColumn("{task.description:>20}"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            _rate_column(),
            progress.TimeRemainingColumn(compact=True, elapsed_when_finished=True),
        )
        with progress.Progress(*columns, console=self._console) as bars:
            task = bars.add_task(name, total=total)
            yield lambda count: bars.advance(task, count)


def _ignore(_: int) -> None:
    """Nobody looks."""


def _rate_column() -> "ProgressColumn":
    from rich.progress import ProgressColumn, Task
    from rich.text import Text

    class Rate(ProgressColumn):
        """Items a second, once there are any."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{speed:.0f}/s" if speed else "", style="dim")

    return Rate()
