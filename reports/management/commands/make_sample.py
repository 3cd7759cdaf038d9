"""Make the sample company, or take it away."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.coding import code_pending
from reports.sample.company import Calendar
from reports.sample.store import remove_sample, sample_customers, store_sample
from surveys.intake import SubmissionRefused


class Command(BaseCommand):
    help = "Make a sample company: 2,000 customers over 18 months, 400 exits and 250 hand-written answers, coded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=7, help="Which of the possible companies (default: 7).")
        parser.add_argument(
            "--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", help="The day it ends on (default: today)."
        )
        parser.add_argument("--remove", action="store_true", help="Take the sample away and leave all else.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            return self.remove()
        there = sample_customers().count()
        if there:
            self.stdout.write(f"The sample company is there already ({there} customers); nothing was changed.")
            return None
        as_of = options["as_of"] or timezone.localdate()
        if as_of > timezone.localdate():
            raise CommandError(
                f"{as_of} is still to come: nobody has left by then. Please give today or an earlier day."
            )
        return self.make(options["seed"], as_of)

    def make(self, seed: int, as_of: date) -> None:
        """Write the sample, code its answers and say what was planted when."""
        self.stdout.write(f"Making the sample company Lumen Desk as of {as_of} …")
        self.stdout.flush()
        try:
            stored = store_sample(seed, as_of)
        except SubmissionRefused as refused:
            raise CommandError(
                f"The survey “exit” was changed, and the sample's answers no longer fit it ({refused})."
                " Nothing was stored."
            ) from refused
        self.stdout.write(
            f"  {stored.customers} customers, {stored.left} of them left;"
            f" {stored.invitations} invited, {stored.responses} answers"
        )
        coded = sum(code_pending())
        calendar = Calendar(as_of)
        self.stdout.write(f"  {coded} answers coded")
        self.stdout.write(
            f"  Lumen Desk raised its starter price on {calendar.price_rise}"
            f" and lost two days of mail on {calendar.outage}."
        )

    def remove(self) -> None:
        """Take the sample away and say how much that was."""
        removed = remove_sample()
        if not removed.customers:
            self.stdout.write("There is no sample company; nothing was changed.")
            return
        self.stdout.write(
            f"Removed {removed.customers} customers, {removed.invitations} invitations and"
            f" {removed.responses} responses of the sample."
        )
