"""Who may leave next: the probability, what is expected to be lost, and how good the foretelling is."""

from django.utils.translation import gettext_lazy as _

from reports.defined import Definition

HELD_OUT = _("The last three months that are known, or up to six where losses are few; nothing of them was learned.")
MONTHS_HELD_OUT = _("Customer-months: every customer who was there on a day, every 30 days.")

FORETELLING = (
    Definition(
        "risk",
        _("Probability of leaving in 30 days"),
        _(
            "How many of 100 customers who look like this one left in the 30 days after, by their own decision or for "
            "a reason unknown, as learned from the own history. A rank, not a verdict."
        ),
        _("1 ÷ (1 + e^−x), where x adds what each thing known on the day weighs (logistic regression with a ridge)."),
        _("The 30 days after the last day that is known."),
        _("The currency, plan and reason that the list is narrowed to."),
        _("Customers who are there on that day, whose start is known and whose end is not."),
        _("A weight of 0.7 doubles the odds: from 5% to 9.6%."),
    ),
    Definition(
        "expected-loss",
        _("Expected loss"),
        _("What would be lost a month on average if many customers like this one were there. Never mixed currencies."),
        _("Probability × MRR; of all customers, the sum."),
        _("The 30 days after the last day that is known."),
        _("The currency, plan and reason that the list is narrowed to."),
        _("As of the probability, where the MRR is known."),
        _("Of 250 a month, 8%: 20."),
    ),
    Definition(
        "auc",
        _("Ranked right (AUC)"),
        _(
            "Of two customers of whom one left, how often the one who left was ranked higher: 50%: a coin; 100%: never "
            "wrong. Interval and difference to a simpler way by DeLong's method, on the same customer-months."
        ),
        _("Pairs ranked right (ties half) ÷ pairs of one who left and one who stayed."),
        HELD_OUT,
        _("None."),
        MONTHS_HELD_OUT,
        _("Who left had 0.8 and 0.4, who stayed 0.5 and 0.3: three of four pairs are ranked right, 75%."),
    ),
    Definition(
        "top-lift",
        _("Lift of the highest tenth"),
        _("How many times as many losses the tenth ranked highest holds as a tenth drawn at random would."),
        _("Share lost in the highest tenth ÷ share lost of all."),
        HELD_OUT,
        _("None."),
        MONTHS_HELD_OUT,
        _("Of 100, 10 left, 4 of them among the 10 ranked highest: 40% ÷ 10% = 4.0 times."),
    ),
)
