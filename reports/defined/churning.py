"""Churn: who left of whom, what it costs, how long customers stay."""

from django.utils.translation import gettext_lazy as _

from reports.defined import Definition

PERIODS = _("A month, a quarter or a year; one that is not over is shown apart and in no mean.")
NARROWED = _("Every filter of the page, by what the customer was at the start of the period.")
THERE = _("Customers at the start of the period: started before its first day, and not left before it.")

CHURNING = (
    Definition(
        "customer-churn",
        _("Customer churn"),
        _(
            "Of the customers at the start of a period, how many left within it. A change of plan, price or term is no "
            "loss; a gap of a day or more is leaving and coming back. Who came and left within the period is among the "
            "early losses. Whose start is unknown counts as having been there."
        ),
        _("Customers lost ÷ customers at the start; losses by failed payment are part of it and shown apart."),
        PERIODS,
        NARROWED,
        THERE,
        _("200 at the start, 20 of them lost: 10.0%, interval 6.6% to 14.9%."),
    ),
    Definition(
        "early-losses",
        _("Early losses"),
        _("Customers who came and left within the same period. No churn rate holds them: it is of those at the start."),
        _("Left again within the period ÷ came in the period (for the first time, or again)."),
        PERIODS,
        NARROWED,
        _("Customers who came in the period."),
        _(
            "10 at the start, 5 came, 12 at the end: 3 left in all. If 2 of them were among the 10, churn is 20% and "
            "early losses are 1 of 5; if all 3 were, churn is 30% and early losses 0 of 5."
        ),
    ),
    Definition(
        "mrr-churn",
        _("MRR churn"),
        _(
            "What part of the monthly revenue at the start is gone at the end: with those who left (churned) and of "
            "those who pay less (contraction). Net takes off what those who stayed pay more (expansion), and may be "
            "below 0. What each customer pays at the end is set against the start, so ups and downs between do not "
            "count. Revenue of those who come back is shown by itself. Each currency by itself, or all in one at rates "
            "that the team supplied for a day, the same for all periods."
        ),
        _("Gross = (churned + contraction) ÷ MRR at the start; net = (churned + contraction − expansion) ÷ the same."),
        PERIODS,
        NARROWED,
        _("Monthly revenue in one currency at the start of the period."),
        _("10,000 at the start, 500 left, 100 less, 200 more: gross 6.0%, net 4.0%."),
    ),
    Definition(
        "growth-against-churn",
        _("Growth against churn"),
        _(
            "How much new revenue comes in for each unit that goes (also called quick ratio). Below 1 the company "
            "shrinks. Revenue of customers who come back is not in it."
        ),
        _("(new + expansion) ÷ (churned + contraction)."),
        PERIODS,
        NARROWED,
        _("Monthly revenue in one currency."),
        _("300 new and 100 expansion against 150 churned and 50 contraction: 2.0."),
    ),
    Definition(
        "renewal-rate",
        _("Renewal rate"),
        _(
            "Of the yearly contracts that came up for renewal in the period, how many were renewed. A yearly customer "
            "is not at risk in the other eleven months. A contract comes up on each anniversary of the first day of "
            "its unbroken run of yearly subscriptions; a new price or plan within the year does not move it. Who moves "
            "to a monthly term has not renewed and has not left."
        ),
        _("Renewed ÷ came up."),
        PERIODS,
        NARROWED,
        _("Yearly contracts that came up; who left before that day is not among them."),
        _("40 came up, 34 renewed, 2 moved to a monthly term, 4 left: 85.0%, interval 70.9% to 92.9%."),
    ),
    Definition(
        "above-the-rest",
        _("Above the rest"),
        _(
            "The churn of a segment over all complete periods shown, against that of all other segments together. A "
            "customer counts once for each period at whose start it was there, so that rates are of one period."
        ),
        _(
            "Fisher's exact test or chi-squared, adjusted over all segments (Benjamini–Hochberg), marked below 0.05; "
            "nothing is tested of a segment with fewer than 30 customers at the mean start."
        ),
        _("All complete periods shown."),
        NARROWED,
        _("Customers at the starts of the periods, added up."),
        _("60 of 1,000 against 90 of 3,000: 6.0% against 3.0%, 3.0 points more, p < 0.001: marked."),
    ),
    Definition(
        "share-of-losses",
        _("Share of losses and of lost money"),
        _(
            "Which part of all losses a segment is, and which part of the lost money (churned and contraction, by "
            "currency). The two often are not the same segments."
        ),
        _("Lost in the segment ÷ lost in all; lost money of the segment ÷ lost money of all."),
        _("All complete periods shown."),
        NARROWED,
        _("All customers lost; all money lost in one currency."),
        _(
            "Lost: 80 free, 15 pro, 5 team; lost money: 0, 750 and 1,250. Of the losses, free users are 80.0%; of the "
            "lost money, team is 62.5%."
        ),
    ),
    Definition(
        "compounding",
        _("What is left in a year"),
        _("A rate takes its part again every month. Nothing new is counted: it is what becomes of those who pay now."),
        _("amount × (1 − rate)^months."),
        _("Twelve months from now, at a rate that stays as it is."),
        NARROWED,
        _("Monthly revenue now, in one currency."),
        _("100,000 at 5% a month: 95,000 after one, 90,250 after two, 56,880 after eleven, 54,036 after twelve."),
    ),
    Definition(
        "expected-lifetime",
        _("Expected lifetime"),
        _(
            "How long a customer stays on average if the churn rate stays as it is for everybody, whatever their "
            "tenure. That is an assumption: the curves on the page of cohorts make none."
        ),
        _("1 ÷ customer churn a month (of all complete periods shown)."),
        _("All complete periods shown."),
        NARROWED,
        THERE,
        _("5% a month: 20 months."),
    ),
    Definition(
        "payback",
        _("Payback"),
        _(
            "The first month after which a customer has earned what it cost to win it. Flagged where the expected "
            "lifetime is shorter. Without a margin the whole revenue is taken, which is too hopeful."
        ),
        _("The least number of months with months × MRR × margin ≥ cost; means of the customers whose cost is known."),
        _("Customers there now."),
        NARROWED,
        _("Customers with a known cost, by currency."),
        _(
            "Cost 500, 50 a month, margin 80%: after 13 months; flagged at a monthly churn of 10%, which means 10 "
            "months."
        ),
    ),
    Definition(
        "retention",
        _("Retention by cohort"),
        _(
            "Of all who started in the same month or quarter, how many are still customers so many months after their "
            "own first day. Who left and came back counts again. A cell is blank until every customer of the cohort "
            "has had so many months. Of money: what the cohort pays then ÷ what it paid on the first day, by currency; "
            "it may be above 100%."
        ),
        _("Customers after k months ÷ customers who started in the cohort."),
        _("From the first start of each customer."),
        _("Every filter of the page, by what the customer was at the first start."),
        _("All who started in the month or quarter."),
        _("3 started in January; one left after 10 days, one after 40: 67% after one month, 33% after two."),
    ),
    Definition(
        "survival",
        _("Share still customers"),
        _(
            "The share still there so long after the start, with customers who have not left counted as long as they "
            "are known (Kaplan–Meier). The first loss ends it; the segment is that of the first day. The band is "
            "Greenwood's, on the log(−log) scale. Whose start is unknown is left out."
        ),
        _("The product over all days on which somebody left of 1 − left ÷ still there the day before."),
        _("From the first start to the first loss, or to the last day known. Months of 30.44 days."),
        _("Every filter of the page, by what the customer was at the first start."),
        _("Customers still followed at that time."),
        _("Three customers: one leaves after 1 month, one is known for 2, one leaves after 3: 66.7%, 66.7%, 0%."),
    ),
    Definition(
        "log-rank",
        _("Do the curves differ (log-rank)"),
        _(
            "Whether segments lose customers at different paces, over the whole time. It does not say which, nor by "
            "how much: look at the curves."
        ),
        _("Losses of each segment against those expected if all left at one pace; chi-squared, segments − 1 degrees."),
        _("From the first start to the first loss, or to the last day known."),
        _("Every filter of the page, by what the customer was at the first start."),
        _("Customers of the segments shown."),
        _("p < 0.001: such differences come by chance less than once in a thousand times."),
    ),
)
