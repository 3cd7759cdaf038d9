"""How much a team's corrections teach: micro-F1 on answers that nobody corrected, with a layer and without.

    python benchmarks/learning_rates.py FILE

FILE is JSON lines with ``text`` and ``causes``. Three tenths of it are never corrected and judge; of the rest some are
read by a person who sets right what is wrong and says nothing of what is right.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from causes import Codebook, find_causes_many, load_codebook  # noqa: E402
from causes.lessons import Lesson, cross_validate, fit_layer  # noqa: E402

SEEDS = (1, 2, 3)
READ = (50, 100, 200, 400)


def micro_f1(texts: list[str], truth: list[set[str]], codebook: Codebook) -> float:
    found = [{cause.cause for cause in one.causes} for one in find_causes_many(texts, codebook)]
    right = sum(len(given & wanted) for given, wanted in zip(found, truth, strict=True))
    return 2 * right / sum(len(given) + len(wanted) for given, wanted in zip(found, truth, strict=True))


def lessons_of(rows: list[dict]) -> list[Lesson]:
    """Return what a person who reads these answers would correct."""
    found = find_causes_many([row["text"] for row in rows])
    lessons = []
    for row, one in zip(rows, found, strict=True):
        wanted = frozenset(row["causes"])
        said = wanted ^ {cause.cause for cause in one.causes}
        if said:
            lessons.append(Lesson(row["text"], wanted, said))
    return lessons


def main() -> None:
    shipped = load_codebook()
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    print("seed  read  corrected  without   with   held-out with / without   seconds")
    for seed in SEEDS:
        random.Random(seed).shuffle(rows)
        cut = len(rows) * 3 // 10
        judged, rest = rows[:cut], rows[cut:]
        texts, truth = [row["text"] for row in judged], [set(row["causes"]) for row in judged]
        without = micro_f1(texts, truth, shipped)
        for read in READ:
            lessons, others = lessons_of(rest[:read]), [row["text"] for row in rest[read:]][:300]
            began = time.perf_counter()
            layer = fit_layer(lessons, shipped, others)
            seconds = time.perf_counter() - began
            figures = cross_validate(lessons, shipped, others)
            with_layer = micro_f1(texts, truth, Codebook(shipped.causes, layer=layer))
            told = f"{figures.with_layer:.3f} / {figures.without_layer:.3f}"
            counted = f"{seed:4}  {read:4}  {len(lessons):9}"
            print(f"{counted}  {without:7.3f}  {with_layer:5.3f}   {told:^24}   {seconds:.2f}")


if __name__ == "__main__":
    main()
