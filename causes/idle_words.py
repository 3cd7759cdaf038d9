"""Words that carry no matter: greetings, thanks, goodbyes, politeness, saying that there is no reason, bare verdicts.

They stand in data/idle_words.toml, one line a word or phrase, 中文 and English together. A phrase is idle as a whole:
"close my account" is, "close" and "account" are not.
"""

import tomllib
from collections.abc import Sequence
from functools import cache

from causes.normalise import DATA, fold
from causes.tokens import tokens


def idle(stems: Sequence[str]) -> list[bool]:
    """Return for each word of a text, given as stems, whether it stands in an idle word or phrase.

    >>> idle(["thank", "you", "for", "export"])
    [True, True, False, False]
    """
    known = idle_phrases()
    found = [False] * len(stems)
    for at, first in enumerate(stems):
        for phrase in known.get(first, ()):
            if tuple(stems[at : at + len(phrase)]) == phrase:
                found[at : at + len(phrase)] = [True] * len(phrase)
                break
    return found


@cache
def idle_phrases() -> dict[str, list[tuple[str, ...]]]:
    """Return the idle phrases as stems by their first stem, the longest first."""
    blocks = tomllib.loads((DATA / "idle_words.toml").read_text(encoding="utf-8"))
    known: dict[str, list[tuple[str, ...]]] = {}
    for line in "\n".join(blocks.values()).split("\n"):
        phrase = tuple(token.stem for token in tokens(fold(line).text))
        if phrase:
            known.setdefault(phrase[0], []).append(phrase)
    return {first: sorted(set(phrases), key=lambda one: (-len(one), one)) for first, phrases in known.items()}
