"""What is emerging: terms that people use now and did not before, grouped into themes.

How far a term rose is its log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008,
"Fightin' Words"): the prior is how often a term is used at all, so that a rare word is not overrated. Whether it rose
by more than chance is decided by the exact (hypergeometric) test rather than by that ratio's own normal approximation,
which cannot see a theme of eight texts that was never heard before (``benchmarks/emerging_rates.py`` compares them). A
text counts once for a term however often it says it. Terms found in the same texts are one theme. What carries no
matter (thanks, goodbyes, "no reason": ``causes.idle_words``) is no term.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import NormalDist

from causes.idle_words import idle
from causes.normalise import fold
from causes.tokens import tokens

Words = tuple[str, ...]

LONGEST_TERM = 3
# On texts in which nothing had changed the highest z of all terms stays near 4.0, so 4.5 is a clear sign.
LEAST_Z = 4.5
LEAST_TEXTS = 8
FEW_TEXTS = 20
PRIOR_TEXTS = 500.0
# Below this log-odds ratio a rise is of no interest even where it is certain: about half as often again.
LEAST_LOG_ODDS = 0.4
SAME_THEME = 0.4
TYPICAL = 3

_STOP = frozenset(
    """
    a an the and or but so of to in on at for with from by as is are was were be been am it its it's this that these
    those i we you they he she my our your their me us them do did does not no n't have has had will would can could
    just very too more all any some there here then than if when what who which about out up into over much many also
    even ever really i'd i'm i'll i've you're it'd we're we've they're don't doesn't didn't
    的 了 是 我 我们 你 你们 他 她 它 在 也 都 就 不 没 没有 有 和 与 跟 很 太 这 那 一 一个 个 着 过 吗 呢 吧 啊
    被 把 给 对 又 还 再 要 会 能 去 来 到 说 上 下 里 得 地 但 但是 因为 所以 而 而且 就是 还是 什么
    大家 自己 真的 真是 这个 那个 这么 那么 已经 一下
    """.split()
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a run of up to three, with how far it rose.

    ``now`` and ``before`` count texts; ``log_odds`` is natural and shrunk towards no difference; ``z`` is the exact
    test's one-sided probability as a standard normal deviate.
    """

    words: tuple[str, ...]
    now: int
    before: int
    log_odds: float
    z: float


@dataclass(frozen=True, slots=True)
class Theme:
    """Terms that stand in the same texts. ``texts`` and ``typical`` are positions in the texts of now.

    ``few`` says that so few texts speak of it that a person should read them all before believing it.
    """

    name: str
    terms: tuple[Term, ...]
    texts: tuple[int, ...]
    typical: tuple[int, ...]
    before: int
    z: float
    few: bool


def terms_of(text: str) -> set[Words]:
    """Return the terms of one text, each once: words and runs of up to three, as stems.

    None begins or ends with a word that says nothing ("the", 的) or carries no matter ("thanks", 再见).

    >>> sorted(terms_of("Thanks! The invoices were wrong, 再见"))
    [('invoic',), ('invoic', 'were', 'wrong'), ('wrong',)]
    """
    words = [token.stem for token in tokens(fold(text).text)]
    edges = [word not in _STOP and not off for word, off in zip(words, idle(words), strict=True)]
    found: set[Words] = {(word,) for word, edge in zip(words, edges, strict=True) if edge and _is_term(word)}
    for size in range(2, LONGEST_TERM + 1):
        for start in range(len(words) - size + 1):
            if edges[start] and edges[start + size - 1]:
                found.add(tuple(words[start : start + size]))
    return found


def _is_term(word: str) -> bool:
    return len(word) > 1 and not word.isdigit()


def emerging_themes(
    now: Sequence[str],
    before: Sequence[str],
    least_z: float = LEAST_Z,
    least_texts: int = LEAST_TEXTS,
    read: Callable[[str], set[Words]] = terms_of,
) -> list[Theme]:
    """Return the themes of the texts ``now`` that are more frequent than in the texts ``before``, strongest first.

    Either compare periods (this month against the months before) or parts of one period (answers that the codebook
    does not explain against those that it does). No texts on either side: no themes. Who asks of the same texts again
    may have what was read remembered: ``read=functools.cache(terms_of)``.

    >>> emerging_themes(["too expensive"], [])
    []
    """
    if not now or not before:
        return []
    said = [read(text) for text in now]
    often = {words: n for words, n in Counter(chain.from_iterable(said)).items() if n >= least_texts}
    asked = frozenset(often)  # most terms are said once: of the rest no count is needed
    earlier = Counter(chain.from_iterable(read(text) & asked for text in before)) if asked else Counter()
    found = [term for term in _rising(often, earlier, len(now), len(before)) if term.z >= least_z]
    holders = {term.words: {i for i, terms in enumerate(said) if term.words in terms} for term in found}
    themes = [_theme(group, holders, now) for group in _groups(found, holders)]
    return sorted(themes, key=lambda theme: (-theme.z, theme.name))


