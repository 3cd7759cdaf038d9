"""What the model cannot do and is never used for: said on its pages, in the documents, and held by tests."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Limit:
    """One limit: in a few words, and at length. ``first`` ones stand above the list."""

    title: str | Promise
    text: str | Promise
    first: bool = False


LIMITS = (
    Limit(
        _("Most of those at the top will stay"),
        _(
            "A probability of 12%, in the next 30 days, means that of 100 such customers about 88 are still there "
            "afterwards. The list says whom to look at first, not who will leave."
        ),
        first=True,
    ),
    Limit(
        _("What goes with leaving need not be why"),
        _(
            "The reasons beside a customer are what the model looked at, not causes. Who leaves often uses the product "
            "less before, but making somebody use it more does not make them stay. Causes are what people say: read "
            "their answers."
        ),
        first=True,
    ),
    Limit(
        _("Never used to alter the exit form"),
        _(
            "No survey, question, offer, order of choices, or way out depends on it. The part of the program that asks "
            "those who leave cannot read these figures; a test holds that. Do not use them to make leaving harder, "
            "or to treat somebody worse."
        ),
        first=True,
    ),
    Limit(
        _("It knows only what is recorded"),
        _(
            "A new boss, a budget that was cut, an offer of somebody else: nothing of it is in the data. Who talks to "
            "the customer knows more."
        ),
    ),
    Limit(
        _("It has learned from the past"),
        _(
            "After a new price, a new plan or a new kind of customer it errs until it is trained again. Train it every "
            "month; the page says up to which day it knew what happened, and how good it was on the last months."
        ),
    ),
    Limit(
        _("Attributes are known as they are now"),
        _(
            "Activity, and plan, term and price of customers with imported subscriptions, are taken as they were on "
            "each day. Attributes of customers (industry, size, seats) are known only as they are today. One that "
            "seems to be written at leaving is left out, and named on the page."
        ),
    ),
    Limit(
        _("Failed payments are not foretold"),
        _(
            "Only losses by the customer's own decision or for a reason unknown count as leaving. Whose payment failed "
            "counts as having been there until then."
        ),
    ),
    Limit(
        _("Who comes and goes within a month is hardly seen"),
        _("The model looks at who is there every 30 days. Early losses have their own figure on the page of churn."),
    ),
    Limit(
        _("Groups of people can be judged unfairly"),
        _(
            "If customers of a country or an industry left more often, all of them rank higher, whatever they do. Look "
            "at what speaks for it beside each customer before anything is done, and leave out of the import what must "
            "not count."
        ),
    ),
    Limit(
        _("Its own figures have limits"),
        _(
            "Intervals treat each customer-month as one of its own; the same customer comes several times, so that "
            "they are somewhat too narrow. Probabilities are right on average of a tenth, not of one customer."
        ),
    ),
)
FIRST = tuple(limit for limit in LIMITS if limit.first)
