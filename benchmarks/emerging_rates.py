"""How often emerging_themes finds a planted theme or one where nothing changed, and which rises it does not find.

    python benchmarks/emerging_rates.py

Histories are drawn from the texts of causes/data/corpus: a month against 6,000 other texts, as many as the page reads.
Nothing changed: both are random draws. Planted: the texts that hold one word of medium frequency are kept out of the
past, and some of them put into the month. Beside the exact test stands the alarm that Monroe's own z (> 4.5) would have
given on the same draws. Risen: a word that 1 to 2 % of the past say is said so many times as often in the month. Least:
the smallest rise that is found at all, and the one that is found in four of five months drawn with it.

The page's other question is asked as well: the texts of a draw that the engine does not explain against those that it
does. The corpus says which themes of these are matter that the codebook has no cause for: half of their texts or more
are labelled `other`. Every other theme is a false alarm. Planted: texts with a word that no other text of the draw has
stand among the unexplained.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

from scipy.stats import binom

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from causes import emerging, find_causes_many  # noqa: E402

DRAWS = 200
THEMES = 40
EARLIER = 6_000
MONTHS = (200, 400, 1000, 3000, 6000)
PLANTED = (8, 12, 16, 24)
TIMES = (1.5, 2, 3, 4)
SHARES = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1)
OFTEN = 0.8
NOT_EXPLAINING = {"unclear", "other"}

terms_of = cache(emerging.terms_of)


def themes_of(now: list[str], before: list[str]) -> list[emerging.Theme]:
    """Return the themes; texts that were read before are not read again."""
    return emerging.emerging_themes(now, before, read=terms_of)


class Corpus:
    """The texts, which of them are labelled `other` or nothing but `unclear`, and where each word stands."""

    def __init__(self) -> None:
        files = sorted((ROOT / "causes" / "data" / "corpus").glob("*.jsonl"))
        rows = [json.loads(line) for file in files for line in file.open(encoding="utf-8")]
        rows = [row for row in rows if "text" in row]
        self.texts: list[str] = [row["text"] for row in rows]
        self.other = ["other" in row["causes"] for row in rows]
        self.unclear = [row["causes"] == ["unclear"] for row in rows]
        self.holders: dict[emerging.Words, list[int]] = defaultdict(list)
        for place, text in enumerate(self.texts):
            for term in terms_of(text):
                if len(term) == 1:
                    self.holders[term].append(place)

    def words(self, least: float, most: float) -> list[emerging.Words]:
        """Return THEMES words, drawn at random, that so many texts say."""
        return random.Random(1).sample(sorted(w for w, at in self.holders.items() if least <= len(at) <= most), THEMES)

    def without(self, word: emerging.Words) -> list[int]:
        """Return the places of the texts that do not say a word."""
        holding = set(self.holders[word])
        return [place for place in range(len(self.texts)) if place not in holding]

    def at(self, places: list[int]) -> list[str]:
        """Return texts by their places."""
        return [self.texts[place] for place in places]


def is_among(word: emerging.Words, themes: list[emerging.Theme]) -> bool:
    """Return whether a theme has the word."""
    return any(term.words == word for theme in themes for term in theme.terms)


def dirichlet_z(now: int, before: int, n_now: int, n_before: int) -> float:
    """Return Monroe's z (equation 22) with the prior that emerging uses."""
    prior = emerging.PRIOR_TEXTS * (now + before) / (n_now + n_before)
    spread = math.sqrt(1 / (now + prior) + 1 / (before + prior))
    return emerging.log_odds(now, before, n_now, n_before) / spread


def quiet_alarms(corpus: Corpus, size: int) -> int:
    """Return in how many of DRAWS histories any theme was found."""
    draws = (random.Random(seed).sample(corpus.texts, size + EARLIER) for seed in range(DRAWS))
    return sum(bool(themes_of(draw[:size], draw[size:])) for draw in draws)


def planted_found(corpus: Corpus, words: list[emerging.Words], size: int, planted: int) -> tuple[int, int]:
    """Return how many planted themes were found, and how many Monroe's z would have raised an alarm for."""
    found = by_dirichlet = 0
    for seed, word in enumerate(words):
        draw = random.Random(seed)
        rest = corpus.without(word)
        draw.shuffle(rest)
        month = rest[: size - planted] + draw.sample(corpus.holders[word], planted)
        past = rest[size - planted :][:EARLIER]
        found += is_among(word, themes_of(corpus.at(month), corpus.at(past)))
        by_dirichlet += dirichlet_z(planted, 0, size, len(past)) > emerging.LEAST_Z
    return found, by_dirichlet


def risen_found(corpus: Corpus, words: list[emerging.Words], size: int, times: float) -> int:
    """Return how many words were found that the month says ``times`` as often as the past."""
    found = 0
    for seed, word in enumerate(words):
        holding = set(corpus.holders[word])
        draw = random.Random(seed).sample(range(len(corpus.texts)), len(corpus.texts))
        past, later = draw[:EARLIER], draw[EARLIER:]
        said = round(times * size * sum(place in holding for place in past) / EARLIER)
        month = [place for place in later if place in holding][:said]
        month += [place for place in later if place not in holding][: size - len(month)]
        found += is_among(word, themes_of(corpus.at(month), corpus.at(past)))
    return found


def times_seen_often(least: int, share: float, size: int) -> float:
    """Return how many times as often a term must be said to stand in ``least`` of ``size`` texts in OFTEN of months."""
    times = least / size / share
    while times * share < 1 and binom.sf(least - 1, size, times * share) < OFTEN:
        times += 0.05
    return times


