"""What is done with activity once a day: old imports folded into one, and all customers judged anew."""

from __future__ import annotations

from collections import Counter

from customers.activity.compacting import fold_old_runs
from customers.activity.states import refresh_states


def refresh_all() -> tuple[int, Counter[str]]:
    """Fold what is old and judge everybody; return how many imports were folded, and how many customers stand how."""
    return fold_old_runs(), refresh_states()
