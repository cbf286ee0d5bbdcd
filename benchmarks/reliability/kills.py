"""Kills builds at random moments: `python -m benchmarks.reliability.kills [--kills 200] [--seed 1]`.

After each kill the old or the new generation must answer as it always does, and the next build must succeed. Prints
a table, and exits with 1 where that was not so.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.reliability.scene import Scene, apart, fingerprint

KILLED = 9


def main() -> int:
    """Run; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcomes = kill_builds(Scene(Path(folder)), options.kills, random.Random(options.seed))
    for name, count in sorted(outcomes.items()):
        print(f"{count:>6}  {name}")
    survived = outcomes["survived"] == outcomes["kills"] == options.kills
    print(f"{outcomes['survived']} of {options.kills} kills survived")
    return 0 if survived else 1


def kill_builds(scene: Scene, kills: int, chance: random.Random) -> Counter[str]:
    """Kill so many builds; what was counted."""
    expected, seconds = _references(scene)
    outcomes: Counter[str] = Counter()
    version = 1  # in which the index is
    while outcomes["kills"] < kills:
        scene.write(1 - version)
        ended = apart(scene.build, kill_after=chance.uniform(0, 1.2 * seconds))
        outcomes["kills"] += ended == KILLED
        outcomes["ended before the kill"] += ended is None
        leftovers = list((scene.home / "generations").glob("*.partial"))
        outcomes["left a partial generation"] += ended == KILLED and bool(leftovers)
        answered = apart(lambda: fingerprint(scene.home))
        whole = answered in (expected[version], expected[1 - version])
        outcomes["the new generation answered"] += ended == KILLED and answered == expected[1 - version]
        outcomes["answers differ"] += not whole
        built = apart(scene.build)
        afterwards = apart(lambda: fingerprint(scene.home))
        mended = built is None and afterwards == expected[1 - version]
        outcomes["next build failed"] += not mended
        outcomes["survived"] += ended == KILLED and whole and mended
        if not (whole and mended):
            told = f"answered {answered!r}, built {built!r}, answered {afterwards!r} of {expected!r}, version {version}"
            print(f"after {ended!r}: {told}", file=sys.stderr)
            return outcomes
        version = 1 - version
    return outcomes


def _references(scene: Scene) -> tuple[list[str], float]:
    """What each version answers, built from nothing; and what a build takes, in seconds."""
    expected = []
    for version in (0, 1):
        scene.write(version)
        home = scene.folder / f"reference-{version}"
        apart(lambda home=home: scene.build(home))  # type: ignore[misc]
        expected.append(str(apart(lambda home=home: fingerprint(home))))  # type: ignore[misc]
    scene.write(0)
    apart(scene.build)
    scene.write(1)
    started = time.monotonic()
    apart(scene.build)
    return expected, time.monotonic() - started


if __name__ == "__main__":
    sys.exit(main())
