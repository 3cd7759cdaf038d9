"""What the quality of the coding comes to, in plain sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reports.drift import NO_REASON, SAME, SCORE, UNSURE, Moved
from reports.quality import MOST_TO_READ, Quality, TrueShare
from reports.sentences import number_words, percent_words


def drift_sentences(page: Quality) -> list[str]:
    """Return what moved beyond chance, or that nothing did; nothing where nothing could be compared."""
    if not page.drift.moved:
        return []
    if page.drift.alarms:
        return [_alarm(one) for one in page.drift.alarms]
    return [_("Nothing has moved beyond chance in the last 30 days.")]


def cannot_tell(line: TrueShare) -> str:
    """Return why a corrected share cannot be told yet, and what would help; empty where it can."""
    corrected = line.corrected
    if corrected is None or corrected.state in ("estimated", "clipped"):
        return ""
    if corrected.state == "cannot_tell":
        return _("cannot tell: in what was read, the engine did no better than chance")
    if line.read_more >= MOST_TO_READ:
        return _("cannot tell yet: too rare for the read sample")
    return _("cannot tell yet: read about %(n)s more") % {"n": number_words(line.read_more)}


def _alarm(moved: Moved) -> str:
    words = {
        "now": percent_words(moved.now),
        "before": percent_words(moved.before),
        "base": number_words(moved.now_base),
        "before_base": number_words(moved.before_base),
    }
    sentences = {
        UNSURE: _("In the last 30 days the engine was not sure of %(now)s of %(base)s answers"),
        NO_REASON: _("In the last 30 days the engine found no reason in %(now)s of %(base)s answers"),
        SCORE: _("In the last 30 days the engine's mean score was %(now)s over %(base)s causes"),
        SAME: _("In the last 30 days readers said exactly the same of %(now)s of %(base)s answers"),
    }
    return _("%(said)s; before, %(before)s of %(before_base)s. That is more than chance explains.") % (
        words | {"said": sentences[moved.measure] % words}
    )
