"""What every figure means, in one place: the page of definitions shows it and docs/definitions.md is checked by it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reports.defined import Definition
from reports.defined.answering import ANSWERING
from reports.defined.causes import CAUSES
from reports.defined.churning import CHURNING
from reports.defined.comparing import COMPARING
from reports.defined.foretelling import FORETELLING
from reports.defined.leaving import LEAVING
from reports.defined.reading import READING
from reports.defined.trusting import RESPONSE_RATE, REVENUE, TRUSTING
from reports.defined.using import USING

DEFINITIONS = (
    Definition(
        "period",
        _("Period"),
        _(
            "From a day to before another day, in the organisation's time zone: the first day counts, the last does "
            "not. Answers belong to the day on which the customer left."
        ),
    ),
    Definition(
        "customers",
        _("Customers"),
        _(
            "With a beginning: customers who had started before it and had not left before it. Without: everyone who "
            "started before the period's end. Whose start is unknown counts as having been there."
        ),
    ),
    Definition(
        "lost",
        _("Lost"),
        _(
            "Of these customers, those who left within the period, by their own decision or for a reason unknown. "
            "Lost share = lost ÷ customers. Customers who both started and left within the period are among the "
            "exits, not in this share."
        ),
    ),
    Definition(
        "involuntary",
        _("Involuntary"),
        _("Losses in which the payment failed. They are counted apart, never in the lost share."),
    ),
    Definition(
        "exits",
        _("Exits"),
        _("Everyone who left within the period: voluntary and unknown endings; involuntary ones beside them."),
    ),
    RESPONSE_RATE,
    Definition(
        "answers",
        _("Answers"),
        _("Stored replies of people who left within the period, with words or with ticked reasons only."),
    ),
    Definition(
        "base",
        _("Base"),
        _(
            "The people a share is of: those with a coded answer. “No reason given” stays in the base. Answers "
            "without words, words without content and answers not yet coded are not in it and are shown beside it."
        ),
    ),
    Definition(
        "share",
        _("Share of a cause"),
        _(
            "People with the cause ÷ base. People, not mentions: one person may have several causes, so shares may "
            "add up to more than 100%. With “main cause only”, everyone counts once and shares add up."
        ),
    ),
    Definition(
        "interval",
        _("Interval"),
        _(
            "The range that would hold the true share of all such people 95 times out of 100 (Wilson). It does not "
            "say who stayed silent: see the response rate."
        ),
    ),
    REVENUE,
    *COMPARING,
    *CAUSES,
    *TRUSTING,
    *READING,
    *CHURNING,
    *LEAVING,
    Definition(
        "hidden",
        _("Hidden figures"),
        _(
            "Figures of fewer people than the floor (5 unless set otherwise) are hidden, and further ones with them, "
            "so that no hidden figure can be worked out from the rest. Both look the same. Words are shown of "
            "segments of at least twice the floor. Customers and losses are the team's own records and are not hidden."
        ),
    ),
    Definition(
        "to-be-read",
        _("To be read"),
        _("Answers that the engine is not sure of; a person should read them. They are counted as coded until then."),
    ),
    *ANSWERING,
    *USING,
    *FORETELLING,
)


def definition(key: str) -> Definition:
    """Return the definition of a figure."""
    return next(one for one in DEFINITIONS if one.key == key)


def document() -> str:
    """Return the definitions as the document ``docs/definitions.md``."""
    head = "# Definitions\n\nWhat every figure means. Written by `reports/definitions.py`; a test holds them equal.\n"
    return "\n".join([head, *map(_section, DEFINITIONS)])


def _section(definition: Definition) -> str:
    parts = "".join(f"- {name}: {words}\n" for name, words in definition.parts())
    return f"## {definition.name}\n\n{definition.text}\n" + (f"\n{parts}" if parts else "")