def least_rise(
    before: int, n_now: int, n_before: int, least_z: float = LEAST_Z, least_texts: int = LEAST_TEXTS
) -> int | None:
    """Return in how many of ``n_now`` texts a term must stand to be found, if ``before`` of ``n_before`` had it.

    None: not even if all had it. A smaller rise is not shown. Thousands of terms are asked about at once, so that one
    which chance brings about once in a thousand stands in every month.

    >>> least_rise(0, 400, 6000), least_rise(60, 400, 6000), least_rise(120, 400, 6000)
    (8, 18, 25)
    """

    def is_found(count: int) -> bool:
        rose = log_odds(count, before, n_now, n_before) >= LEAST_LOG_ODDS
        return rose and exact_z(count, before, n_now, n_before) >= least_z

    counts = range(least_texts, n_now + 1)
    place = bisect_left(counts, True, key=is_found)
    return counts[place] if place < len(counts) else None


def _rising(often: dict[Words, int], earlier: Counter[Words], n_now: int, n_before: int) -> list[Term]:
    """Return the terms that rose by enough to be of interest, in no order."""
    found = []
    for words, count in often.items():
        odds = log_odds(count, earlier[words], n_now, n_before)
        if odds >= LEAST_LOG_ODDS:
            found.append(Term(words, count, earlier[words], odds, exact_z(count, earlier[words], n_now, n_before)))
    return found


def log_odds(count_now: int, count_before: int, n_now: int, n_before: int) -> float:
    """Return the log-odds ratio of a term with its overall share as the prior.

    Source: Monroe, Colaresi and Quinn (2008), equation 16, on counts of texts.
    """
    # A prior that outweighs the texts themselves would let nothing rise in a small installation.
    prior_texts = min(PRIOR_TEXTS, (n_now + n_before) / 2)
    prior = prior_texts * (count_now + count_before) / (n_now + n_before)
    now, before = count_now + prior, count_before + prior
    odds_now = now / max(n_now + prior_texts - now, 0.5)
    odds_before = before / max(n_before + prior_texts - before, 0.5)
    return math.log(odds_now) - math.log(odds_before)


def exact_z(count_now: int, count_before: int, n_now: int, n_before: int) -> float:
    """Return how surprising it is that ``count_now`` or more of the term's texts fall into now (Fisher, one-sided)."""
    total, marked = n_now + n_before, count_now + count_before
    logs = [
        _log_choose(marked, k) + _log_choose(total - marked, n_now - k)
        for k in range(count_now, min(marked, n_now) + 1)
        if n_now - k <= total - marked
    ]
    highest = max(logs)
    tail = highest + math.log(math.fsum(math.exp(log - highest) for log in logs)) - _log_choose(total, n_now)
    return -NormalDist().inv_cdf(min(max(math.exp(max(tail, -700.0)), 1e-300), 1 - 1e-12))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _groups(terms: list[Term], holders: dict[tuple[str, ...], set[int]]) -> list[list[Term]]:
    """Group terms whose sets of texts overlap (Jaccard, or one within the other) into connected components."""
    groups: list[list[Term]] = []
    for term in sorted(terms, key=lambda term: (-term.z, term.words)):
        mine = holders[term.words]
        near = [group for group in groups if any(_overlap(mine, holders[other.words]) for other in group)]
        joined = [other for group in near for other in group] + [term]
        groups = [group for group in groups if group not in near] + [joined]
    return groups


def _overlap(a: set[int], b: set[int]) -> bool:
    both = len(a & b)
    return both / len(a | b) >= SAME_THEME or both / min(len(a), len(b)) >= 0.8


def _theme(terms: list[Term], holders: dict[tuple[str, ...], set[int]], now: Sequence[str]) -> Theme:
    terms = sorted(terms, key=lambda term: (-term.z, term.words))
    weight: Counter[int] = Counter()
    for term in terms:
        for text in holders[term.words]:
            weight[text] += 1
    texts = sorted(weight)
    # Typical: says most of the theme in few words; of equal texts only one.
    ranked = sorted(texts, key=lambda i: (-weight[i] / math.log2(8 + len(now[i])), i))
    different = list({fold(now[i]).text: i for i in reversed(ranked)}.values())[::-1]
    best = terms[0]
    longest = max((t for t in terms if t.now >= best.now * 0.8), key=lambda t: (len(t.words), t.z))
    return Theme(
        name=as_written(longest.words, now[min(holders[longest.words])]),
        terms=tuple(terms),
        texts=tuple(texts),
        typical=tuple(different[:TYPICAL]),
        before=max(term.before for term in terms),
        z=best.z,
        few=len(texts) < FEW_TEXTS,
    )


def as_written(words: tuple[str, ...], text: str) -> str:
    """Return a term as the writer of a text wrote it, with its endings; its stems when the text does not have it."""
    folded = fold(text)
    found = tokens(folded.text)
    for at in range(len(found) - len(words) + 1):
        if tuple(token.stem for token in found[at : at + len(words)]) == words:
            start, end = folded.original(found[at].start, found[at + len(words) - 1].end)
            return text[start:end]
    return " ".join(words)
