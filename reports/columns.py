"""What every column of an exported table means; the figures among them lead to their definitions."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Meaning:
    """A column in words, and the keys of ``reports.definitions`` that say more."""

    text: str
    definitions: tuple[str, ...] = ()


# Columns that hold a share of 0.0–1.0, to be shown as a percentage.
SHARES = frozenset({"share", "low", "high", "lost_share", "response_rate", "before_share", "mrr_share"}) | frozenset(
    {"response_low", "response_high", "completion_rate", "completion_low", "completion_high"}
    | {"corrected_share", "corrected_low", "corrected_high", "precision", "precision_low", "precision_high"}
    | {"recall", "recall_low", "recall_high", "probability"}
)

_MEANINGS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "segment": (_("The segment: one value of the dimension, * for all; of an answer, all that was known."), ()),
    "customers": (_("Customers of the segment in the period."), ("customers", "period")),
    "lost": (_("Of these, those who left, not counting failed payments."), ("lost",)),
    "lost_share": (_("Lost ÷ customers."), ("lost",)),
    "lost_involuntary": (_("Of these, those whose payment failed."), ("involuntary",)),
    "responses": (_("Stored answers of the segment."), ("answers",)),
    "cause": (_("The cause, by its key in the codebook."), ()),
    "dimension": (_("The dimension that the segment is of."), ()),
    "beside_cause": (_("Another cause that the same people named: count is of both, base of all with it."), ("lift",)),
    "invited": (_("Invited people."), ("response-rate",)),
    "response_rate": (_("Answered ÷ invited."), ("response-rate",)),
    "response_low": (_("Lower end of the interval of the response rate."), ("interval",)),
    "response_high": (_("Upper end of the interval of the response rate."), ("interval",)),
    "completion_base": (_("Invited people who opened the form."), ("response-rate",)),
    "completion_rate": (_("Answered ÷ opened."), ("response-rate",)),
    "completion_low": (_("Lower end of the interval of the completion rate."), ("interval",)),
    "completion_high": (_("Upper end of the interval of the completion rate."), ("interval",)),
    "left": (_("People who left by their own decision or for a reason unknown."), ("silent",)),
    "unasked": (_("Of these, those who were not invited."), ("silent",)),
    "answered": (_("Of the invited, those who answered."), ("silent",)),
    "skipped": (_("Of the invited, those who opened the form and skipped it."), ("silent",)),
    "opened": (_("Of the invited, those who opened the form and neither answered nor skipped it."), ("silent",)),
    "unopened": (_("Of the invited, those who did not open the form."), ("silent",)),
    "answered_otherwise": (_("People who answered without an invitation."), ("silent",)),
    "corrected_share": (_("The share without the engine's errors; empty where it is unknown."), ("corrected-share",)),
    "corrected_low": (_("Lower end of the interval of the corrected share."), ("corrected-share",)),
    "corrected_high": (_("Upper end of the interval of the corrected share."), ("corrected-share",)),
    "corrected_state": (_("estimated, clipped (to 0 or 1), too_few (read), cannot_tell."), ("corrected-share",)),
    "read_more": (_("About how many more answers must be read until it can be told."), ("corrected-share",)),
    "precision_base": (_("Answers read in which the engine found the cause."), ("precision-recall",)),
    "precision": (_("Of these, the share in which the reader did too."), ("precision-recall",)),
    "precision_low": (_("Lower end of its interval."), ("interval",)),
    "precision_high": (_("Upper end of its interval."), ("interval",)),
    "recall_base": (_("Answers read in which the reader found the cause."), ("precision-recall",)),
    "recall": (_("Of these, the share in which the engine did too."), ("precision-recall",)),
    "recall_low": (_("Lower end of its interval."), ("interval",)),
    "recall_high": (_("Upper end of its interval."), ("interval",)),
    "reason": (_("The ticked reason, by its key; * for all who ticked one and wrote of a cause."), ("stated-written",)),
    "names_cause": (_("The cause that the reason names; empty where it names none."), ("stated-written",)),
    "other_cause": (_("Whether the cause is another than the reason names."), ("stated-written",)),
    "count": (_("People with the cause; empty where hidden."), ("share", "hidden")),
    "base": (_("The people that the share is of."), ("base",)),
    "share": (_("Count ÷ base."), ("share",)),
    "low": (_("Lower end of the interval of the share."), ("interval",)),
    "high": (_("Upper end of the interval of the share."), ("interval",)),
    "mrr": (_("Monthly recurring revenue; empty where several currencies meet."), ("mrr",)),
    "currency": (_("The currency of the revenue."), ()),
    "mrr_by_currency": (_("Monthly recurring revenue of each currency; never added together."), ("mrr",)),
    "suppressed": (_("Whether the figures are hidden because they are of too few people."), ("hidden",)),
    "before_count": (_("People with the cause in the period before; empty where hidden or not compared."), ("change",)),
    "before_base": (_("The people that the share of the period before is of."), ("change", "base")),
    "before_share": (_("The share in the period before."), ("change", "share")),
    "points": (_("Share − the share compared with, as a part of 1."), ("change",)),
    "points_low": (_("Lower end of the interval of the difference."), ("change", "interval")),
    "points_high": (_("Upper end of the interval of the difference."), ("change", "interval")),
    "lift": (_("Share ÷ the share of all others."), ("lift",)),
    "lift_low": (_("Lower end of the interval of the lift."), ("lift", "interval")),
    "lift_high": (_("Upper end of the interval of the lift."), ("lift", "interval")),
    "q": (_("The p value after Benjamini–Hochberg over the table."), ("comparisons",)),
    "compared": (_("tested; small: tested with fewer than 100 people; too_few: not tested."), ("comparisons",)),
    "differs": (_("more or less than others, where that is more than chance explains."), ("comparisons",)),
    "mrr_share": (_("The part of the segment's revenue that is of people with the cause."), ("mrr",)),
    "beyond_chance": (_("Whether the change is more than chance explains; empty where too few to say."), ("change",)),
    "response": (_("The number of the answer."), ()),
    "left_on": (_("The day on which the customer left."), ("period",)),
    "survey": (_("The survey, by its key."), ()),
    "channel": (_("The way by which the answer came."), ()),
    "language": (_("The language of the answer."), ()),
    "customer": (_("The customer's reference."), ()),
    "customer_name": (_("The customer's name."), ()),
    "main_cause": (_("The main cause found in the words or set by the team."), ()),
    "causes": (_("All causes found in the words or set by the team."), ()),
    "reasons": (_("The reasons that were ticked."), ()),
    "main_reason": (_("The ticked reason that was called the main one."), ()),
    "status": (_("What became of the words: read, without content, none given, not yet read."), ("base", "to-be-read")),
    "words": (_("The words as they were typed; empty where too few people are in the segment."), ("hidden",)),
    "ref": (_("The customer's reference."), ()),
    "name": (_("The customer's name."), ()),
    "started_on": (_("The day on which the customer started."), ()),
    "ended_on": (_("The day on which the customer left; empty for customers."), ()),
    "ending": (_("How it ended: voluntary, involuntary (payment failed), unknown."), ("involuntary",)),
    "ends_on": (_("The day on which the customer left or, where that is known beforehand, will leave."), ()),
    "plan": (_("The plan, of the last subscription."), ()),
    "use": (_("active, fading, silent, new (too new to say); empty where no activity is known."), ("fading",)),
    "use_as_of": (_("The last day that activity is known of."), ("fading",)),
    "last_active": (_("The last day on which the customer did anything."), ("fading",)),
    "recent": (_("Active days in the last 28 days."), ("fading",)),
    "before": (_("Active days in the 84 days before them."), ("fading",)),
    "left_of_use": (_("What is left of its use: active days a day, recent ÷ before."), ("fading",)),
    "fading_since": (_("The first day on which the customer was found to be so."), ("fading",)),
    "care_status": (_("How it stands with the customer, as the team noted it."), ()),
    "owner_success": (_("Who looks after the customer in success."), ()),
    "owner_operations": (_("Who looks after the customer in operations."), ()),
    "owner_marketing": (_("Who looks after the customer in marketing."), ()),
    "answers": (_("How many answers the customer gave."), ("answers",)),
    "attributes": (_("What else is known of the customer."), ()),
    "number": (_("The place of the quote in the order that the team chose."), ()),
    "quote": (_("The words, with what was taken out named in brackets."), ("quotes",)),
    "note": (_("What the team noted about it."), ()),
    "month": (_("The month in which the customer left."), ()),
    "address": (_("The e-mail address as it is compared; empty where the whole customer is meant."), ()),
    "origin": (_("How it came to be on the list: asked, team, imported, bounced."), ()),
    "listed_at": (_("The day since which it is on the list."), ()),
    "listed_by": (_("Who put it on the list."), ()),
    "probability": (_("The probability of leaving within 30 days of the last known day."), ("risk",)),
    "expected_loss": (_("Probability × MRR."), ("expected-loss",)),
    "period_begin": (_("The first day of the period."), ("period",)),
    "period_until": (_("The first day after it, or of which nothing is known yet."), ("period",)),
    "period_complete": (_("Whether the period is over."), ()),
    "customers_there": (_("Customers at the start of the period, or after so many months."), ("customer-churn",)),
    "customers_lost": (_("Of these, those who left in the period."), ("customer-churn",)),
    "customers_involuntary": (_("Of those lost, those whose payment failed."), ("involuntary",)),
    "customers_back": (_("Of those lost, those who came back before its end."), ("customer-churn",)),
    "customers_began": (_("Customers who came in the period for the first time."), ("early-losses",)),
    "customers_returned": (_("Customers who came again in the period."), ("early-losses",)),
    "customers_early": (_("Of those who came, those who left again in the period."), ("early-losses",)),
    "renewals_due": (_("Yearly contracts that came up for renewal in the period."), ("renewal-rate",)),
    "renewals_renewed": (_("Of them, those that were renewed."), ("renewal-rate",)),
    "renewals_moved": (_("Of them, those that went on for another term."), ("renewal-rate",)),
    "renewals_between": (_("Yearly customers who left on another day."), ("renewal-rate",)),
    "renewals_left": (_("Of them, those whose customer left on that day."), ("renewal-rate",)),
    "churn_rate": (_("Lost ÷ at the start."), ("customer-churn",)),
    "churn_low": (_("Lower end of its interval."), ("interval",)),
    "churn_high": (_("Upper end of its interval."), ("interval",)),
    "mrr_start": (_("Monthly revenue at the start of the period."), ("mrr-churn",)),
    "mrr_churned": (_("Of it, what went with those who left."), ("mrr-churn",)),
    "mrr_involuntary": (_("Of that, with those whose payment failed."), ("mrr-churn", "involuntary")),
    "mrr_contraction": (_("What those who stayed pay less."), ("mrr-churn",)),
    "mrr_expansion": (_("What those who stayed pay more."), ("mrr-churn",)),
    "mrr_new": (_("What those who came for the first time pay at the end."), ("growth-against-churn",)),
    "mrr_returned": (_("What those who came back pay at the end."), ("mrr-churn",)),
    "mrr_end": (_("Monthly revenue at the end of the period."), ("mrr-churn",)),
    "mrr_churn_gross": (_("(churned + contraction) ÷ start."), ("mrr-churn",)),
    "mrr_churn_net": (_("(churned + contraction − expansion) ÷ start."), ("mrr-churn",)),
    "mrr_rates_of": (_("The day of the team's exchange rates, where money was converted."), ("mrr-churn",)),
    "cohort_begin": (_("The first day of the cohort's month, quarter or year."), ("retention",)),
    "cohort_months": (_("How many months of starts the cohort is of."), ("retention",)),
    "cohort_started": (_("Customers who started in it."), ("retention",)),
    "months_since": (_("Months since each customer's own first day."), ("retention",)),
    "cell_complete": (_("Whether every customer of the cohort has had so many months."), ("retention",)),
    "retention": (_("Customers then ÷ customers who started."), ("retention",)),
    "risk_reasons": (_("What makes it more likely to leave, what adds most first."), ("risk",)),
}
KNOWN = frozenset(_MEANINGS)


def column_meaning(column: str) -> Meaning:
    """Return what a column means in the reader's language; empty for a column that nobody has explained."""
    text, definitions = _MEANINGS.get(column, ("", ()))
    return Meaning(str(text), definitions)


def is_share(column: str) -> bool:
    """Say whether a column holds shares of 0.0–1.0."""
    return column in SHARES
