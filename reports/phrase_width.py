"""New phrases that are far too wide: words that any text has, and what a great part of all answers says.

They are taken all the same: what a team means by a word is its own affair. But a preview says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from causes.codebook import ASPECT
from causes.normalise import fold
from causes.tokens import tokens
from reports.codebooks import Content
from reports.phrase_figures import answers_with

# No shipped phrase stands in more than 5 % of the corpus; of fewer answers than this a share says nothing.
WIDE_SHARE, LEAST_ANSWERS = 0.1, 20
FUNCTION_WORDS = frozenset(
    """
    a an the and or but so of to in on at for with from by as is are was were be been am it its this that these those
    i we you they he she my our your their me us them him her do does did done not no have has had will would can could
    should just very too more most all any some there here then than if when what which who why how about out up into
    over one get got go also only really even still much many other thing things because again always anyway back ever
    never now soon today yet well quite please thanks thank
    的 了 是 我 我们 你 你们 您 他 她 它 他们 在 也 都 就 不 没 没有 有 和 与 跟 很 太 这 那 这个 那个 一 一个 个
    着 过 吗 呢 吧 啊 被 把 给 对 又 还 再 要 会 能 去 来 到 说 上 下 里 得 地 但 但是 因为 所以 而 而且 就是 还是
    什么 东西 用 人 多 大 小 唔 嘅 咗 係 佢 啲 系
    """.split()
)


@dataclass(frozen=True)
class WidePhrase:
    """A phrase with the answers that it stands in, of ``base``; ``function`` says that any text has such words."""

    phrase: str
    answers: int
    base: int
    function: bool

    @property
    def share(self) -> float | None:
        """Answers ÷ base; None of so few answers that it says nothing."""
        return self.answers / self.base if self.base >= LEAST_ANSWERS else None


def wide_phrases(before: Content, after: Content) -> list[WidePhrase]:
    """Return the phrases that ``after`` has, ``before`` has not, and that are far too wide; the widest first."""
    known = set(_phrases(before))
    fresh = [phrase for phrase in dict.fromkeys(_phrases(after)) if phrase not in known]
    if not fresh:
        return []
    pairs, base = answers_with(fresh)
    counts = np.bincount(pairs[:, 0], minlength=len(fresh)).tolist()
    found = [
        WidePhrase(phrase.removeprefix(ASPECT), count, base, is_function_word(phrase))
        for phrase, count in zip(fresh, counts, strict=True)
    ]
    return sorted((one for one in found if one.function or (one.share or 0) > WIDE_SHARE), key=lambda one: -one.answers)


def is_function_word(phrase: str) -> bool:
    """Say whether a phrase is one word that any text has, a figure or a single letter.

    Several such words may well say something: "not for me", 没在用.

    >>> is_function_word("The"), is_function_word("的"), is_function_word("贵"), is_function_word("not for me")
    (True, True, False, False)
    """
    folded = fold(phrase.removeprefix(ASPECT)).text
    words = [folded[token.start : token.end] for token in tokens(folded)]
    if len(words) > 1:
        return False
    return all(word in FUNCTION_WORDS or word.isdigit() or (word.isascii() and len(word) == 1) for word in words)


def _phrases(content: Content) -> Iterator[str]:
    for entry in content["causes"]:
        for phrases in entry["phrases"].values():
            yield from phrases
