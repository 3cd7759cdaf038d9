"""The manners of a message: what surveys are held to, and that it wins nobody back and is finished before it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.messages.wording import LONGEST_BODY, LONGEST_SUBJECT, PLACE, PLACES, Texts
from surveys.etiquette import Finding, text_findings
from surveys.languages import LANGUAGES
from surveys.wordings import Wording

# rule → what is said and what to do; each keeps a message from being sent.
RULES: dict[str, tuple[str | Promise, str | Promise]] = {
    "empty": (
        _("There is no text yet."),
        _("Write it, or people who answered in this language would read another."),
    ),
    "unfinished": (
        _("Something is still to be filled in: %(found)s"),
        _("Say in a sentence or two what exactly changed, and take the brackets away."),
    ),
    "unknown_place": (
        _("Nothing can be filled in for %(found)s"),
        _("Use {cause}, {day} and {organisation}, or take the braces away."),
    ),
    "win_back": (
        _("This tries to win the reader back: “%(found)s”"),
        _("Say what changed, and leave it to them. They agreed to one message about their answer, not to an offer."),
    ),
    "too_long": (_("This is too long: %(found)s"), _("Shorten it; whoever left owes it a minute at most.")),
}
_BRACKETS = re.compile(r"\[[^\[\]]*\]|【[^【】]*】")
# In texts as ``surveys.wordings.fold`` gives them: small letters, Simplified characters.
_WIN_BACK = [
    re.compile(pattern)
    for pattern in (
        r"\b(come|coming|welcomed?) back\b|\b(have|see|win|get|want|love|like) you back\b|\bback (with|to) us\b",
        r"\b(give|giving) (us|it|our \w+|\w+) (another|one more|a second|a new) (try|chance|go|look|shot)\b",
        r"\bsecond chance\b|\b(re-?activate|re-?subscribe|re-?join)\b",
        r"\b(sign up|subscribe|start|try (us|it|our \w+)) again\b",
        r"\b(renew|restart|resume|restore|reopen) (your|the|a) (subscription|plan|account|contract|membership)\b",
        r"\breturn to (us|our)\b|\b(reconsider|change your mind|think again)\b|\b(upgrade|buy|order) (now|today)\b",
        r"\bwe('d| would| really| truly)* (miss|missed|are missing)( having)? you\b|\bwithout you\b",
        "欢迎(您|你)?(再次|重新)?(回来|回归|归来|回到)|(期待|希望|盼望|盼|等待|等)(着)?(您|你|与您|和您)?[^。!?]{0,8}(回来|归来|回归|再相见|再次(使用|加入|选择|光临))",
        "(重新|再次)(订阅|订购|开通|激活|启用|加入|注册|购买|使用|体验|试用|选择|考虑)|再(给|次给)(我们|一次)?[^。!?]{0,4}(次)?机会|再试(用)?(一)?(次|试)?|(回到|回归)(我们|平台|大家庭)",
        "(恢复|续上|延续)(您的?|你的?)?(订阅|服务|方案|会员|账户|帐号|账号)|(立即|马上|现在就?)(续|订|购|升级|开通|加入)|续(订|约)(可|即|就|享)|(想念|怀念|惦记)(您|你)",
    )
]


def message_findings(texts: Texts) -> list[Finding]:
    """Return everything to mend in a message, errors first; ``where`` is the tag and the part: ``zh-Hans.body``."""
    found = list(dict.fromkeys(_findings(texts)))
    return sorted(found, key=lambda finding: finding.level != "error")


def _findings(texts: Texts) -> Iterator[Finding]:
    for tag in LANGUAGES:
        for part, longest in (("subject", LONGEST_SUBJECT), ("body", LONGEST_BODY)):
            text, where = texts.get(tag, {}).get(part, ""), f"{tag}.{part}"
            if not text.strip():
                yield _finding("empty", where)
                continue
            if len(text) > longest:
                yield _finding("too_long", where, f"{len(text)} > {longest}")
            wording = Wording(text, tag, where, "line")
            yield from _ours(wording)
            yield from text_findings(wording)


def _ours(wording: Wording) -> Iterator[Finding]:
    if match := _BRACKETS.search(wording.text):
        yield _finding("unfinished", wording.where, match[0])
    unknown = next((place[0] for place in PLACE.finditer(wording.text) if place[1] not in PLACES), "")
    if unknown:
        yield _finding("unknown_place", wording.where, unknown)
    folded = wording.folded
    if match := next((match for pattern in _WIN_BACK if (match := pattern.search(folded))), None):
        yield _finding("win_back", wording.where, match[0].strip())


def _finding(rule: str, where: str, found: str = "") -> Finding:
    message, hint = RULES[rule]
    return Finding(rule, "error", str(message) % {"found": found}, str(hint), where)
