"""Flips bits of an index: `python -m benchmarks.reliability.flips [--flips 2000] [--large] [--seed 1]`.

Each flip must be found when the index is opened or asked, or change no answer. `--large` treats every file as too large
to be hashed at open, as in an index of millions of passages: what is quoted is then still sealed row by row, and a
full check (`pullquote status --deep`) must find every flip. Prints a table, and exits with 1 where a wrong answer was
given by an index that a full check finds whole, or a wrong quotation by any.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.reliability.scene import Scene, apart, fingerprint, held, quoted
from corpus.errors import IndexDamaged, IndexMismatch, IndexMissing
from embeddings import generations, manifest
from embeddings.index import Index


def main() -> int:
    """Run; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flips", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--large", action="store_true")
    options = parser.parse_args()
    if options.large:
        manifest.READ_WHOLE = 0
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder))
        scene.write(0)
        apart(scene.build)
        outcomes = flip_bits(scene, options.flips, random.Random(options.seed))
    for name, count in sorted(outcomes.items()):
        print(f"{count:>6}  {name}")
    bad = outcomes["UNDETECTED: answers differ"] + outcomes["UNDETECTED: a wrong quotation"]
    print(f"{bad} undetected corruptions in {options.flips} flips")
    return 1 if bad else 0


def flip_bits(scene: Scene, flips: int, chance: random.Random) -> Counter[str]:
    """Flip so many bits, one at a time, in files drawn at random; what was counted."""
    expected = apart(lambda: fingerprint(scene.home))
    words = apart(lambda: held(scene.home))
    files = sorted(
        file for file in generations.current(scene.home).rglob("*") if file.stat().st_size and file.is_file()
    )
    files.append(scene.home / "CURRENT")
    outcomes: Counter[str] = Counter()
    for number in range(flips):
        file = files[number % len(files)]
        place, bit = chance.randrange(file.stat().st_size), 1 << chance.randrange(8)
        _flip(file, place, bit)
        answered = apart(lambda: fingerprint(scene.home))
        if answered == expected:
            outcomes["harmless"] += 1
        elif isinstance(answered, IndexDamaged | IndexMismatch | IndexMissing):
            outcomes["found"] += 1
        elif not isinstance(answered, str):
            outcomes[f"found by a crash: {answered!r:.60}"] += 1
        elif not _same_words(scene, words):
            outcomes["UNDETECTED: a wrong quotation"] += 1
        elif isinstance(apart(lambda: _check(scene.home)), IndexDamaged):
            outcomes["another ranking, found by a full check"] += 1
        else:
            outcomes["UNDETECTED: answers differ"] += 1
        _flip(file, place, bit)
    return outcomes


def _flip(file: Path, place: int, bit: int) -> None:
    with file.open("r+b") as stream:
        stream.seek(place)
        (byte,) = stream.read(1)
        stream.seek(place)
        stream.write(bytes([byte ^ bit]))


def _same_words(scene: Scene, words: object) -> bool:
    """Whether every passage that is shown is one that the whole index holds, with its citation and its speakers."""
    shown = apart(lambda: quoted(scene.home))
    return isinstance(shown, frozenset) and isinstance(words, frozenset) and shown <= words


def _check(home: Path) -> None:
    Index.open(home).check()


if __name__ == "__main__":
    sys.exit(main())
