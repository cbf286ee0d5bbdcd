"""Reading and attributing many articles with all cores, in the order of the files."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Self

from corpus.attribution.attributor import Attributor
from corpus.attribution.introducer import Introducer
from corpus.attribution.lexicon import read_lexicon
from corpus.cores import available_cores
from corpus.decoding import well_formed
from corpus.errors import CorpusError, PullquoteError, ReaderEnded, UnreadableFile
from corpus.files import SourceFile
from corpus.readers import LARGEST_FILE, read_article
from corpus.records import Article, Attribution, Introduction

_TOGETHER = 8  # files that go to a process at once
_AHEAD = 4  # such parcels for each process that wait or are done: memory does not grow with the corpus
_STRETCH = 1_000  # paragraphs: who speaks is looked for in so many, since each may mean anyone before it
_WORTH_IT = 200_000  # bytes of articles; a process is ready after seconds

_readers: list["_Reader"] = []  # in a process of the pool: its own, loaded once


@dataclass(frozen=True, slots=True)
class ReadFile:
    """An article with who says what in each of its paragraphs and who they are, or why the file cannot be read."""

    file: SourceFile
    article: Article | None
    attributions: Sequence[tuple[Attribution, ...]] = ()
    introductions: Sequence[Introduction] = ()
    refused: str = ""


class Reading:
    """Reads files here or by processes, which can begin before they are asked: until then a build has other work.

    `processes` that read: 0 is one for each core. `largest` is in bytes of a file.
    """

    def __init__(self, attributor: Attributor, *, processes: int = 0, largest: int = LARGEST_FILE) -> None:
        self.attributor = attributor
        self.largest = largest
        self._processes = processes or available_cores()
        self._pool: _Pool | None = None
        self._begun: list[SourceFile] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def prepare(self) -> None:
        """Let a process load what reading takes, if that takes long, before it is known what there is to read."""
        if self._processes > 1 and self.attributor.takes_long:
            self._pool = _Pool(self.attributor, self.largest, 1)
            self._pool.load()

    def begin(self, files: Sequence[SourceFile]) -> None:
        """Let processes begin with these files, which will be asked for next, if loading takes them long."""
        if self._pool is not None and self._begun == list(files):
            return
        if self._is_much(files):
            self._close()
            self._pool = _Pool(self.attributor, self.largest, self._processes) if self.attributor.takes_long else None
        if self._pool is not None and files:
            self._begun = list(files)
            self._pool.begin(files)

    @property
    def is_under_way(self) -> bool:
        """Whether processes are at it, and this one has time for other work."""
        return self._pool is not None

    def read(self, files: Sequence[SourceFile]) -> Iterator[ReadFile]:
        """Each file read, in order. Errors name the file; ReaderEnded where a process was ended from outside."""
        if self._pool is None or self._begun != list(files):
            self._close()
            if not self._is_much(files):
                return map(_Reader(self.attributor, self.largest).read, files)
            self._pool = _Pool(self.attributor, self.largest, self._processes)
            self._pool.begin(files)
        return self._pool.results()

    def _is_much(self, files: Sequence[SourceFile]) -> bool:
        """Whether all processes are worth their start."""
        return self._processes > 1 and len(files) > _TOGETHER and size_of(files, _WORTH_IT) == _WORTH_IT

    def _close(self) -> None:
        if self._pool is not None:
            self._pool.close()
            self._pool = None


class _Reader:
    """Reads one file after the other."""

    def __init__(self, attributor: Attributor, largest: int) -> None:
        self._attributor = attributor
        self._largest = largest
        self._introducer = Introducer(read_lexicon())

    def load(self) -> None:
        """Load what attributing takes."""
        self._attributor.load()

    def read(self, file: SourceFile) -> ReadFile:
        """The file as an article. Raises CorpusError, which names the file, for what no reader foresaw."""
        try:
            article = read_article(file.path, identifier=file.identifier, largest=self._largest)
            said: list[tuple[Attribution, ...]] = []
            introduced: list[Introduction] = []
            for first in range(0, len(article.paragraphs), _STRETCH):
                stretch = article.paragraphs[first : first + _STRETCH]
                heard = self._attributor.attribute(stretch)
                said += heard
                introduced += self._introducer.introductions(stretch, heard)
            return ReadFile(file, article, said, introduced)
        except UnreadableFile as error:
            return ReadFile(file, None, refused=well_formed(str(error)))
        except PullquoteError:
            raise
        except Exception as error:  # whatever a parser raises on one file, a person must learn which
            reason = f"{type(error).__name__}: {error}"
            raise CorpusError(f"{file.path} made the reader fail ({reason}); take it out of the corpus") from error


class _Pool:
    """Processes on their way through some files, a few parcels ahead of who takes what they read."""

    def __init__(self, attributor: Attributor, largest: int, processes: int) -> None:
        spawning = multiprocessing.get_context("spawn")  # libraries that run threads do not survive a fork
        ends, self._open = spawning.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(processes, spawning, _enter, (attributor, largest, ends))
        self._processes = processes
        self._parcels: Iterator[Sequence[SourceFile]] = iter(())
        self._waiting: deque[Future[list[ReadFile]]] = deque()

    def load(self) -> None:
        """Have a process load what reading takes."""
        with _uninterrupted():
            self._pool.submit(_load)

    def begin(self, files: Sequence[SourceFile]) -> None:
        """Have these files read."""
        self._parcels = (files[first : first + _TOGETHER] for first in range(0, len(files), _TOGETHER))
        with _uninterrupted():
            for parcel in islice(self._parcels, _AHEAD * self._processes):
                self._waiting.append(self._pool.submit(_read_parcel, parcel))

    def results(self) -> Iterator[ReadFile]:
        """What was read, in order. Raises ReaderEnded."""
        try:
            while self._waiting:
                yield from self._waiting.popleft().result()
                for parcel in islice(self._parcels, 1):
                    self._waiting.append(self._pool.submit(_read_parcel, parcel))
            self._open.close()  # the processes end while their last results are used
        except BrokenProcessPool as error:
            raise ReaderEnded(
                "a process that read articles was ended from outside, perhaps for want of memory; set fewer in "
                "index.processes and run `pullquote build` again, which goes on from there"
            ) from error

    def close(self) -> None:
        """End the processes at once, whatever they are at."""
        self._open.close()
        self._pool.shutdown(cancel_futures=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait until processes are started, which inherit that it waits: it is their parent's to tell of."""
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _enter(attributor: Attributor, largest: int, ends: Connection) -> None:
    """Make a process of the pool ready: it leaves Ctrl-C to its parent and does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(ends,), daemon=True).start()
    _readers.append(_Reader(attributor, largest))


def _end_with(ends: Connection) -> None:
    """End this process once the pool is closed or the parent is gone: either closes the other side."""
    wait([ends])
    os._exit(1)


def _load() -> None:
    _readers[0].load()


def _read_parcel(files: Sequence[SourceFile]) -> list[ReadFile]:
    return [_readers[0].read(file) for file in files]


def size_of(files: Sequence[SourceFile], most: int) -> int:
    """How many bytes the files have together, up to `most`."""
    total = 0
    for file in files:
        total += file.path.stat().st_size if file.path.is_file() else 0
        if total >= most:
            return most
    return total
