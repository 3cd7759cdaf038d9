"""Find names of people in Han characters, by what names are made of and the words around them.

A surname with one or two characters after it is no name yet: most of them are everyday words. What tells is a title
after it (陈先生), a role before it (客服小陈), that it is given as a name (我叫…, 聯絡…), or what follows (…离职了).
``docs/answers.md`` states how many it finds, and how often it takes something out that is no name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from causes.scripts import HAN

# Prepositions and the like, after which a name can begin though Han characters stand before it.
_EDGES = "跟和与给找问请让由对的被了叫位同归在听像们师售服务员手板谢"
# What no given name is made of.
_NEVER_GIVEN = "的了不是我你您他她它这那都也就还又没有呀啊吗呢吧啦在要被给跟和与"


def names_in_han(folded: str) -> Iterator[tuple[int, int]]:
    """Yield where names of people stand in a folded text; without title or role, and they may overlap.

    >>> sorted(set(names_in_han("我叫赵明远，小陈说太贵")))
    [(2, 5), (6, 8)]
    """
    for pattern in _patterns():
        at = 0
        while match := pattern.search(folded, at):
            # What looked like a name and is a word may hide one that begins within it.
            at = match.start() + 1
            start, end = match.span("name")
            if not _is_word(folded, start):
                yield start, end
                at = max(at, end)


def _is_word(folded: str, start: int) -> bool:
    """Say whether an everyday word begins where a name seemed to, or one character before."""
    return folded[start : start + 2] in _words("words") or folded[max(0, start - 1) : start + 1] in _words("across")


@cache
def _lists() -> dict[str, str | list[str]]:
    path = Path(__file__).parent / "data" / "names_in_han.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(str(_lists()[name]).split())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return the ways in which a name is told; in each, the group ``name`` is what to take out."""
    lists = _lists()
    sure, everyday = lists["surnames"], lists["everyday"]
    edge = rf"(?:(?<![{HAN}])|(?<=[{_EDGES}]))"
    # A surname where it may stand: those that are everyday words too only where a name can begin.
    double = "|".join(lists["double"])
    surname = rf"(?:{double}|[{sure}{everyday}])"
    free = rf"(?:{double}|[{sure}]|{edge}[{everyday}])"
    called = rf"(?:[小老][{sure}{everyday}]|阿[{HAN}])"
    titles, roles, doings, follows = (lists[name] for name in ("titles", "roles", "doings", "follows"))
    given = rf"(?:(?!{titles})(?![{_NEVER_GIVEN}])[{HAN}])"
    ends = rf"(?=$|[^{HAN}]|{titles}|{doings}|{follows})"
    full = rf"(?:{surname}{given}{{2}}|{surname}{given}|{double})"
    # Where little is known before it, less may follow.
    parts = rf"(?=$|[^{HAN}]|{titles}|{doings})"
    told = rf"{full}{ends}"
    return tuple(
        re.compile(pattern)
        for pattern in (
            # 我叫赵明远 · 联系人：潘婷婷
            rf"(?:{lists['given']})(?:是|为|叫|写成了?|换成了?)?[ :：]*(?P<name>{told}|{called}{ends})",
            rf"我是(?P<name>{full})(?=[,，。.;；!！(（]|$|\s)",
            # 陈先生 · 张雅婷小姐 · 小王经理
            rf"(?P<name>{free}{given}{{0,2}}?|{edge}{called})(?={titles})",
            # 客服小陈 · 销售马骏当时
            rf"(?:{roles})(?P<name>{told}|{called}(?![{HAN}])|{called}{ends})",
            # 请联系刘志强处理 · 跟小王说
            rf"(?:{lists['toward']})(?P<name>{full}{parts}|{called}{parts})",
            rf"是(?P<name>(?:{double}|[{sure}]){given}{{1,2}}|{called})(?={doings})",
            rf"[跟和与同由被让叫请对问在](?P<name>(?:{double}|[{sure}]){given}{{1,2}}{parts}|{called}{parts})",
            # 韩梅梅离职了 · 小林说
            rf"{edge}(?P<name>{full}|{called})(?={doings})",
            # 石磊、方圆两位 · 我和苏晴都
            rf"{edge}(?P<name>{full})(?=[、和与跟及]{full}(?:两位|二位|互相|都|说|离|走|[,，。]|$))",
            rf"{surname}{given}{{1,2}}[、和与跟及](?P<name>{full})(?=两位|二位|互相|都|说|离|走|[,，。]|$)",
            rf"我(?:们)?[和跟与](?P<name>{full}|{called})(?=都|也|一起|两|,|，)",
            # 你们的Kevin和王倩互相推
            rf"[a-z][和与跟及](?P<name>{full})(?=两位|互相|都|说|[,，。]|$)",
            # ——邓伟
            rf"(?:—|--|–|敬上[ :：]*|\bby[ :：]+)\s*(?P<name>{full}|{called})\s*$",
            rf"(?P<name>{full})\s*(?:敬上|谨启|敬启|上)\s*$",
        )
    )
