"""Tables of spans without a database, for the tests of churn."""

from datetime import date

import numpy as np

from reports.rollups.columns import coded
from reports.rollups.spans import COLUMNS, NONE, chains, spans_table


def day(month, of_month=1, year=2026):
    """Return a day as an ordinal."""
    return date(year, month, of_month).toordinal()


def spans_of(*rows):
    """Make a table of spans: (customer, started, ended, cents, plan, term, ending, currency), most of it optional."""
    defaults = (5000, "pro", "monthly", "voluntary", "USD")
    table = [[*row, *defaults[len(row) - 3 :]] for row in rows]
    customer, started, ended, mrr, plan, term, ending, currency = zip(*table, strict=True)
    numbers = {"customer": customer, "started": started, "ended": ended, "mrr": mrr}
    found = {name: np.array(values, COLUMNS[name]) for name, values in numbers.items()}
    found |= {"plan": coded(plan), "term": coded(term), "currency": coded(currency)}
    found |= {"cost": np.full(len(table), NONE), "implied": np.zeros(len(table), bool)}
    return spans_table([found | chains(found, coded(ending))], [len(table)])
