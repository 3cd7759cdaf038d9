"""Bring up to date who is active, fading or silent."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from customers.activity.daily import refresh_all
from customers.activity.reading import last_told_day
from customers.models import ActivityState


class Command(BaseCommand):
    help = "Fold old imports of activity into one and judge all customers anew; once a day (docs/activity.md)."

    def handle(self, *args: Any, **options: Any) -> None:
        folded, tally = refresh_all()
        if folded:
            self.stdout.write(_("%(number)s old imports were folded into one.") % {"number": f"{folded:,}"})
        as_of = last_told_day()
        if as_of is None:
            self.stdout.write(_("No activity was imported yet."))
            return
        told = ", ".join(f"{tally[state]:,} {label}" for state, label in ActivityState.State.choices)
        self.stdout.write(_("As of %(day)s: %(states)s.") % {"day": as_of.isoformat(), "states": told})