def unexplained_themes(corpus: Corpus, explained: list[bool], size: int) -> list[list[bool]]:
    """Return of each draw, for each theme of its unexplained texts, whether the corpus has it as matter."""
    found = []
    for seed in range(DRAWS):
        draw = random.Random(seed).sample(range(len(corpus.texts)), size)
        unexplained = [place for place in draw if not explained[place]]
        themes = themes_of(corpus.at(unexplained), corpus.at([place for place in draw if explained[place]]))
        said_by = [[corpus.other[unexplained[place]] for place in theme.texts] for theme in themes]
        found.append([2 * sum(other) >= len(other) for other in said_by])
    return found


def unexplained_planted(
    corpus: Corpus, explained: list[bool], words: list[emerging.Words], size: int, planted: int
) -> int:
    """Return how many themes were found that ``planted`` unexplained texts of ``size`` speak of."""
    found = 0
    for seed, word in enumerate(words):
        draw = random.Random(seed)
        rest = draw.sample(corpus.without(word), size - planted)
        now = [place for place in rest if not explained[place]] + draw.sample(corpus.holders[word], planted)
        found += is_among(word, themes_of(corpus.at(now), corpus.at([place for place in rest if explained[place]])))
    return found


def print_planted(corpus: Corpus) -> None:
    words = corpus.words(25, 60)
    print("| texts in the month | planted | found | Monroe's z > 4.5 | quiet histories with an alarm |")
    print("|---:|---:|---:|---:|---:|")
    for size in MONTHS:
        alarms = quiet_alarms(corpus, size)
        for planted in PLANTED:
            found, other = planted_found(corpus, words, size, planted)
            print(f"| {size} | {planted} | {found}/{THEMES} | {other}/{THEMES} | {alarms}/{DRAWS} |", flush=True)


def print_risen(corpus: Corpus) -> None:
    words = corpus.words(0.01 * len(corpus.texts), 0.02 * len(corpus.texts))
    print("\nRisen, from 1 to 2 %, so many times:\n")
    print(f"| texts in the month | {' | '.join(f'{times:g}' for times in TIMES)} |\n|---:{'|---:' * len(TIMES)}|")
    for size in MONTHS:
        rates = [f"{risen_found(corpus, words, size, times)}/{THEMES}" for times in TIMES]
        print(f"| {size} | {' | '.join(rates)} |", flush=True)


def print_least() -> None:
    """Print the least rise that is found against EARLIER texts, and the one that is found in OFTEN of the months."""
    print(f"\nLeast texts that are found, against {EARLIER} of which so many said it")
    print(f"(that is so many times as often; so many times to be found in {OFTEN:.0%} of months)\n")
    print(f"| texts in the month | never | {' | '.join(f'{share:.1%}' for share in SHARES)} |")
    print(f"|---:|---:{'|---:' * len(SHARES)}|")
    for size in MONTHS:
        cells = [str(emerging.least_rise(0, size, EARLIER))]
        for share in SHARES:
            least = emerging.least_rise(round(share * EARLIER), size, EARLIER)
            often = f"{least / size / share:.1f} ×; {times_seen_often(least, share, size):.1f} ×" if least else "none"
            cells.append(f"{least}: {often}" if least else often)
        print(f"| {size} | {' | '.join(cells)} |", flush=True)


def print_unexplained(corpus: Corpus) -> None:
    findings = find_causes_many(corpus.texts)
    explained = [not one.unsure and any(f.cause not in NOT_EXPLAINING for f in one.causes) for one in findings]
    words = corpus.words(25, 60)
    print("\n| texts in the draw | draws with a theme | with a false alarm | most themes | planted: found |")
    print("|---:|---:|---:|---:|---|")
    for size in (1000, 3000, 6000):
        draws = unexplained_themes(corpus, explained, size)
        false = sum(not all(draw) for draw in draws)
        rates = [f"{n}: {unexplained_planted(corpus, explained, words, size, n)}/{THEMES}" for n in PLANTED]
        counts = f"{sum(map(bool, draws))}/{DRAWS} | {false}/{DRAWS} | {max(map(len, draws))}"
        print(f"| {size} | {counts} | {', '.join(rates)} |", flush=True)
    print_least_unexplained()


def print_typical_of_unclear(corpus: Corpus) -> None:
    """Print the themes of texts that say no reason against all others: words that should be idle and are not."""
    places = range(len(corpus.texts))
    unclear = corpus.at([place for place in places if corpus.unclear[place]])
    themes = themes_of(unclear, corpus.at([place for place in places if not corpus.unclear[place]]))
    print(
        f"\nThemes of the {len(unclear)} texts labelled unclear: {', '.join(theme.name for theme in themes) or 'none'}"
    )


def print_least_unexplained() -> None:
    """Print how many texts must speak of what no explained text has, by the share that is unexplained."""
    print("\n| unexplained, of 1,000 texts | least texts that say something new |\n|---:|---:|")
    for share in (0.05, 0.1, 0.2, 0.3, 0.5):
        size = round(1000 * share)
        print(f"| {share:.0%} | {emerging.least_rise(0, size, 1000 - size)} |")


def main() -> None:
    corpus = Corpus()
    print(f"{len(corpus.texts)} texts; {DRAWS} quiet histories, {THEMES} planted themes a row\n")
    print_planted(corpus)
    print_risen(corpus)
    print_least()
    print_unexplained(corpus)
    print_typical_of_unclear(corpus)


if __name__ == "__main__":
    main()
