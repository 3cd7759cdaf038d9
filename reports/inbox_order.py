"""The order of the answers, a page at a time: newest, most revenue, least sure, most relevant, apart from the ticked.

Where some answers have nothing to be ordered by, those that have it and those that have not are asked for one after the
other: an index gives the first in order, and none on both databases gives both at once.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from reports.models import Coding
from reports.reasons import read_reasons
from reports.search_index import MOST_RANKED, ranked_keys
from reports.sought import APART, RELEVANCE, REVENUE, UNSURE, Sought, answers_sought
from surveys.models import Response

A_PAGE = 20
# From so many on, answers that are searched for are met often enough while going through all of them in order.
MANY = 5_000
Answers = QuerySet[Response]


def page_of(sought: Sought, number: int, count: int, problems: list[str]) -> list[int]:
    """Return the keys of one page, in the order asked for; a sentence is added where that order is not to be had."""
    if not count:
        return []
    answers = answers_sought(sought, count > MANY)
    begin, end = (number - 1) * A_PAGE, number * A_PAGE
    if sought.sort == RELEVANCE:
        if count <= MOST_RANKED:
            there = set(answers.order_by().values_list("pk", flat=True))
            return [key for key in ranked_keys(sought.search.wanted) if key in there][begin:end]
        problems.append(_("These are too many to sort by relevance; the newest come first."))
    elif sought.sort == REVENUE:
        return _one_after_the_other(*revenue_first(answers), begin, end)
    elif sought.sort == UNSURE:
        return _one_after_the_other(*unsure_first(answers), begin, end)
    elif sought.sort == APART:
        answers = apart_first(answers, sought)
    return list(answers.values_list("pk", flat=True)[begin:end])


def revenue_first(answers: Answers) -> tuple[Answers, Answers]:
    """Return the answers with most revenue first, and those of unknown revenue."""
    return answers.filter(mrr__isnull=False).order_by("-mrr", "-pk"), answers.filter(mrr=None).order_by("-pk")


def unsure_first(answers: Answers) -> tuple[Answers, Answers]:
    """Return the answers that a person should read, the lowest score of a main cause first, and those without one."""
    unsure = answers.filter(coded__unsure=True)
    main = Coding.objects.filter(response=OuterRef("pk"), main=True)
    scored = unsure.filter(codings__main=True).order_by("codings__score", "-pk")
    return scored, unsure.filter(~Exists(main)).order_by("-pk")


def apart_first(answers: Answers, sought: Sought) -> Answers:
    """Return answers that ticked a reason, those first whose words have none of the causes that it names."""
    named = {cause for (_survey, key), cause in read_reasons().causes.items() if key == sought.reason and cause}
    met = Coding.objects.filter(response=OuterRef("pk"), cause__in=named)
    met = met.filter(main=True) if sought.filters.main_only else met
    return answers.annotate(met=Exists(met)).order_by("met", "-left_on", "-pk")


def _one_after_the_other(first: Answers, rest: Answers, begin: int, end: int) -> list[int]:
    """Return the keys of a part of two lists that follow each other."""
    keys = list(first.values_list("pk", flat=True)[begin:end])
    if len(keys) == end - begin:
        return keys
    passed = 0 if keys else begin - first.order_by().count()
    return keys + list(rest.values_list("pk", flat=True)[passed : passed + end - begin - len(keys)])
