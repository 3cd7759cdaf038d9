"""How often emerging_themes finds a planted theme, and how often it finds one where nothing changed.

    python benchmarks/emerging_rates.py

Histories are drawn from the texts of causes/data/corpus: a month against all other texts. Nothing changed: the month is
a random draw. Planted: the texts that hold one word of medium frequency are kept out of the past, and some of them put
into the month. Beside the exact test stands the alarm that Monroe's own z (> 4.5) would have given on the same draws.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from causes import emerging  # noqa: E402

QUIET_HISTORIES = 60
THEMES = 40


def dirichlet_z(now: int, before: int, n_now: int, n_before: int) -> float:
    """Return Monroe's z (equation 22) with the prior that emerging uses."""
    prior = emerging.PRIOR_TEXTS * (now + before) / (n_now + n_before)
    spread = math.sqrt(1 / (now + prior) + 1 / (before + prior))
    return emerging._log_odds(now, before, n_now, n_before) / spread


def quiet_alarms(texts: list[str], size: int) -> int:
    """Return in how many of QUIET_HISTORIES any theme was found."""
    alarms = 0
    for seed in range(QUIET_HISTORIES):
        draw = random.Random(seed).sample(texts, len(texts))
        alarms += bool(emerging.emerging_themes(draw[:size], draw[size:]))
    return alarms


def planted_found(texts: list[str], said: list[set], words: list[tuple], size: int, planted: int) -> tuple[int, int]:
    """Return how many planted themes were found, and how many Monroe's z would have raised an alarm for."""
    found = by_dirichlet = 0
    for seed, word in enumerate(words):
        draw = random.Random(seed)
        holding = [i for i, terms in enumerate(said) if word in terms]
        rest = [i for i in range(len(texts)) if word not in said[i]]
        draw.shuffle(rest)
        month = rest[: size - planted] + draw.sample(holding, planted)
        past = rest[size - planted :]
        themes = emerging.emerging_themes([texts[i] for i in month], [texts[i] for i in past])
        found += any(term.words == word for theme in themes for term in theme.terms)
        by_dirichlet += dirichlet_z(planted, 0, size, len(past)) > emerging.LEAST_Z
    return found, by_dirichlet


def main() -> None:
    files = sorted((ROOT / "causes" / "data" / "corpus").glob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.open(encoding="utf-8")]
    texts = [row["text"] for row in rows if "text" in row]
    said = [emerging._said(text) for text in texts]
    frequency = Counter(term for terms in said for term in terms if len(term) == 1)
    medium = sorted(word for word, count in frequency.items() if 25 <= count <= 60)
    words = random.Random(1).sample(medium, THEMES)
    print(f"{len(texts)} texts; {QUIET_HISTORIES} quiet histories, {THEMES} planted themes a row\n")
    print("| texts in the month | planted | found | Monroe's z > 4.5 | quiet histories with an alarm |")
    print("|---:|---:|---:|---:|---:|")
    for size in (200, 400, 1000):
        alarms = quiet_alarms(texts, size)
        for planted in (8, 12, 16, 24):
            found, other = planted_found(texts, said, words, size, planted)
            print(
                f"| {size} | {planted} | {found}/{THEMES} | {other}/{THEMES} | {alarms}/{QUIET_HISTORIES} |", flush=True
            )


if __name__ == "__main__":
    main()
