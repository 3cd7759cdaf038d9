"""What silence means for the figures, in plain sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.labels import cause_label
from reports.linked_pairs import ShareOf
from reports.sentences import number_words, percent_words
from reports.silence import Silence
from reports.silence_weights import Weighted


def rate_sentence(page: Silence) -> str:
    """Return how many of the invited answered; empty where that is hidden or nobody was invited."""
    rate, completion = page.rates[0].response, page.rates[0].completion
    if rate is None or rate.share is None:
        return ""
    said = _("%(share)s of %(base)s invited people answered (%(low)s to %(high)s).") % _words(rate)
    if completion is None or completion.share is None:
        return said
    return said + " " + _("Of those who opened the form, %(share)s did.") % _words(completion)


def warning(weighted: Weighted) -> str:
    """Return whether silence could turn the ranking of the causes round; empty where there is nothing to rank."""
    turn = weighted.turn
    if turn.reason == "nothing_to_rank":
        return ""
    points = max(1, round(min(turn.needed or 0, 1) * 100))
    words = {
        "first": cause_label(weighted.first),
        "second": cause_label(weighted.second),
        "silent": percent_words(1 - weighted.answered_share),
        "points": number_words(points),
    }
    if turn.reason == "order_differs":
        return (
            _("Silence turns the ranking round: weighted to everybody who left, “%(second)s” comes before “%(first)s”.")
            % words
        )
    if turn.reason == "bounds_allow":
        return (
            ngettext(
                "Silence could turn the ranking round: nothing is known of %(silent)s of those who left, and if they "
                "named “%(second)s” %(points)s point more often than “%(first)s”, it would come first of the two.",
                "Silence could turn the ranking round: nothing is known of %(silent)s of those who left, and if they "
                "named “%(second)s” %(points)s points more often than “%(first)s”, it would come first of the two.",
                points,
            )
            % words
        )
    return _("Silence cannot turn the ranking round: so many answered that the order of the leading causes stays.")


def _words(share: ShareOf) -> dict[str, str]:
    return {
        "share": percent_words(share.share or 0),
        "low": percent_words(share.low or 0),
        "high": percent_words(share.high or 0),
        "base": number_words(share.base or 0),
    }
