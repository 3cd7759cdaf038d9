"""The page that says how good the engine is: written by `python -m causes.score FILE --publish PAGE`."""

import json

from causes.score import LEAST_BY_LANGUAGE, Tally, causes_table, figures_table, worst_cells
from causes.train import CARD

_HEAD = """# How accurate the engine is

Written by `python -m causes.score FILE --publish docs/accuracy.md`; do not edit by hand.

Two kinds of texts are measured. `authored` are answers to a SaaS exit survey, written independently of the corpus;
`real` are public reviews and complaints of consumers (apps, streaming, banks, insurance, shops, food, hotels). The
engine is not trained on any of them, but the design was chosen while looking at these figures and at kinds of errors,
so expect a little less on your own answers. Two readers labelled each text; a cause on which they differed counts
neither as right nor as wrong. People agree with one another at an F1 of about 0.94 here: that is the ceiling.

*micro-F1* is over all causes found and missed; *macro-F1* is the mean of the causes with at least five texts; *main* is
the share of texts whose main cause is right; *exact* that of texts with exactly the right causes; *coverage* that of
texts given a cause; *unsure* that of texts handed to a person; *ECE* is the calibration error of the scores of the
causes given, in ten bins.
"""


def page(found: dict[tuple[str, str], Tally], baselines: str) -> str:
    """Return the whole page as Markdown."""
    card = json.loads(CARD.read_text(encoding="utf-8"))
    parts = [_HEAD, "## By origin and language\n", figures_table(found)]
    parts += ["\n## Beside simpler ways, on the same texts\n", baselines]
    parts += ["\nKeyword counting uses the codebook's phrases; TF-IDF is trained on the same corpus.\n"]
    for (origin, lang), tally in found.items():
        if origin != "*" and (lang == "*" or tally.texts >= LEAST_BY_LANGUAGE):
            parts += [f"\n## By cause: {origin}{'' if lang == '*' else ', ' + lang}\n", causes_table(tally)]
    parts += ["\n## The worst cells\n", "Read the answers yourself before believing a share here:\n"]
    parts += [worst_cells(found)]
    parts += ["\n## On writers that it has not seen\n", _card_text(card), ""]
    return "\n".join(parts)


def _card_text(card: dict) -> str:
    figures = card["cross_validated_by_writer"]
    lines = [
        f"The corpus has {card['answers']:,} answers by {card['writers']} writers, written to be hard: about half",
        "of them hold no obvious keyword. Cross-validated by writer, so that no voice is on both sides:\n",
        "| figure | value |",
        "|---|---:|",
    ]
    lines += [f"| {name} | {value:.3f} |" for name, value in figures.items() if isinstance(value, float)]
    curve = card.get("learning_curve")
    if curve:
        lines += ["\nHow it grows with the corpus (micro-F1 on unseen writers, the phrases always included):\n"]
        lines += ["| answers learned from | micro-F1 |", "|---:|---:|"]
        lines += [f"| {size:,} | {f1:.3f} |" for size, f1 in curve]
    return "\n".join(lines)
