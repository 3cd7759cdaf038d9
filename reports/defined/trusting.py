"""How far a figure can be trusted: who was silent, what the engine gets wrong, what was ticked and what written."""

from django.utils.translation import gettext_lazy as _

from reports.defined import CODED, FILTERS, PERIOD, Definition

RESPONSE_RATE = Definition(
    "response-rate",
    _("Response rate"),
    _(
        "Invited people who answered ÷ invited people. An invitation belongs to the day on which its customer left, or "
        "was invited where that day is unknown. Answers through the open link are not in it."
    ),
    _("Completed ÷ invited, for all and for each segment; completion rate: completed ÷ opened."),
    PERIOD,
    FILTERS,
    _("Invited people; for the completion rate, people who opened the form."),
    _(
        "Starter: 30 of 40 invited answered, 75.0%. Business: 4 of 20, 20.0%. Together 34 of 60: 56.7%. Of 45 who "
        "opened the form, 34 completed it: 75.6%."
    ),
)
REVENUE = Definition(
    "mrr",
    _("Revenue at stake"),
    _(
        "Monthly recurring revenue of the people who left and named the cause, as it was when they left. Two causes "
        "can share a customer, so figures do not add up, except with “main cause only”. Currencies are never added "
        "together."
    ),
    _("Σ MRR of those who named the cause, for each currency."),
    PERIOD,
    FILTERS,
    _("People with a coded answer whose revenue is known."),
    _(
        "Customers of 100 (price, quality) and 50 (price) left: price 150, quality 100; 250 in all, but only 150 was "
        "lost."
    ),
)
TRUSTING = (
    Definition(
        "weighted-share",
        _("Weighted share"),
        _(
            "Segments that answer less count for less in a raw share. Here each answer stands for as many people as "
            "left in its segment for each answer. That mends silence between segments, not within them. The interval "
            "is Wilson's for the number of equal answers that these are worth."
        ),
        _("Σ people who left in the segment × the segment's share ÷ people who left."),
        PERIOD,
        FILTERS,
        _("People who left by their own decision or for a reason unknown; segments with under five answers together."),
        _(
            "Of 100 starters 80 answered and 40 named price; of 100 others 20 answered and 2 did. Raw 42 of 100; "
            "weighted 30.0%, interval 20.2% to 42.1%, worth 64 answers."
        ),
    ),
    Definition(
        "corrected-share",
        _("Corrected share"),
        _(
            "The engine misses some and finds some that are not there. From answers that people of the team read, both "
            "errors are estimated and the share is corrected for them (Rogan–Gladen). The interval holds the "
            "uncertainty of both (Lang–Reiczigel). With fewer than 10 read answers with the cause, or 10 without it, "
            "or an engine no better than chance on them, none is shown."
        ),
        _("(raw share + specificity − 1) ÷ (sensitivity + specificity − 1), kept within 0–100%."),
        PERIOD,
        FILTERS,
        _("People with a coded answer; sensitivity and specificity: answers drawn and read by the team."),
        _(
            "With sensitivity 80%, 80 of 100, and specificity 95%, 950 of 1000, a true 3.0%, as counted, is 7.3%. 725 "
            "of 10,000: corrected 3.0%, interval 1.0% to 4.9%."
        ),
    ),
    Definition(
        "agreement",
        _("Agreement"),
        _(
            "How often the engine says what a person of the team says. It is given beside the share of answers that a "
            "cause is in, for of a rare cause both mostly say that it is absent."
        ),
        _("Read answers on which both say that the cause is there, or both that it is not ÷ answers read."),
        _("Answers read in the period."),
        _("Survey, language and cause."),
        _("Answers that a person drew from the sample and read; corrections made in passing are not a fair sample."),
        _("Of 100 answers read, both say yes to 12 and no to 68: 80.0%, interval 71.1% to 86.7%."),
    ),
    Definition(
        "coverage",
        _("Coverage"),
        _("How many of those who wrote something gave a reason that the codebook knows."),
        _("People with at least one cause other than “No reason given” ÷ base."),
        PERIOD,
        FILTERS,
        CODED,
        _("180 of 200: 90.0%, interval 85.1% to 93.4%."),
    ),
    Definition(
        "stated-written",
        _("Stated against written"),
        _(
            "People tick one reason and write of another. Whoever ticked reasons of which none is among the causes of "
            "the words counts here."
        ),
        _("People whose ticked reasons and written causes do not meet ÷ people who gave both."),
        PERIOD,
        FILTERS,
        _("People who ticked a reason that names a cause and wrote words with a cause."),
        _("46 of 200: 23.0%, interval 17.7% to 29.3%."),
    ),
)
