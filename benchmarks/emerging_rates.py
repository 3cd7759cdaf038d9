"""How often emerging_themes finds a planted theme, and how often it finds one where nothing changed.

    python benchmarks/emerging_rates.py

Histories are drawn from the texts of causes/data/corpus: a month against 6,000 other texts, as many as the page reads.
Nothing changed: both are random draws. Planted: the texts that hold one word of medium frequency are kept out of the
past, and some of them put into the month. Beside the exact test stands the alarm that Monroe's own z (> 4.5) would have
given on the same draws. Risen: a word that 1 to 2 % of the past say is said so many times as often in the month. The
page's other question is asked as well: random texts that the engine does not explain against those that it does.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections import Counter
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from causes import emerging, find_causes_many  # noqa: E402

QUIET_HISTORIES = 200
THEMES = 40
EARLIER = 6_000
NOT_EXPLAINING = {"unclear", "other"}


def dirichlet_z(now: int, before: int, n_now: int, n_before: int) -> float:
    """Return Monroe's z (equation 22) with the prior that emerging uses."""
    prior = emerging.PRIOR_TEXTS * (now + before) / (n_now + n_before)
    spread = math.sqrt(1 / (now + prior) + 1 / (before + prior))
    return emerging._log_odds(now, before, n_now, n_before) / spread


def quiet_alarms(texts: list[str], size: int) -> int:
    """Return in how many of QUIET_HISTORIES any theme was found."""
    alarms = 0
    for seed in range(QUIET_HISTORIES):
        draw = random.Random(seed).sample(texts, size + EARLIER)
        alarms += bool(emerging.emerging_themes(draw[:size], draw[size:]))
    return alarms


def risen_found(texts: list[str], said: list[set], words: list[tuple], size: int, times: int) -> int:
    """Return how many words were found that the month says ``times`` as often as the past."""
    found = 0
    for seed, word in enumerate(words):
        draw = random.Random(seed).sample(range(len(texts)), len(texts))
        past, later = draw[:EARLIER], draw[EARLIER:]
        holding = round(times * size * sum(word in said[i] for i in past) / EARLIER)
        month = [i for i in later if word in said[i]][:holding]
        month += [i for i in later if word not in said[i]][: size - len(month)]
        themes = emerging.emerging_themes([texts[i] for i in month], [texts[i] for i in past])
        found += any(term.words == word for theme in themes for term in theme.terms)
    return found


def unexplained_themes(texts: list[str], size: int) -> list[int]:
    """Return how many themes the unexplained of each draw of ``size`` texts gave against the explained."""
    findings = find_causes_many(texts)
    explained = [not one.unsure and any(f.cause not in NOT_EXPLAINING for f in one.causes) for one in findings]
    counts = []
    for seed in range(QUIET_HISTORIES):
        draw = random.Random(seed).sample(range(len(texts)), size)
        unexplained = [texts[i] for i in draw if not explained[i]]
        counts.append(len(emerging.emerging_themes(unexplained, [texts[i] for i in draw if explained[i]])))
    return counts


def planted_found(texts: list[str], said: list[set], words: list[tuple], size: int, planted: int) -> tuple[int, int]:
    """Return how many planted themes were found, and how many Monroe's z would have raised an alarm for."""
    found = by_dirichlet = 0
    for seed, word in enumerate(words):
        draw = random.Random(seed)
        holding = [i for i, terms in enumerate(said) if word in terms]
        rest = [i for i in range(len(texts)) if word not in said[i]]
        draw.shuffle(rest)
        month = rest[: size - planted] + draw.sample(holding, planted)
        past = rest[size - planted :][:EARLIER]
        themes = emerging.emerging_themes([texts[i] for i in month], [texts[i] for i in past])
        found += any(term.words == word for theme in themes for term in theme.terms)
        by_dirichlet += dirichlet_z(planted, 0, size, len(past)) > emerging.LEAST_Z
    return found, by_dirichlet


def main() -> None:
    files = sorted((ROOT / "causes" / "data" / "corpus").glob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.open(encoding="utf-8")]
    texts = [row["text"] for row in rows if "text" in row]
    emerging._said = cache(emerging._said)
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
    common = sorted(word for word, count in frequency.items() if 0.01 <= count / len(texts) <= 0.02)
    words = random.Random(1).sample(common, THEMES)
    print(f"\n{len(common)} words are that common\n\n| texts in the month | twice | three times | four times |")
    print("|---:|---:|---:|---:|")
    for size in (200, 400, 1000):
        rates = [f"{risen_found(texts, said, words, size, times)}/{THEMES}" for times in (2, 3, 4)]
        print(f"| {size} | {' | '.join(rates)} |", flush=True)
    print("\n| texts in the draw | draws with a theme | most themes in a draw |\n|---:|---:|---:|")
    for size in (1000, 3000, 6000):
        counts = unexplained_themes(texts, size)
        print(f"| {size} | {sum(map(bool, counts))}/{QUIET_HISTORIES} | {max(counts)} |", flush=True)


if __name__ == "__main__":
    main()
