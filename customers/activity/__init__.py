"""What customers did, by day: kept a month a row, read many at a time, judged against their own past."""

from customers.activity.undoing import run_undone

__all__ = ["run_undone"]
