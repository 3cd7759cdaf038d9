"""`python -m causes.score FILE`: how good the engine is on labelled texts.

FILE holds JSON lines with `text`, `causes`, and, when there are, `disputed` (causes on which the readers did not
agree: they count neither as right nor as wrong), `main` (accepted main causes), `origin` and `lang`.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from causes.codebook import NO_REASON
from causes.engine import find_causes_many
from causes.findings import Findings

LEAST_TEXTS = 5  # a cause with fewer is left out of macro-F1
LEAST_BY_LANGUAGE = 40  # a language with fewer texts of an origin has no table by cause
_BINS = 10


@dataclass
class Tally:
    """Counts over some texts; figures are None where there is nothing to divide by."""

    texts: int = 0
    hit: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    main_right: int = 0
    main_asked: int = 0
    covered: int = 0
    exact: int = 0
    unsure: int = 0
    scores: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, row: dict[str, Any], found: Findings) -> None:
        """Count one labelled text and what was found in it."""
        disputed = set(row.get("disputed", ()))
        truth = set(row["causes"]) - disputed
        given = {f.cause for f in found.causes} - disputed
        self.texts += 1
        self.hit.update(truth & given)
        self.false.update(given - truth)
        self.missed.update(truth - given)
        self.exact += truth == given
        self.covered += any(f.cause != NO_REASON for f in found.causes)
        self.unsure += found.unsure
        self.scores += [(f.score, f.cause in truth) for f in found.causes if f.cause not in disputed]
        accepted = row.get("main") or []
        accepted = [accepted] if isinstance(accepted, str) else accepted
        if accepted:
            self.main_asked += 1
            self.main_right += found.main in accepted

    def micro_f1(self) -> float | None:
        """Return F1 over all texts and causes."""
        return _f1(self.hit.total(), self.false.total(), self.missed.total())

    def macro_f1(self) -> float | None:
        """Return the mean F1 of the causes with at least five texts."""
        each = [self.f1(c) or 0.0 for c in self.causes() if self.n(c) >= LEAST_TEXTS]
        return sum(each) / len(each) if each else None

    def causes(self) -> list[str]:
        """Return the causes that occur, most frequent first."""
        keys = self.hit.keys() | self.missed.keys() | self.false.keys()
        return sorted(keys, key=lambda c: (-self.n(c), c))

    def n(self, cause: str) -> int:
        """Return how many texts have a cause."""
        return self.hit[cause] + self.missed[cause]

    def f1(self, cause: str) -> float | None:
        """Return the F1 of one cause."""
        return _f1(self.hit[cause], self.false[cause], self.missed[cause])

    def precision(self, cause: str) -> float | None:
        """Return the share of the given that were right."""
        return _ratio(self.hit[cause], self.hit[cause] + self.false[cause])

    def recall(self, cause: str) -> float | None:
        """Return the share of the right that were given."""
        return _ratio(self.hit[cause], self.n(cause))

    def calibration_error(self) -> float | None:
        """Return the expected calibration error of the scores of the causes given: ten bins of equal width."""
        if not self.scores:
            return None
        bins: dict[int, list[tuple[float, bool]]] = {}
        for score, right in self.scores:
            bins.setdefault(min(int(score * _BINS), _BINS - 1), []).append((score, right))
        gaps = [abs(sum(s for s, _ in b) - sum(r for _, r in b)) for b in bins.values()]
        return sum(gaps) / len(self.scores)


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _f1(hit: int, false: int, missed: int) -> float | None:
    return _ratio(2 * hit, 2 * hit + false + missed)


def read_labelled(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of labelled texts."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def tallies(rows: Sequence[dict[str, Any]], findings: Iterable[Findings]) -> dict[tuple[str, str], Tally]:
    """Return a tally for each (origin, lang), "*" standing for all."""
    found: dict[tuple[str, str], Tally] = {}
    for row, finding in zip(rows, findings, strict=True):
        origin, lang = row.get("origin", "-"), row.get("lang", "-")
        for key in dict.fromkeys([(origin, lang), (origin, "*"), ("*", lang), ("*", "*")]):
            found.setdefault(key, Tally()).add(row, finding)
    return dict(sorted(found.items()))


_COLUMNS: dict[str, Callable[[Tally], float | None]] = {
    "micro-F1": Tally.micro_f1,
    "macro-F1": Tally.macro_f1,
    "main": lambda t: _ratio(t.main_right, t.main_asked),
    "exact": lambda t: _ratio(t.exact, t.texts),
    "coverage": lambda t: _ratio(t.covered, t.texts),
    "unsure": lambda t: _ratio(t.unsure, t.texts),
    "ECE": Tally.calibration_error,
}


def figures_table(found: dict[tuple[str, str], Tally]) -> str:
    """Return the figures by origin and language as a Markdown table."""
    lines = ["| origin | lang | n | " + " | ".join(_COLUMNS) + " |", "|---|---|---:|" + "---:|" * len(_COLUMNS)]
    for (origin, lang), tally in found.items():
        cells = " | ".join(_shown(column(tally)) for column in _COLUMNS.values())
        lines.append(f"| {origin} | {lang} | {tally.texts} | {cells} |")
    return "\n".join(lines)


def causes_table(tally: Tally) -> str:
    """Return precision, recall and F1 by cause as a Markdown table."""
    lines = ["| cause | n | precision | recall | F1 |", "|---|---:|---:|---:|---:|"]
    for cause in tally.causes():
        cells = (_shown(f(cause)) for f in (tally.precision, tally.recall, tally.f1))
        lines.append(f"| {cause} | {tally.n(cause)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _shown(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:.3f}"


def worst_cells(found: dict[tuple[str, str], Tally], count: int = 12) -> str:
    """Return the causes that are read worst, by origin and language, as a Markdown table (at least five texts)."""
    cells = [
        (tally.f1(cause) or 0.0, origin, lang, cause, tally)
        for (origin, lang), tally in found.items()
        if "*" not in (origin, lang)
        for cause in tally.causes()
        if tally.n(cause) >= LEAST_TEXTS
    ]
    lines = ["| origin | lang | cause | n | precision | recall | F1 |", "|---|---|---|---:|---:|---:|---:|"]
    for f1, origin, lang, cause, tally in sorted(cells, key=lambda cell: cell[:4])[:count]:
        precision, recall = _shown(tally.precision(cause)), _shown(tally.recall(cause))
        lines.append(f"| {origin} | {lang} | {cause} | {tally.n(cause)} | {precision} | {recall} | {f1:.3f} |")
    return "\n".join(lines)


def baselines_table(rows: Sequence[dict[str, Any]], engine: dict[tuple[str, str], Tally]) -> str:
    """Return micro-F1 and main-cause accuracy of the engine and of the baselines as a Markdown table."""
    from causes.baselines import keyword_counting, tfidf_regression
    from causes.corpus import read_corpus

    texts = [row["text"] for row in rows]
    others = {
        "counting keywords": tallies(rows, keyword_counting(texts)),
        "TF-IDF + logistic regression": tallies(rows, tfidf_regression(texts, read_corpus())),
    }
    origins = [key for key in engine if key[1] == "*"]
    lines = ["| | " + " | ".join(f"{origin}: micro-F1 | {origin}: main" for origin, _ in origins) + " |"]
    lines.append("|---|" + "---:|---:|" * len(origins))
    for name, found in {"**this engine**": engine, **others}.items():
        cells = [(found[o].micro_f1(), _ratio(found[o].main_right, found[o].main_asked)) for o in origins]
        lines.append(f"| {name} | " + " | ".join(f"{_shown(f1)} | {_shown(right)}" for f1, right in cells) + " |")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m causes.score", description="Say how good the engine is.")
    parser.add_argument("file", type=Path, help="JSON lines with text and causes")
    parser.add_argument("--baseline", action="store_true", help="also what simpler ways reach (needs scikit-learn)")
    parser.add_argument("--publish", type=Path, metavar="PAGE", help="write docs/accuracy.md or another page")
    given = parser.parse_args(arguments)
    rows = read_labelled(given.file)
    found = tallies(rows, find_causes_many(row["text"] for row in rows))
    print(figures_table(found))
    for (origin, lang), tally in found.items():
        if lang == "*" or tally.texts >= LEAST_BY_LANGUAGE:
            print(f"\nBy cause, origin {origin}, language {lang}:\n\n{causes_table(tally)}")
    baselines = baselines_table(rows, found) if given.baseline or given.publish else ""
    if baselines:
        print(f"\nBeside simpler ways:\n\n{baselines}")
    if given.publish:
        from causes.publish import page

        given.publish.write_text(page(found, baselines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
