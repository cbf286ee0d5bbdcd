"""Builds on disks that fill up: `python -m benchmarks.reliability.full_disk [--disks 30]`.

Each build runs on a small file system of its own with a little more room than the time before; where none may be
mounted, under a limit on the size of a file. A build that finds no room must say so in one line, the index must answer
as before, and with room the next build must succeed. Prints a table, and exits with 1 where that was not so.
"""

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.reliability.scene import Scene, apart, fingerprint
from corpus.errors import IndexFault

STEP = 24 * 1024  # bytes of room more, from one disk to the next


def main() -> int:
    """Run; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--disks", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcomes = fill_disks(Scene(Path(folder)), options.disks)
    for name, count in sorted(outcomes.items()):
        print(f"{count:>6}  {name}")
    return 1 if any(count for name, count in outcomes.items() if name.startswith("FAILED")) else 0


def fill_disks(scene: Scene, disks: int) -> Counter[str]:
    """Build on so many disks; what was counted."""
    scene.write(0)
    old = scene.folder / "old"
    apart(lambda: scene.build(old))
    expected = apart(lambda: fingerprint(old))
    scene.write(1)
    size = sum(file.stat().st_size + 4096 for file in old.rglob("*"))
    outcomes: Counter[str] = Counter()
    for number in range(disks):
        with _disk(scene.home, size + number * STEP) as limit:
            shutil.copytree(old, scene.home, dirs_exist_ok=True)
            built = apart(lambda limit=limit: _limited(scene, limit))  # type: ignore[misc]
            answered = apart(lambda: fingerprint(scene.home))
            if built is None:
                outcomes["had room"] += 1
                continue
            told = isinstance(built, IndexFault) and "\n" not in str(built)
            outcomes["told that there was no room" if told else f"FAILED: {built!r:.200}"] += 1
            outcomes["FAILED: other answers"] += answered != expected
            _give_room(scene.home)
            mended = apart(scene.build)
            outcomes["the next build succeeded" if mended is None else f"FAILED: next build {mended!r:.200}"] += 1
    return outcomes


@contextmanager
def _disk(folder: Path, size: int) -> Iterator[int | None]:
    """A file system of so many bytes at the folder; the largest file instead, where none may be mounted."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        yield None if mounted else size // 20
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)
        shutil.rmtree(folder)


def _give_room(folder: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=100m", str(folder)], capture_output=True, check=False)


def _limited(scene: Scene, limit: int | None) -> None:
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    scene.build()


if __name__ == "__main__":
    sys.exit(main())
