"""What became of a cause after a release, in a plain sentence; none without its base."""

from __future__ import annotations

from babel.numbers import format_decimal, format_percent
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.fixes import Fix, Side
from reports.labels import babel_locale, segment_label

# Below so many points, a decimal is told: a change of 0.4 points is not none.
FEW_POINTS = 2
MOST_NAMED = 6


def fix_sentence(fix: Fix, cause: str) -> str:
    """Return the result for a cause (its label) as a sentence."""
    plain = {
        "to_come": _("There is nothing to compare yet: nobody has left after the release."),
        "elsewhere": _("This release was for other segments than those that the page is narrowed to."),
        "hidden": _("It cannot be told: too few people named the cause before or after for their figures to be shown."),
        "nobody": _("Nobody named “%(cause)s” before or after.") % {"cause": cause},
    }
    if fix.state in plain:
        return plain[fix.state]
    return _too_few(fix) if fix.state == "too_few" else _told(fix, cause)


def _too_few(fix: Fix) -> str:
    short = [side for side in (fix.before, fix.after) if side is None or (side.base or 0) < fix.needed]
    side = short[-1]
    people = "0" if side is None else _people(side)
    words = {"people": people, "needed": _number(fix.needed)}
    if side is fix.after:
        return _("It cannot be told yet: %(people)s of %(needed)s people needed have left and answered since.") % words
    return _("It cannot be told: %(people)s of %(needed)s people needed left and answered before.") % words


def _people(side: Side) -> str:
    return _("too few to show") if side.base is None else _number(side.base)


def _told(fix: Fix, cause: str) -> str:
    change = fix.change
    if change is None:
        raise ValueError(f"There is no change of {cause} to tell of")
    fell = change.points < 0
    ends = (-change.high, -change.low) if fell else (change.low, change.high)
    digits = 1 if abs(change.points) * 100 < FEW_POINTS else 0
    words = {
        "cause": cause,
        "points": _points(abs(change.points), digits),
        "low": _points(ends[0], digits),
        "high": _points(ends[1], digits),
    }
    if not change.more_than_chance:
        sentence = (
            _("“%(cause)s” fell by %(points)s points (95%% %(low)s to %(high)s): no more than chance explains.")
            if fell
            else _("“%(cause)s” rose by %(points)s points (95%% %(low)s to %(high)s): no more than chance explains.")
        )
        return sentence % words
    sentence = (
        _("“%(cause)s” fell by %(points)s points (95%% %(low)s to %(high)s), more than chance explains.")
        if fell
        else _("“%(cause)s” rose by %(points)s points (95%% %(low)s to %(high)s), more than chance explains.")
    )
    return sentence % words


def raw_sentence(fix: Fix) -> str:
    """Return the shares as they were, with their bases and without any adjustment; empty where nothing is told."""
    before, after, change = fix.before, fix.after, fix.change
    if not (before and after and change and before.share and after.share):
        return ""
    return _(
        "As it was, without regard to who left: %(before)s of %(before_base)s people before and %(after)s of "
        "%(after_base)s after, a difference of %(points)s points."
    ) % {
        "before": _percent(before.share.share),
        "before_base": _number(before.base or 0),
        "after": _percent(after.share.share),
        "after_base": _number(after.base or 0),
        "points": _points(change.raw_points, 1 if abs(change.raw_points) * 100 < FEW_POINTS else 0),
    }


def window_sentences(fix: Fix) -> list[str]:
    """Return which days are compared, and how far they are over."""
    before, after = fix.before, fix.after
    if not (before and after):
        return []
    said = _("Compared: who left from %(b1)s to before %(b2)s with who left from %(a1)s to before %(a2)s.") % {
        "b1": before.begin.isoformat(),
        "b2": before.end.isoformat(),
        "a1": after.begin.isoformat(),
        "a2": after.end.isoformat(),
    }
    if not fix.running:
        return [said]
    far = ngettext(
        "%(over)s of %(days)s day is over.", "%(over)s of %(days)s days are over so far.", fix.question.days
    ) % {"over": after.over, "days": fix.question.days}
    return [said, far]


def joined_words(fix: Fix) -> str:
    """Return the names of the groups that were taken together, the first few of many."""
    names = [" × ".join(segment_label(value) for value in values) for values in fix.joined]
    more = len(names) - MOST_NAMED
    told = ", ".join(names[:MOST_NAMED])
    return _("%(names)s and %(n)s more") % {"names": told, "n": more} if more > 0 else told


def _points(points: float, digits: int) -> str:
    rounded = round(points * 100, digits) + 0.0
    return format_decimal(rounded, "#,##0.0" if digits else "#,##0", babel_locale()).replace("-", "−")


def _percent(share: float) -> str:
    return format_percent(share, "#,##0%", babel_locale())


def _number(count: int) -> str:
    return format_decimal(count, locale=babel_locale())
