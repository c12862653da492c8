"""The figures: size of every still and loop, and their CPU in multiples of plain arithmetic (A).

A is two million multiplications and additions in a Python loop, timed between the figures in the
same minutes, so that a slow or busy machine weighs on both sides. Every file is rendered several
times and its best time counts. Goals: still at most 6 KB and loop at most 12 KB after gzip, and
no render dearer than 2.25 A, which is about 150 ms of CPU on a small server.
"""

import argparse
import gzip
import time
from collections.abc import Callable

from drills.figures.animate import loop
from drills.figures.read import FOLDER, read_figure
from drills.figures.scene import still

STILL, LOOP, DEAREST = 6.0, 12.0, 2.25
STEPS = 2_000_000


def arithmetic() -> float:
    """What A is."""
    value = 1.0
    for _ in range(STEPS):
        value = value * 0.999 + 0.001
    return value


def cpu(work: Callable[[], object]) -> float:
    """Seconds of CPU that a piece of work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> int:
    """Render everything, print a table and the verdict."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0, help="Nothing here is left to chance.")
    options = parser.parse_args()
    figures = [read_figure(file) for file in sorted(FOLDER.glob("*.toml"))]
    size: dict[tuple[str, str], float] = {}
    cost: dict[tuple[str, str], float] = {}
    plain = cpu(arithmetic)
    for _ in range(options.rounds):
        plain = min(plain, cpu(arithmetic))
        for figure in figures:
            for kind, render in (("still", still), ("loop", loop)):
                key = (figure.slug, kind)
                cost[key] = min(cost.get(key, 1e9), cpu(lambda f=figure, r=render: r(f)))
                size[key] = len(gzip.compress(render(figure).encode(), 9, mtime=0)) / 1024
    print(f"A = {plain * 1000:.0f} ms CPU")
    for figure in figures:
        cells = []
        for kind in ("still", "loop"):
            key = (figure.slug, kind)
            cells.append(
                f"{size[key]:5.1f} KB {cost[key] * 1000:4.0f} ms {cost[key] / plain:4.1f} A"
            )
        print(f"{figure.slug:44} {'   '.join(cells)}")
    heaviest = {
        kind: max(value for (_, k), value in size.items() if k == kind)
        for kind in ("still", "loop")
    }
    dearest = max(cost.values()) / plain
    passed = heaviest["still"] <= STILL and heaviest["loop"] <= LOOP and dearest <= DEAREST
    print(
        f"SPEED figures still={heaviest['still']:.1f}KB loop={heaviest['loop']:.1f}KB"
        f" cpu={dearest:.1f}A goal={STILL:g}KB/{LOOP:g}KB/{DEAREST:g}A"
        f" seed={options.seed} {'PASS' if passed else 'FAIL'}"
    )
    return 0 if passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
