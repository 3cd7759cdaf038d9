"""One cause by itself: what it comes with, whether it can be mended, in which answers it is plainest."""

from django.utils.translation import gettext_lazy as _

from reports.defined import CODED, FILTERS, PERIOD, Definition

CAUSES = (
    Definition(
        "fixable",
        _("Fixable or structural"),
        _(
            "Whether the team could mend the cause by changing the product, its price or its support, or whether it "
            "lies with the customer. The codebook says which; a cause of the team's own has no word on it."
        ),
    ),
    Definition(
        "comes-with",
        _("Comes with"),
        _(
            "How many times as often two causes are named by the same person as if each came by itself. Tested like "
            "the segments, and adjusted together with them over all comparisons of the page."
        ),
        _("People with both × base ÷ (people with the one × people with the other)."),
        PERIOD,
        FILTERS,
        CODED,
        _("60 of 400 name the one, 50 the other, 15 both; by chance 7.5 would: lift 2.0, interval 1.4 to 2.9."),
    ),
    Definition(
        "typical",
        _("Most typical answers"),
        _(
            "Of the newest 500 answers that have the cause, those of which the engine or a person is surest, no "
            "wording twice. The phrases are counted in the marked words of the same answers, a person once for each."
        ),
    ),
)
