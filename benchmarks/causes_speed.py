"""How many texts a second the engine reads, beside `jieba.lcut`, which only cuts them, in the same run.

    python benchmarks/causes_speed.py [--texts 8000] [--rounds 7]

The texts are the corpus: both languages and mixed. Rounds of both alternate; figures are CPU time on one core, the
median of the rounds; the two-process figure is wall time, the best of five: it needs a machine with nothing else to do.
"""

import argparse
import logging
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

_REPEATED = 3  # times that two processes read all texts, so that starting them does not count
_FIRST_ANSWER = """
import time; begin = time.perf_counter()
import causes; causes.find_causes("太贵了, and exports are missing")
import sys; spent = time.perf_counter() - begin
heavy = [name for name in ("pandas", "sklearn", "django") if name in sys.modules]
memory = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(spent, int(memory) / 1024, heavy)
"""


def cpu_seconds(run: Callable[[], object]) -> float:
    """Return the CPU seconds that a call takes."""
    begin = time.process_time()
    run()
    return time.process_time() - begin


def read_all(texts: Sequence[str]) -> int:
    """Find the causes of texts; return how many were found (a small value: nothing large goes through the pipe)."""
    from causes import find_causes_many

    return sum(len(found.causes) for found in find_causes_many(texts))


def rounds(texts: Sequence[str], count: int) -> tuple[list[float], list[float]]:
    """Return CPU seconds of the engine and of jieba, alternating."""
    import jieba

    jieba.setLogLevel(logging.CRITICAL)
    jieba.initialize()
    read_all(texts[:500])
    engine, cutter = [], []
    for _ in range(count):
        engine.append(cpu_seconds(lambda: read_all(texts)))
        cutter.append(cpu_seconds(lambda: [jieba.lcut(text) for text in texts]))
    return engine, cutter


def one_at_a_time(texts: Sequence[str]) -> list[float]:
    """Return the seconds of each text alone, sorted."""
    from causes import find_causes

    spent = []
    for text in texts:
        begin = time.perf_counter()
        find_causes(text)
        spent.append(time.perf_counter() - begin)
    return sorted(spent)


def two_processes(texts: Sequence[str]) -> float:
    """Return how many times as fast two processes are as one (wall time, the best of rounds that alternate)."""
    halves = [list(texts[::2]) * _REPEATED, list(texts[1::2]) * _REPEATED]
    best = {1: float("inf"), 2: float("inf")}
    with ProcessPoolExecutor(1) as one, ProcessPoolExecutor(2) as two:
        pools = {1: one, 2: two}
        for workers, pool in pools.items():
            list(pool.map(read_all, [texts[:2_000]] * 2 * workers))
        for _ in range(5):
            for workers, pool in pools.items():
                begin = time.perf_counter()
                list(pool.map(read_all, halves))
                best[workers] = min(best[workers], time.perf_counter() - begin)
    return best[1] / best[2]


def main() -> None:
    """Print the table."""
    from causes.corpus import read_corpus

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--texts", type=int, default=8_000)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    texts = [row["text"] for row in read_corpus()]
    texts = (texts * (given.texts // len(texts) + 1))[:: max(1, len(texts) // given.texts)][: given.texts]
    engine, cutter = rounds(texts, given.rounds)
    ratios = [b / a for a, b in zip(engine, cutter, strict=True)]
    alone = one_at_a_time(texts[:1_000])
    start = subprocess.run([sys.executable, "-c", _FIRST_ANSWER], cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, megabytes, *heavy = start.stdout.split(maxsplit=2)
    print("| figure | value |\n|---|---:|")
    print(f"| texts | {len(texts)}, mean {statistics.fmean(map(len, texts)):.0f} characters |")
    print(f"| engine, texts/s on one core | {len(texts) / statistics.median(engine):,.0f} |")
    print(f"| jieba.lcut, texts/s on one core | {len(texts) / statistics.median(cutter):,.0f} |")
    print(f"| ratio, median of rounds | {statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f}) |")
    print(f"| 1,000,000 texts | {1e6 / len(texts) * statistics.median(engine):.0f} s |")
    print(f"| one text alone, median (99%) | {alone[500] * 1e3:.2f} ms ({alone[990] * 1e3:.2f} ms) |")
    print(f"| two processes | {two_processes(texts):.2f} times one |")
    print(f"| import and first answer | {float(seconds):.2f} s, {float(megabytes):.0f} MB |")
    print(f"| of pandas, sklearn, django loaded | {heavy[0].strip()} |")


if __name__ == "__main__":
    main()
