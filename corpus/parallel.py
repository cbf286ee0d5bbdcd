"""Reading and attributing many articles with all cores, in the order of the files."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.process import BaseProcess

from corpus.attribution import Attributor
from corpus.attribution.introducer import Introducer
from corpus.attribution.lexicon import read_lexicon
from corpus.errors import CorpusError, PullquoteError, UnreadableFile
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


def read_files(
    files: Sequence[SourceFile], attributor: Attributor, *, processes: int, largest: int = LARGEST_FILE
) -> Iterator[ReadFile]:
    """Each file read, in order; with `processes` 0 there is one for each core. Errors name the file."""
    processes = processes or available_cores()
    if processes == 1 or len(files) <= _TOGETHER or _size(files) < _WORTH_IT:
        return map(_Reader(attributor, largest).read, files)
    return _read_by_pool(files, attributor, processes, largest)


def available_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Reader:
    """Reads one file after the other."""

    def __init__(self, attributor: Attributor, largest: int) -> None:
        self._attributor = attributor
        self._largest = largest
        self._introducer = Introducer(read_lexicon())

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
            return ReadFile(file, None, refused=str(error))
        except PullquoteError:
            raise
        except Exception as error:  # whatever a parser raises on one file, a person must learn which
            reason = f"{type(error).__name__}: {error}"
            raise CorpusError(f"{file.path} made the reader fail ({reason}); take it out of the corpus") from error


def _read_by_pool(
    files: Sequence[SourceFile], attributor: Attributor, processes: int, largest: int
) -> Iterator[ReadFile]:
    # spawned, not forked: libraries that run threads do not survive a fork
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _enter, (attributor, largest))
    parcels = (files[first : first + _TOGETHER] for first in range(0, len(files), _TOGETHER))
    waiting: deque[Future[list[ReadFile]]] = deque()
    try:
        for parcel in parcels:
            waiting.append(pool.submit(_read_parcel, parcel))
            if len(waiting) >= _AHEAD * processes:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise CorpusError(
            "a process that read articles was ended from outside, perhaps for want of memory; set fewer in "
            "index.processes and run `pullquote build` again, which goes on from there"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _enter(attributor: Attributor, largest: int) -> None:
    """Make a process of the pool ready: it leaves Ctrl-C to its parent and does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _readers.append(_Reader(attributor, largest))


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _read_parcel(files: Sequence[SourceFile]) -> list[ReadFile]:
    return [_readers[0].read(file) for file in files]


def _size(files: Sequence[SourceFile]) -> int:
    total = 0
    for file in files:
        total += file.path.stat().st_size if file.path.is_file() else 0
        if total >= _WORTH_IT:
            break
    return total
