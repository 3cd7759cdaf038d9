"""Stretches of a text in which nothing is the writer's own complaint, whatever words stand there.

A question that is answered with "no" denies what it asks ("太贵了吗？不是，是没有 API"), unless it asks for something
good ("Does it work? No"). What is said of a rival before "but you" is the rival's ("HubSpot crashes too, but you have
no API"). Of "less X than Y" only Y counts.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

Span = tuple[int, int]

_BREAK = re.compile(r"[,;:!?。、()\n~.\x00]")
_STOP = re.compile(r"[!?。\n;.\x00]")
_NO = re.compile(
    r"\s*(?:no(?:pe)?(?=\s*[,.!;:\n\x00-]|\s+(?:it|its|the|that|this|i|we|just|but|not)\b)|nah\b"
    r"|not (?:at all|really|even|a bit|in the least|for me|for us|particularly|especially|remotely)\b"
    r"|(?:并没有|没有(?=[,。!\x00]))|(?:其实|当然|也|都|倒|并|才)?不是(?!吗|么|[?])|并不|倒不|也不算|不算|不至于|唔系|唔会|还好(?=[,。!\x00])"
    r"|(?:其实|一点都|一点也|并|也|倒)?[不唔](?:(?=[贵慢卡难丑差])|(?=[,。! \x00]))|否[,。!\x00])"
)
_NONE = re.compile(r"\s*并?没有")  # there is none of it: denies only what is bad
_BAD = re.compile("[太嫌难慢贵卡差乱丑繁]|麻烦|复杂")
_HAN = re.compile("[\u4e00-\u9fff]")
# Asks for a reason, or for something good: a "no" is then the complaint.
_OPEN = re.compile(
    r"\b(?:why|who|what|where|how|when|which|any|anyone|(?:did|do|have|will|would|could|can) you|can i|could i|is there"
    r"|are there|good|worth|easy|reliable|works?|working|help\w*|useful|happy|fair|enough|right|refund\w*|repl\w+"
    r"|answer\w*|care\w*|listen\w*)\b"
    r"|什么|怎么|为何|谁|哪|几时|何时|何必|凭啥|点解|边个|有没有|有冇|能不能|(?<!功)能.{0,6}吗|(?<!不)好|(?<!不)够|(?<!不)值|(?<!没)有用|(?<!不)行"
)
# A question in English that asks after a complaint, not after a thing ("Linux? No").
_AFTER_COMPLAINT = re.compile(
    r"\s*(?:so|and|but|well|you'd think|you think|maybe|perhaps)*\s*"
    r"(?:(?:is|was|were|did|do|are) (?:it|they|the|we|i|support|service|this|that)\b"
    r"(?!\s+(?:on|in|for|available|possible|supported|included)\b)|was\b"
    r"|(?:because|due to|over|about|down to|too|bad|poor|lack of)\b|(?:it'?s|its) too\b"
    r"|(?:the |your )?(?:prices?|costs?|money|bugs?|crashe?s?|support|service|quality|privacy|billing|ads?)\s*$)"
)
# What may stand between the beginning of a clause and the name of the rival that it is about.
_BEFORE_NAME = re.compile(
    r"\s*(?:(?:and|well|ok|okay|yes|sure|true|even|i know|granted|my old|the|my"
    r"|虽然|的确|确实|就算|即使|我知道|系|连|好吧|以前的|之前的|原来的)\s*)*"
)
_FAR = 200  # characters; looking further would take long on a text made to
_LESS = re.compile(r"[^,.;!?\n\x00]{1,60}?(?=\s(?:than|as|but)\s|[,;])")
_MORE = re.compile(r"[^,.;!?\n\x00]{1,60}?\sthan\s([^,.;!?\n\x00]{1,60})")


def denied_questions(text: str) -> list[Span]:
    """Return the questions of a folded text, or of texts with NUL between, that are answered with "no", in order."""
    found, before = [], 0
    for place in sorted(chain(_places(text, "?", 1), _places(text, "吗", 2))):
        if _NO.match(text, place):
            end = place - 1
            while text[end - 1] == "?":
                end -= 1
            begin, before = _clause_begin(text, end, before), place
            asked = text[begin:end]
            if _NONE.match(text, place) and not _BAD.search(asked):
                continue
            if not _OPEN.search(asked) and (_HAN.search(asked) or _AFTER_COMPLAINT.match(asked)):
                found.append((begin, place))
    return found


def _places(text: str, mark: str, size: int) -> Iterator[int]:
    """Yield where an answer may begin: behind each mark of a question and the comma after it."""
    at = text.find(mark)
    while at >= 0:
        if size == 1 or text[at + 1 : at + 2] in (",", "。", " "):
            yield at + size
        at = text.find(mark, at + 1)


def of_rivals(text: str, names: Iterable[Span], turns: Sequence[int]) -> list[Span]:
    """Return what is said of a rival, up to "but you".

    `names` are the products and companies that are named, `turns` where "but you" and the like begin, both in order.
    """
    found = []
    for start, end in names if turns else ():
        at = bisect_left(turns, end)
        if at == len(turns) or turns[at] - end > _FAR or _STOP.search(text, end, turns[at]):
            continue
        if _BEFORE_NAME.fullmatch(text, _clause_begin(text, start, turns[at - 1] if at else 0), start):
            found.append((end, turns[at]))
    return found


def compared(text: str, less: Iterable[int], more: Iterable[int]) -> list[Span]:
    """Return what "less X than Y" and "more Y than X" put aside; given is where "less" and "more" end."""
    found = []
    for begin in less:
        if aside := _LESS.match(text, begin):
            found.append(aside.span())
    for begin in more:
        if aside := _MORE.match(text, begin):
            found.append(aside.span(1))
    return found


def _clause_begin(text: str, end: int, before: int = 0) -> int:
    """Return where the clause that ends somewhere begins: behind what is before it, and not too far off."""
    least = max(end - _FAR, before)
    while end > least and not _BREAK.match(text, end - 1):
        end -= 1
    return end
