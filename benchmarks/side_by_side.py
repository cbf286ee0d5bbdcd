"""Peers beside Pullquote: the same passages, the same weights, fresh processes that take turns."""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from embeddings.index import Index
from embeddings.model import Prompts, find_model

PEERS = Path(__file__).with_name("peers.py")
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took."""

    seconds: float
    memory: int  # bytes, at its peak


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer with the passages of an index built into a folder of its own."""

    name: str  # txtai or plain
    python: Path
    folder: Path
    model: Path

    @property
    def command(self) -> list[str]:
        """What asks it the questions of standard input."""
        return [str(self.python), str(PEERS), self.name, "ask", str(self.folder), str(self.model)]


def built_peers(pythons: Mapping[str, Path | None], index: Path, folder: Path) -> list[Peer]:
    """The peers whose Python is given, with the passages of the index; a peer that the folder holds is not built."""
    wanted = {name: python for name, python in pythons.items() if python is not None}
    if not wanted:
        return []
    opened = Index.open(index)
    passages = [paragraph.text for _, paragraph in opened.store.rows()]
    model = find_model(opened.manifest.model.name, Prompts()).folder
    opened.close()
    peers = [Peer(name, python, folder / name, model) for name, python in wanted.items()]
    for peer in (peer for peer in peers if not peer.folder.exists()):
        build = [str(peer.python), str(PEERS), peer.name, "build", str(peer.folder), str(peer.model)]
        subprocess.run(build, input=_lines(passages), text=True, check=True, stdout=subprocess.DEVNULL)
    return peers


@contextmanager
def kept(folder: Path | None) -> Iterator[Path]:
    """The folder, or one that is gone afterwards."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory() as temporary:
        yield Path(temporary)


def timed(command: Sequence[str], asked: str | None = None) -> Run:
    """Run a command to its end, with one thread; `asked` goes to its standard input."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as given:
        given.write("" if asked is None else _lines([asked]))
        given.seek(0)
        return _waited(command, given)


def ask_all(peer: Peer, questions: Sequence[str]) -> list[float]:
    """Seconds for each of the questions, asked one after the other of one process."""
    run = subprocess.run(
        peer.command, input=_lines(questions), text=True, check=True, capture_output=True, env=os.environ | ONE_THREAD
    )
    return [json.loads(line)["seconds"] for line in run.stdout.splitlines() if line.startswith("{")]


def _waited(command: Sequence[str], given: IO[str]) -> Run:
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | ONE_THREAD
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):  # 3: the corpus does not answer
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(time.perf_counter() - started, used.ru_maxrss * 1024)


def _lines(texts: Iterable[str]) -> str:
    return "".join(json.dumps(text) + "\n" for text in texts)
