"""Why customers left, as parts of the churn rate."""

from django.utils.translation import gettext_lazy as _

from reports.defined import Definition

LEAVING = (
    Definition(
        "churn-by-cause",
        _("Churn by cause"),
        _(
            "The churn rate taken apart: each loss counts once, under the main cause of the answer that came within 92 "
            "days of it (of several the latest), or as did not answer, gave no words, not read yet or payment failed. "
            "The parts add up to the rate."
        ),
        _("Losses with the main cause ÷ customers at the start of the period, in points."),
        _("One month, quarter or year."),
        _("The segments that the page is narrowed to, as they were at the start of the period."),
        _("Customers at the start of the period."),
        _("Of 2,000 customers 82 left: 4.1%. 32 said price, 18 support, 32 did not say: 1.6, 0.9 and 1.6 points."),
    ),
    Definition(
        "fix-or-stop",
        _("Fix first, stop selling to"),
        _(
            "Segments that lose more than the rest, beyond chance (all comparisons of all dimensions adjusted "
            "together). On the first list, more than half of the answers whose main cause is of a known kind name one "
            "that can be mended; on the second, one that lies in what the customers need. Which is which the codebook "
            "says."
        ),
        _("Answers with a fixable main cause ÷ answers with a fixable or structural one."),
        _("All complete periods that are asked for, together."),
        _("The segments that the page is narrowed to."),
        _("Losses with an answer; under twice the floor it is too few to say."),
        _("60 losses answered, 45 of them named price or defects, 15 changed needs: can be mended 75%."),
    ),
)
