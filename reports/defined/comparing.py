"""One share against another: a segment against all others, now against before."""

from django.utils.translation import gettext_lazy as _

from reports.defined import BEFORE, CELLS, CODED, FILTERS, PERIOD, Definition

COMPARING = (
    Definition(
        "main-cause",
        _("Main cause only"),
        _(
            "Everyone counts once, under the cause that the words give most weight or that a person named as the main "
            "one. Shares then add up to 100% and revenue adds up to what was lost; without it they do not."
        ),
        _("People whose main cause it is ÷ base."),
        PERIOD,
        FILTERS,
        CODED,
        _(
            "One customer of 100 left because of price and quality, mostly price, another of 50 because of price. "
            "Price 150, quality 100; as main cause price 150, quality 0: together the 150 that left."
        ),
    ),
    Definition(
        "points",
        _("Points"),
        _(
            "One share less another, in percentage points. The interval (Newcombe) holds the true difference 95 times "
            "out of 100."
        ),
        _("Share of the segment − share of all others."),
        PERIOD,
        FILTERS,
        CELLS,
        _("15 of 50 against 30 of 300: 30% − 10% = 20 points, interval 8.4 to 34.1."),
    ),
    Definition(
        "lift",
        _("Lift"),
        _("How many times as often a cause comes in a segment as among all others. The interval is Katz's."),
        _("Share of the segment ÷ share of all others."),
        PERIOD,
        FILTERS,
        CELLS,
        _("15 of 50 against 30 of 300: 30% ÷ 10% = 3.0 times, interval 1.7 to 5.2."),
    ),
    Definition(
        "more-than-chance",
        _("More than chance"),
        _(
            "Chance alone makes some differences look large. A difference is marked when it would survive even though "
            "so many were looked at: of all that are marked, about one in twenty or fewer is chance."
        ),
        _(
            "Chi-squared where ten or more are expected in each cell, else Fisher's exact test; then adjusted "
            "(Benjamini–Hochberg) over all comparisons made; marked below 0.05."
        ),
        PERIOD,
        FILTERS,
        CELLS,
        _("Three comparisons with p = 0.010, 0.030 and 0.200 are adjusted to 0.030, 0.045 and 0.200: two are marked."),
    ),
    Definition(
        "comparisons",
        _("Comparisons made"),
        _(
            "How many differences were tested at once. The more, the more seem remarkable by chance, and the more each "
            "must show to be marked."
        ),
        _("Causes × segments, less those with too few people to test, those hidden, and causes that nobody named."),
        PERIOD,
        FILTERS,
        CELLS,
        _("16 causes × 8 segments = 128 comparisons: without any true difference, 6.4 of them have p < 0.05."),
    ),
    Definition(
        "too-few",
        _("Too few to say"),
        _("Nothing is tested when there are fewer than 30 people on either side: an answer, not a gap."),
        _("People of the segment < 30, or all others < 30."),
        PERIOD,
        FILTERS,
        CELLS,
        _("9 of 29 against 30 of 300: too few to say, though it is 31% against 10%. 9 of 30 is tested."),
    ),
    Definition(
        "small",
        _("Small number"),
        _("Tested, but with 30 to 99 people on one side: the interval is wide; look at it before the share."),
        _("30 ≤ people of the segment, or all others, < 100."),
        PERIOD,
        FILTERS,
        CELLS,
        _("15 of 50: 30%, interval 19.1% to 43.8%. 150 of 500: 30%, interval 26.1% to 34.2%."),
    ),
    Definition(
        "change",
        _("Change of a share"),
        _(
            "The share of a cause now less the share before, in percentage points, with its interval (Newcombe). It is "
            "called more than chance only when it survives the adjustment over all causes of the page."
        ),
        _("Share in the period − share in the period before."),
        BEFORE,
        FILTERS,
        _("People with a coded answer in each of the two periods; under 30 in one of them nothing is tested."),
        _("35 of 100 after 20 of 100: 15 points more, interval 2.6 to 26.8, p = 0.018."),
    ),
    Definition(
        "adjusted-change",
        _("Adjusted change"),
        _(
            "A cause may rise only because other customers leave than before. Here each segment is compared with "
            "itself, and the differences are weighted by who left after the day. Segments with fewer than five people "
            "on one side are taken together, and the page names them."
        ),
        _("Σ share of those who left after the day × (segment's share after − segment's share before)."),
        _("As long before the day as after it."),
        FILTERS,
        _("People with a coded answer before the day and after it."),
        _(
            "Segment A: 10 of 200, then 5 of 100. Segment B: 90 of 300, then 240 of 800. Together 20.0%, then 27.2%: "
            "7.2 points more. Adjusted: 0.0 points, interval −5.6 to 5.3; nobody complains more than before."
        ),
    ),
)
