"""What was ticked, who was silent, and what the team read to judge the engine by."""

from django.utils.translation import gettext_lazy as _

from reports.defined import FILTERS, PERIOD, Definition

READING = (
    Definition(
        "reason-share",
        _("Reason share"),
        _(
            "People who ticked a reason ÷ people to whom it was shown. Answers that came without a list of reasons, "
            "such "
            "as imports and calls, are not in the base. With “main cause only”, those who called it the main one."
        ),
        _("Ticked ÷ shown."),
        PERIOD,
        FILTERS,
        _("People to whom the reason was shown."),
        _("Shown to 80 of 100 people, ticked by 20 of them: 25.0%, interval 16.8% to 35.5%."),
    ),
    Definition(
        "silent",
        _("Who stayed silent"),
        _(
            "Of everybody who left by their own decision or for a reason unknown: asked or not, and what came of it. "
            "“Answered” is by the invitation; answers that came another way are beside it. Who was invited to two "
            "surveys "
            "counts twice among the invited, so “not asked” is at least zero."
        ),
        _("Not asked = left − invited. Opened = opened the form and neither skipped nor answered."),
        PERIOD,
        FILTERS,
        _("Customers who left by their own decision or for a reason unknown."),
        _(
            "100 left, 80 were invited, 30 of them answered, 5 skipped, 15 only opened the form: 30 did not open, 20 "
            "not asked."
        ),
    ),
    Definition(
        "could-turn",
        _("Could silence turn it round"),
        _(
            "First by the segments: if the weighted shares rank the leading causes otherwise than the raw ones, they "
            "do. "
            "Then by the bounds: nothing is known of the silent, so each cause may have been theirs always or never; "
            "how "
            "much more often they would have to name the second cause than the first is printed."
        ),
        _("Points needed = (first share − second share) × answered ÷ silent; above 100 they cannot."),
        PERIOD,
        FILTERS,
        _("Coded answers, against customers who left by their own decision or for a reason unknown."),
        _(
            "40% name price, 30% quality; 200 of 500 answered: the silent would have to name quality 6.7 points more "
            "often."
        ),
    ),
    Definition(
        "read-sample",
        _("Read sample"),
        _(
            "Once a week, answers are drawn for somebody of the team to read: most of them at random, some at random "
            "among "
            "those that the engine is not sure of. Each is kept with its chance of being drawn, so that together they "
            "stand for all. They are drawn from the latest four weeks with at least 300 coded answers, longer where "
            "there "
            "were fewer. The causes that the engine had found are kept as they were when the answer was drawn."
        ),
        _(
            "Each answer read counts 1 ÷ its chance of being drawn; the interval is for the number that these are "
            "worth."
        ),
        _("Answers read in the last twelve months."),
        _("None: errors are the engine's, whatever the page shows."),
        _("Answers drawn and read by the team; those skipped or not read yet are left out."),
        _("20 drawn of 1,000 at random, 10 of the 50 unsure: a sure one stands for 50, an unsure one for about 4.6."),
    ),
    Definition(
        "precision-recall",
        _("Right and found"),
        _(
            "Right: of the answers in which the engine found the cause, those in which the reader did too. Found: of "
            "the "
            "answers in which the reader found it, those in which the engine did. An interval that is wide says: "
            "read more."
        ),
        _("Right (precision) = both ÷ engine. Found (recall) = both ÷ reader."),
        _("Answers read in the last twelve months."),
        _("Cause and language."),
        _("Answers drawn and read by the team; corrections made in passing stand in a table of their own."),
        _("The engine found price in 40, the reader in 36 of these and in 4 more: right 90.0%, found 90.0%."),
    ),
    Definition(
        "drift",
        _("Drift"),
        _(
            "Whether the coding is what it was: the mean score that the engine gives its causes, how many answers it "
            "is not "
            "sure of, in how many it finds no reason, and how often readers say exactly the same. The last 30 days "
            "are set "
            "against all before them; more than chance is said only after the adjustment over all four."
        ),
        _("Share in the last 30 days − share before (for the score: mean − mean, as if it varied as much as it can)."),
        PERIOD,
        FILTERS,
        _("People with a coded answer; for agreement, answers drawn at random and read."),
        _("Not sure of 60 of 300 in the last 30 days, 150 of 1,500 before: 10 points more, p < 0.001."),
    ),
)
