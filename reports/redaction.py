"""Take out of words what tells who wrote them, or who is spoken of: names, addresses, numbers, handles.

Two ways together. What is *known* (the customer's name and reference, the team's names) is looked for in every way of
writing it: case, width, Simplified and Traditional aside. What has a *shape* (a mail address, a telephone, a card) is
looked for by it, and names of people by the words around them. That is careful, not certain: somebody reads the quotes
before they leave the house, and can have more taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from causes.normalise import Folded, fold
from causes.scripts import HAN
from reports.names_in_han import names_in_han

NAME, CUSTOMER, MAIL, PHONE, LINK, HANDLE, NUMBER, OTHER = (
    "name",
    "customer",
    "mail",
    "phone",
    "link",
    "handle",
    "number",
    "other",
)
KINDS: dict[str, str | Promise] = {
    NAME: _("name of a person"),
    CUSTOMER: _("customer"),
    MAIL: _("mail address"),
    PHONE: _("telephone number"),
    LINK: _("link"),
    HANDLE: _("account"),
    NUMBER: _("number"),
    OTHER: _("left out"),
}
# Parts of a company's name that many have and that name nobody.
COMMON = frozenset(
    "the and for of co inc ltd llc llp plc gmbh corp pte sdn bhd ag sa srl bv nv pty kk company limited group holdings "
    "international global studio studios school schools university college hotel shop store labs lab systems software "
    "technology technologies solutions services consulting partners media digital design health care clinic retail "
    "trading logistics team support customer customers data cloud office account admin info sales hello contact test "
    "editor viewer manager owner user blue red green black white new old first best big smart open fast great good one "
    "north south east west city home my our "
    "公司 有限 有限公司 股份 集团 科技 技术 网络 信息 软件 教育 学校 大学 医院 酒店 贸易 商贸 物流 咨询 传媒 文化 设计 "
    "工作室 中国 台湾 香港 北京 上海 广州 深圳 台北 新加坡 客户 客服 用户".split()
)
_TITLES_BEFORE = r"mr|mrs|ms|miss|dr|prof"
_LETTERS = "[a-zß-öø-ɏ]+"
_LATIN_NAME = rf"{_LETTERS}(?:[ '-]{_LETTERS})?"
_PATH = r"[^\s<>\"',;，。；、)）】]+"
_NETWORKS = "微信号?|wechat|v信|vx|wx|qq号?|line id|telegram|whatsapp|skype"
# Shapes, in the order in which they win where they overlap; looked for in the folded text: lower case, half width.
_SHAPES: tuple[tuple[str, str], ...] = (
    (MAIL, r"(?<![\w.+-])[\w.+-]+ ?(?:@|\(at\)|\[at\]) ?[\w-]+(?:(?:\.| ?(?:\(dot\)|\[dot\]) ?)[\w-]+)+"),
    (LINK, rf"(?:https?://|www\.){_PATH}"),
    (LINK, rf"(?<![\w.@])(?:[a-z0-9-]+\.)+[a-z]{{2,10}}/{_PATH}"),
    (HANDLE, rf"(?<!\w)@(?:[\w.-]{{2,}}|[{HAN}]{{2,4}})"),
    (HANDLE, rf"(?:{_NETWORKS})(?: ?(?:id|号|is|是|:))* ?[a-z0-9_+-]{{5,}}"),
    (NUMBER, r"(?<![\w])[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,3})?(?!\w)"),
    (NUMBER, r"(?<!\d)\d(?:[ -]?\d){12,18}(?: ?x)?(?!\d)"),
    (NUMBER, r"(?<!\w)[a-z]{1,2}\d{6,9}(?:\([0-9a]\))?(?!\w)"),
    (NUMBER, r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"),
    (NUMBER, r"(?<!\w)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?!\w)"),
    (PHONE, r"(?<![\w.])\+\d(?:[ ().-]{0,2}\d){6,14}(?!\d)"),
    (PHONE, r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"),
    (PHONE, r"(?<![\d.,-])\(?0\d{1,3}\)?[ -]?\d{3,4}[ -]?\d{3,4}(?!\d)"),
    (PHONE, r"(?<![\d.,$-])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?![\d.,])"),
    (PHONE, r"(?<![\d.,$¥€£-])\d{4}[ -]\d{4}(?![\d.,-])"),
    (NUMBER, r"[〇零一二三四五六七八九]{7,}"),
    (NUMBER, r"(?<![\w.,])(?=[\w-]*\d{3})(?=[\w-]*[a-z])[a-z0-9]+(?:[-_][a-z0-9]+)*(?<=\d{4})(?!\w)"),
    (NUMBER, r"(?<![\d.,])(?!\d*0{4,}(?!\d))\d{7,}(?![\d]|[.,]\d)"),
)
# A letter is a Latin one here: Han characters are written without spaces around what is looked for.
_SHAPE = tuple((kind, re.compile(pattern, re.ASCII)) for kind, pattern in _SHAPES)
# Names by the words around them. In Latin script only where the name has its capital.
_INTRODUCED = "我叫|我是|叫做|姓名:?|联系人:?|署名:?"
_SAID_LATIN = re.compile(
    rf"(?:\b(?:my name is|this is|i'm|i am|regards,?|cheers,?|thanks,?|sincerely,?|ask for|spoke (?:to|with))\s+"
    rf"|(?:{_INTRODUCED})\s*|\b(?:{_TITLES_BEFORE})\b\.?\s+)({_LATIN_NAME})",
    re.ASCII,
)
_LATIN_WORDS = re.compile(r"([A-ZÀ-ÖØ-Þ][a-zß-öø-ɏ]+)(?: ([A-ZÀ-ÖØ-Þ][a-zß-öø-ɏ'-]+))?")


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; one that was taken out has a ``kind`` and no text."""

    text: str
    kind: str = ""

    @property
    def label(self) -> str | Promise:
        """What was there, in the reader's language."""
        return KINDS.get(self.kind, "")


