"""Shows in which order builds bring an index to the disk: `python -m benchmarks.reliability.fsyncs [--model NAME]`.

Two builds run under strace (a Debian package of that name): a first one, and one after articles changed, came and went.
Before `CURRENT` is replaced, every file that was written must have been flushed after its last change, then every
folder, then the folder that holds the generation's new name; after it, the folder of the index. Prints what was
flushed, and exits with 1 where something was not, or where strace may not trace.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.reliability.scene import Scene

_WRITES = ("write", "pwrite64", "writev", "pwritev", "ftruncate", "fallocate", "sendfile", "copy_file_range")
_NAMES = ("rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat", "link", "linkat")
_CALLS = ("openat", "creat", "fsync", "fdatasync", *_WRITES, *_NAMES)
_BEGUN = re.compile(r"(\d+)\s+(.*) <unfinished \.\.\.>")
_ENDED = re.compile(r"(\d+)\s+<\.\.\. \w+ resumed>(.*)")
_CALL = re.compile(r"\d+\s+(\w+)\((.*)\)\s+= (\d+)")
_OPENED = re.compile(r"<([^>]+)>")
_PATH = re.compile(r'"([^"]+)"')


@dataclass(slots=True)
class Disk:
    """What of an index a power cut would lose, as a trace of system calls tells."""

    index: str
    unsafe: set[str] = field(default_factory=set)  # files and folders that were changed and not flushed since
    known: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    flushed: int = 0
    switched: int = 0  # times that `CURRENT` was replaced
    waiting: bool = False  # for the folder of the index to be flushed after that

    def take(self, call: str, arguments: str) -> None:
        """Take in one call that succeeded."""
        if call in {"fsync", "fdatasync"}:
            self._flush(_OPENED.findall(arguments)[0])
        elif call in _WRITES:
            self._change(_OPENED.findall(arguments)[-1 if call == "copy_file_range" else 0])
        elif call in {"openat", "creat"}:
            if "O_CREAT" in arguments or call == "creat":
                self._create(_PATH.findall(arguments)[0])
        elif call.startswith("rename"):
            self._rename(*_PATH.findall(arguments))
        elif call.startswith(("unlink", "rmdir")):
            self._forget(_PATH.findall(arguments)[0])
        else:
            self._create(_PATH.findall(arguments)[-1])

    def _flush(self, path: str) -> None:
        self.flushed += path in self.unsafe
        self.unsafe.discard(path)
        self.waiting = self.waiting and path != self.index

    def _change(self, path: str) -> None:
        if path.startswith(self.index):
            self.unsafe.add(path)

    def _create(self, path: str) -> None:
        if path not in self.known:
            self.known.add(path)
            self._change(path)
            self._change(path.rpartition("/")[0])

    def _forget(self, path: str) -> None:
        self.unsafe.discard(path)
        self.known.discard(path)
        self._change(path.rpartition("/")[0])

    def _rename(self, old: str, new: str) -> None:
        if new == f"{self.index}/CURRENT":
            self.faults += [f"{path} was not flushed before CURRENT was replaced" for path in self._lost()]
            self.switched, self.waiting = self.switched + 1, True
        elif re.fullmatch(r"\d+", Path(new).name) and Path(new).parent.name == "generations":
            within = [path for path in self._lost() if path.startswith(old)]
            self.faults += [f"{path} was not flushed before its generation got its name" for path in within]
        for paths in (self.unsafe, self.known):
            moved = {path for path in paths if path == old or path.startswith(old + "/")}
            paths -= moved
            paths |= {new + path.removeprefix(old) for path in moved}
        self._change(old.rpartition("/")[0])
        self._change(new.rpartition("/")[0])

    def _lost(self) -> list[str]:
        """All that is not safe but for the lock, and the names in the folder of the index itself."""
        return sorted(path for path in self.unsafe if path != self.index and not path.startswith(f"{self.index}/lock"))


def read_trace(lines: Iterable[str], index: str) -> Disk:
    """What a trace tells of an index."""
    disk = Disk(index)
    for line in _whole(lines):
        if found := _CALL.match(line):
            disk.take(found[1], found[2])
    if disk.waiting:
        disk.faults.append(f"{index} was not flushed after CURRENT was replaced")
    return disk


def _whole(lines: Iterable[str]) -> Iterator[str]:
    """The calls in the order in which they ended."""
    begun: dict[str, str] = {}
    for line in lines:
        if found := _BEGUN.match(line):
            begun[found[1]] = found[2]
        elif found := _ENDED.match(line):
            yield f"{found[1]} {begun.pop(found[1], '')}{found[2]}"
        else:
            yield line


def traced_builds(scene: Scene, model: str, trace: Path) -> str | None:
    """Build twice under strace; why that cannot be done, if so."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    settings = scene.folder / "config.toml"
    settings.write_text(f"[model]\nname = '{model}'\n", encoding="utf-8")
    tracing = ["strace", "-f", "-y", "-s", "0", "-A", "-e", f"trace={','.join(_CALLS)}", "-o", str(trace)]
    building = [sys.executable, "-m", "bot", "build", str(scene.articles), "--config", str(settings)]
    for version in (0, 1):
        scene.write(version)
        command = [*tracing, *building, "--index", str(scene.home)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"{' '.join(command[:1])} failed: {done.stderr[-300:]}"
    return None


def main() -> int:
    """Run; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="hashed-words")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scene, trace = Scene(Path(folder).resolve()), Path(folder) / "trace"
        if (reason := traced_builds(scene, options.model, trace)) is not None:
            print(f"not tried: {reason}")
            return 1
        disk = read_trace(trace.read_text(encoding="utf-8", errors="replace").splitlines(), str(scene.home))
    print(f"{disk.switched:>6}  times CURRENT was replaced\n{disk.flushed:>6}  flushes of changed files and folders")
    print(f"{len(disk.faults):>6}  not flushed in time")
    for fault in disk.faults:
        print(f"        {fault}")
    return 1 if disk.faults or disk.switched != 2 else 0


if __name__ == "__main__":
    sys.exit(main())
