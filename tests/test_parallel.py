"""Articles are read by several processes: in order, and whatever ends one of them."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Silent
from killed_build import quick_recipe

from benchmarks.generate_corpus import write_article, write_corpus
from benchmarks.vocabulary import read_vocabulary
from corpus.files import list_files
from corpus.parallel import Reading
from embeddings import generations
from embeddings.build import build
from embeddings.index import STORE, Index
from embeddings.store import Store

POOLED = Path(__file__).with_name("pooled_build.py")
SETTINGS = '[model]\nname = "hashed-words"\n\n[index]\nprocesses = 2\n'
LONG = "others/zzz/long.txt"  # the last to be read: it takes seconds
PATIENCE = 120  # seconds until a process is given up on

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are told by /proc")


@pytest.fixture
def news(tmp_path: Path) -> Path:
    write_corpus(tmp_path, 1_000)
    return tmp_path / "articles"


@pytest.fixture
def home(news: Path, tmp_path: Path) -> Path:
    """An index of one article; then come the others, and a long one."""
    (tmp_path / "config.toml").write_text(SETTINGS, encoding="utf-8")
    others = tmp_path / "others"
    news.rename(others)
    news.mkdir()
    (news / "first.txt").write_text("A first article\n\nThe ferry sailed on Monday.\n", encoding="utf-8")
    assert told(start(news, tmp_path / "index")) == (0, "")
    others.rename(news / "others")
    vocabulary = read_vocabulary()
    text = "\n\n".join(write_article(vocabulary, number).text for number in range(400))
    (news / LONG).parent.mkdir()
    (news / LONG).write_text("Many articles in one file\n\n" + text, encoding="utf-8")
    return tmp_path / "index"


def start(news: Path, home: Path) -> subprocess.Popen[str]:
    """A build in a session of its own, as a terminal starts one."""
    command = [sys.executable, str(POOLED), str(news), str(home), str(home.with_name("config.toml"))]
    environment = {**os.environ, "PYTHONPATH": str(POOLED.parents[1])}
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True, env=environment)


def told(build: subprocess.Popen[str]) -> tuple[int, str]:
    """The status of a build once it has ended, and what it wrote on stderr."""
    _, problems = build.communicate(timeout=PATIENCE)
    return build.returncode, problems


def until(is_so: Callable[[], bool]) -> None:
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < PATIENCE
        time.sleep(0.02)


def committed(home: Path) -> int:
    """How many documents a build under way has written for good."""
    with contextlib.suppress(sqlite3.Error, StopIteration):
        file = next((home / "generations").glob(f"*.partial/{STORE}"))
        connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
        ((count,),) = connection.execute("SELECT count(*) FROM documents")
        connection.close()
        return int(count)
    return 0


def of_session(leader: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, _, session, *_ = stat.read_text().rpartition(")")[2].split()
            if int(session) == leader and state != "Z":
                found.append(int(stat.parent.name))
    return sorted(found)


def readers(leader: int) -> list[int]:
    """The processes that read articles."""
    found = []
    for process in of_session(leader):
        with contextlib.suppress(OSError):
            if b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes():
                found.append(process)
    return found


def in_the_midst(news: Path, home: Path) -> subprocess.Popen[str]:
    """A build that has written some articles and reads the long one."""
    build = start(news, home)
    until(lambda: committed(home) >= 64)
    assert len(readers(build.pid)) == 2
    return build


def assert_whole_and_buildable(news: Path, home: Path) -> None:
    """The index is the old one, and the next build, which goes on, makes the new one."""
    assert Index.open(home).manifest.documents == 1
    assert committed(home) >= 64
    (news / LONG).unlink()
    build = start(news, home)
    assert told(build) == (0, "")
    assert Index.open(home).manifest.documents == len(list_files([news]).files)
    assert not list((home / "generations").glob(f"*{generations.PARTIAL}"))


@pytest.mark.parametrize("to", [pytest.param(os.killpg, id="as a terminal does"), pytest.param(os.kill, id="alone")])
def test_ctrl_c_ends_all_processes_and_is_told_in_a_line(
    news: Path, home: Path, to: Callable[[int, int], None]
) -> None:
    build = in_the_midst(news, home)

    to(build.pid, signal.SIGINT)

    status, problems = told(build)
    assert status == 130
    assert problems == "pullquote: interrupted; what it read is kept, and the next build goes on from there\n"
    until(lambda: of_session(build.pid) == [])
    assert_whole_and_buildable(news, home)


def test_readers_do_not_outlive_a_killed_build(news: Path, home: Path) -> None:
    build = in_the_midst(news, home)

    build.kill()

    assert told(build)[0] == -signal.SIGKILL
    until(lambda: of_session(build.pid) == [])
    assert_whole_and_buildable(news, home)


def test_a_killed_reader_is_told_in_a_sentence_and_nothing_is_lost(news: Path, home: Path) -> None:
    build = in_the_midst(news, home)

    for reader in readers(build.pid):
        os.kill(reader, signal.SIGKILL)

    status, problems = told(build)
    assert status == 1
    assert problems.startswith("pullquote: a process that read articles was ended from outside")
    assert problems.count("\n") == 1
    until(lambda: of_session(build.pid) == [])
    assert_whole_and_buildable(news, home)


def test_several_processes_read_what_one_reads_in_the_same_order(news: Path) -> None:
    attributor, files = quick_recipe().reading.attributor, list_files([news]).files

    with Reading(attributor, processes=1) as one, Reading(attributor, processes=3) as several:
        alone, together = list(one.read(files)), list(several.read(files))

    assert [read.file for read in together] == list(files)
    assert together == alone
    assert any(any(read.attributions) for read in together)
    assert any(read.introductions for read in together)


def test_an_index_is_the_same_however_many_processes_read(news: Path, tmp_path: Path) -> None:

    stores = []
    for processes in (1, 2):
        build([news], tmp_path / str(processes), quick_recipe(processes=processes), Silent())
        store = Store(generations.current(tmp_path / str(processes)) / STORE)
        stores.append([(row, p.document.id, p.text, store.attributions(p)) for row, p in store.rows()])
        store.close()

    assert stores[0] == stores[1]
