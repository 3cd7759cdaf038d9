"""What the words of the answers' pages mean: searching them, marking them, quoting them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reports.defined import Definition

ANSWERING = (
    Definition(
        "search",
        _("Search"),
        _(
            "An answer is found when its words have all that was typed. Case, width and Simplified or Traditional "
            "make no difference; English words are found in all their forms, Chinese ones as words and as parts of "
            "longer words. “In quotes” they must stand in this order; with - before it a word must not be there; a "
            "star ends the beginning of a word: export*."
        ),
    ),
    Definition(
        "unread",
        _("Unread"),
        _(
            "Answers that nobody of the team has marked read. It is a mark for the team's work and changes no figure; "
            "answers to be read are another thing: those that the engine is not sure of."
        ),
    ),
    Definition(
        "quotes",
        _("Quotes"),
        _(
            "Answers that the team chose to hand on. The customer's name and reference, names of the team, mail "
            "addresses, telephone numbers, links to pages, accounts and numbers of cards or papers are taken out, "
            "with what was there in brackets. Of the segment only as much is said as at least twice the floor of "
            "people have in common."
        ),
    ),
)
