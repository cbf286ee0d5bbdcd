"""The order in which builds bring an index to the disk, as the kernel is asked for it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.reliability.fsyncs import read_trace

ROOT = Path(__file__).parents[1]
SAFE = """\
1 openat(AT_FDCWD</>, "/ix/generations/000001.partial/store", O_RDWR|O_CREAT, 0666) = 3</ix/generations/000001.partial/store>
2 pwrite64(3</ix/generations/000001.partial/store>, ""..., 4096, 0 <unfinished ...>
1 openat(AT_FDCWD</>, "/ix/lock", O_RDWR|O_CREAT, 0666) = 5</ix/lock>
2 <... pwrite64 resumed>) = 4096
1 fsync(3</ix/generations/000001.partial/store>) = 0
1 fsync(3</ix/generations/000001.partial>) = 0
1 rename("/ix/generations/000001.partial", "/ix/generations/000001") = 0
1 fsync(3</ix/generations>) = 0
1 openat(AT_FDCWD</>, "/ix/CURRENT.partial", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3</ix/CURRENT.partial>
1 write(3</ix/CURRENT.partial>, ""..., 7) = 7
1 fsync(3</ix/CURRENT.partial>) = 0
1 rename("/ix/CURRENT.partial", "/ix/CURRENT") = 0
1 fsync(3</ix>) = 0
""".splitlines()


def test_the_right_order_is_right() -> None:
    disk = read_trace(SAFE, "/ix")

    assert disk.faults == []
    assert (disk.switched, disk.flushed) == (1, 5)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (4, "/ix/generations/000001.partial/store was not flushed before its generation got its name"),
        (5, "/ix/generations/000001.partial was not flushed before its generation got its name"),
        (7, "/ix/generations was not flushed before CURRENT was replaced"),
        (10, "/ix/CURRENT.partial was not flushed before CURRENT was replaced"),
        (12, "/ix was not flushed after CURRENT was replaced"),
    ],
)
def test_what_a_power_cut_would_lose_is_told(line: int, fault: str) -> None:
    assert fault in read_trace([*SAFE[:line], *SAFE[line + 1 :]], "/ix").faults


def test_a_file_that_is_written_again_must_be_flushed_again() -> None:
    again = [*SAFE[:5], '1 write(3</ix/generations/000001.partial/store>, ""..., 4) = 4', *SAFE[5:]]

    assert "store was not flushed" in read_trace(again, "/ix").faults[0]


def test_real_builds_flush_all_that_they_write_before_it_counts() -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    if subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode:
        pytest.skip("strace may not trace here")

    command = [sys.executable, "-m", "benchmarks.reliability.fsyncs"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert "     2  times CURRENT was replaced" in done.stdout, done.stdout + done.stderr
    assert "     0  not flushed in time" in done.stdout
    assert done.returncode == 0
