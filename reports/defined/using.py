"""How much customers use it: fading, how often over time, and the classes that lists are cut into."""

from django.utils.translation import gettext_lazy as _

from reports.defined import Definition

USING = (
    Definition(
        "fading",
        _("Active, fading, silent"),
        _(
            "How a customer stands against its own past. Fading: fewer than half as many active days in the last four "
            "weeks as four weeks of the twelve before held, or than the part that is set for its class. Silent: none. "
            "Too new to say: not yet sixteen weeks a customer, or too few days told. All others are active."
        ),
        _("Active days in the last 28 days ÷ (active days in the 84 days before ÷ 3)."),
        _("Up to the last day that any import told of, the same for all: a late import makes nobody silent."),
        _("State, revenue, owner and segments of the list."),
        _("Customers who have not left and whose activity was imported."),
        _(
            "Active on 60 of the 84 days before, 20 of four weeks. On 9 of the last 28: 45.0%, fading. On 10: 50.0%, "
            "active. On none: silent."
        ),
    ),
    Definition(
        "phases",
        _("How often over time"),
        _(
            "Daily, weekly, monthly or silent, as it happened. A pause of six weeks, or of four at the end, is silent. "
            "Between pauses, use is cut into blocks of four weeks, counted back from its last day. A single block "
            "between two alike belongs to them. Days that no import told of count neither way."
        ),
        _("Active days in four weeks: 12 or more daily, 3 to 11 weekly, 1 or 2 monthly."),
        _("From the first active day to the last day told, or to the day on which the customer left."),
        "",
        _("The days of one customer."),
        _(
            "Active on every workday for 20 weeks, then on Tuesdays for 12, then not for 8: daily for 135 days, weekly "
            "for 84, silent for 61."
        ),
    ),
    Definition(
        "customer-classes",
        _("Large, small, new, old"),
        _(
            "Large: the tenth of the customers that pays most, in each currency, of those who have not left; where so "
            "many pay alike that more than a fifth would be large, only those who pay more than that. New: started "
            "less than 3 months ago; old: 24 months ago or more. Leaving: an end is known and still to come, or the "
            "team noted that it will leave. Segments are as they are now, not as they were."
        ),
        example=_("Of ten customers that pay 10, 20, … 100, the one that pays 100 is large."),
    ),
)