@dataclass(frozen=True)
class Known:
    """What is known and must not be read: the customer's names and references, the team's, and words somebody named."""

    customer: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def redacted(text: str, known: Known = Known()) -> list[Piece]:
    """Cut a text into what may be read and what was taken out; the pieces in order make up the whole text.

    >>> [piece.text or piece.kind for piece in redacted("陳先生說導出壞了", Known())]
    ['name', '先生說導出壞了']
    """
    folded = fold(text)
    pieces, done = [], 0
    for start, end, kind in _settled(_spans(text, folded, known)):
        if start > done:
            pieces.append(Piece(text[done:start]))
        pieces.append(Piece("", kind))
        done = end
    return [*pieces, Piece(text[done:])] if done < len(text) or not pieces else pieces


def plain(pieces: Iterable[Piece]) -> str:
    """Return pieces as one text, with what was taken out named in brackets.

    >>> plain([Piece("Ask "), Piece("", "name")])
    'Ask [… name of a person]'
    """
    return "".join(piece.text if not piece.kind else f"[… {piece.label}]" for piece in pieces)


def _spans(text: str, folded: Folded, known: Known) -> Iterator[tuple[int, int, str]]:
    """Yield what to take out, in places of the original, surest first."""
    searched = folded.text
    for names, kind in ((known.others, OTHER), (known.customer, CUSTOMER), (known.team, NAME)):
        for pattern, proper in _patterns(names, kind):
            for match in pattern.finditer(searched):
                start, end = folded.original(*match.span())
                if not proper or text[start:end][:1].isupper():
                    yield start, end, kind
    for kind, pattern in _SHAPE:
        for match in pattern.finditer(searched):
            yield (*folded.original(*match.span()), kind)
    for start, end in names_in_han(searched):
        yield (*folded.original(start, end), NAME)
    for match in _SAID_LATIN.finditer(searched):
        start, end = folded.original(*match.span(1))
        first, _space, second = text[start:end].partition(" ")
        if first[:1].isupper() and first.lower() not in COMMON:
            yield start, start + len(first) + (1 + len(second) if second[:1].isupper() else 0), NAME
    for match in _LATIN_WORDS.finditer(text):
        if match[1].lower() in given_names():
            yield (*match.span(), NAME)
        elif match[2] and match[2].lower() in given_names():
            yield (*match.span(2), NAME)


def _patterns(names: Iterable[str], kind: str) -> Iterator[tuple[re.Pattern[str], bool]]:
    """Yield patterns for folded texts, longest first; the second says whether a capital must be there in the original.

    A company is known by the first word of its name, however it is written; the others are often ordinary words.
    """
    parts: dict[str, bool] = {}
    for name in names:
        whole = " ".join(fold(name).text.split())
        own = whole.split()
        while len(own) > 1 and own[-1].strip(".,") in COMMON:
            own.pop()
        parts |= {one: False for one in (whole, " ".join(own)) if len(one) >= 2 and one not in COMMON}
        for number, part in enumerate(_telling_parts(whole) if kind != OTHER else ()):
            parts.setdefault(part, part.isascii() and part.isalpha() and (number > 0 or kind == NAME))
    for part in sorted(parts, key=len, reverse=True):
        inner = r"\s*".join(re.escape(one) for one in part.split())
        before = "(?<![a-z0-9])" if part[0].isascii() and part[0].isalnum() else ""
        after = "(?![a-z0-9])" if part[-1].isascii() and part[-1].isalnum() else ""
        yield re.compile(before + inner + after), parts[part]


def _telling_parts(name: str) -> Iterator[str]:
    """Yield what of a folded name tells whose it is: its words that not everybody has, Han runs less common parts."""
    for run in re.findall(rf"[{HAN}]+", name):
        core = run
        for common in sorted(COMMON, key=len, reverse=True):
            core = core.replace(common, " ")
        yield from (part for part in core.split() if len(part) >= 2)
    for word in re.findall(r"[a-z0-9]+(?:[.@_-][a-z0-9]+)*", name):
        word = word.partition("@")[0]
        for part in dict.fromkeys([word, *re.split(r"[._-]", word)]):
            if len(part) >= 3 and part not in COMMON and not part.isdigit():
                yield part


def _settled(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return spans in order without overlaps: those found first keep their kind, and what overlaps them joins them."""
    settled: list[tuple[int, int, str]] = []
    for start, end, kind in spans:
        touching = [one for one in settled if one[0] < end and start < one[1]]
        kind = touching[0][2] if touching else kind
        for one in touching:
            settled.remove(one)
            start, end = min(start, one[0]), max(end, one[1])
        if start < end:
            settled.append((start, end, kind))
    return sorted(settled)


@cache
def given_names() -> frozenset[str]:
    """Return given names in Latin script that are no other word, in lower case."""
    path = Path(__file__).parent / "data" / "given_names.txt"
    return frozenset(path.read_text(encoding="utf-8").split())
