"""Make the sample company or a large installation, or take them away."""

from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from reports.coding import code_pending
from reports.sample.company import Calendar
from reports.sample.large.effects import MONTHS, Times
from reports.sample.large.store import BATCH, Amounts, batches_of, large_customers, remove_large, store_large
from reports.sample.store import finish_sample, remove_sample, sample_customers, store_sample, store_team_work
from surveys.intake import SubmissionRefused

MOST = 2_000_000


class Command(BaseCommand):
    help = (
        "Make a sample company: 2,000 customers over 18 months, 400 exits and 250 hand-written answers, coded."
        " With --responses N, a large installation to measure with instead: N answers over 36 months, put together"
        " from the hand-written ones, with some three customers each (docs/sample-company.md)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=7, help="Which of the possible companies (default: 7).")
        parser.add_argument(
            "--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", help="The day it ends on (default: today)."
        )
        parser.add_argument("--responses", type=int, metavar="N", help="A large installation of so many answers.")
        parser.add_argument(
            "--whole", action="store_true", help="Also freeze a report, and train who may leave next in the background."
        )
        parser.add_argument("--remove", action="store_true", help="Take the samples away and leave all else.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            return self.remove()
        as_of = options["as_of"] or timezone.localdate()
        large = options.get("responses")
        if large is not None and not 1 <= large <= MOST:
            raise CommandError(f"--responses is a number from 1 to {MOST}.")
        there = (sample_customers() if large is None else large_customers()).count()
        if there:
            name = "sample company" if large is None else "large installation"
            self.stdout.write(f"The {name} is there already ({there} customers); nothing was changed.")
            return None
        if as_of > timezone.localdate():
            raise CommandError(
                f"{as_of} is still to come: nobody has left by then. Please give today or an earlier day."
            )
        try:
            return (
                self.make(options["seed"], as_of, bool(options.get("whole")))
                if large is None
                else self.make_large(large, options["seed"], as_of)
            )
        except SubmissionRefused as refused:
            raise CommandError(
                f"The survey “exit” was changed, and the sample's answers no longer fit it ({refused})."
                " Nothing was stored."
            ) from refused

    def make(self, seed: int, as_of: date, whole: bool) -> None:
        """Write the sample, code its answers and say what was planted when."""
        self.stdout.write(f"Making the sample company Lumen Desk as of {as_of} …")
        self.stdout.flush()
        stored = store_sample(seed, as_of)
        self.stdout.write(
            f"  {stored.customers} customers, {stored.left} of them left;"
            f" {stored.invitations} invited, {stored.responses} answers"
        )
        coded = sum(code_pending())
        calendar = Calendar(as_of)
        self.stdout.write(f"  {coded} answers coded")
        if store_team_work(seed, as_of):
            self.stdout.write("  Its team has read some, chosen quotes, and looks after customers and causes.")
        if whole:
            finish_sample()
        self.stdout.write(
            f"  Lumen Desk raised its starter price on {calendar.price_rise}"
            f" and lost two days of mail on {calendar.outage}."
        )

    def make_large(self, responses: int, seed: int, as_of: date) -> None:
        """Write and code the large installation, batch by batch, and say how much it is."""
        self.stdout.write(f"Making a large installation of {responses} answers as of {as_of} …")
        self.stdout.flush()
        stored = self.total(store_large(responses, seed, as_of), batches_of(responses))
        calendar = Calendar(as_of)
        self.stdout.write(
            f"  {stored.customers} customers, {stored.left} of them left;"
            f" {stored.invitations} invited, {stored.responses} answers, coded"
        )
        self.stdout.write(
            f"  The starter price rose on {calendar.price_rise}, mail stood still from {calendar.outage},"
            f" and the broken export was mended on {date.fromordinal(Times(as_of).fix)}."
        )
        if settings.RETENTION_MONTHS < MONTHS:
            self.stdout.write(
                "  A server deletes what is older than RETENTION_MONTHS"
                f" ({settings.RETENTION_MONTHS}): set it to {MONTHS + 12} to keep it all."
            )

    def remove(self) -> None:
        """Take both samples away and say how much that was."""
        removed = remove_sample()
        large = self.total(remove_large(), -(-large_customers().count() // BATCH))
        if not removed.customers + large.customers:
            self.stdout.write("There is no sample company; nothing was changed.")
        for name, gone in (("sample", removed), ("large installation", large)):
            if gone.customers:
                self.stdout.write(
                    f"Removed {gone.customers} customers, {gone.invitations} invitations and"
                    f" {gone.responses} responses of the {name}."
                )

    def total(self, batches: Iterable[Amounts], number: int) -> Amounts:
        """Go through the batches with a bar, which a terminal alone sees, and return what they came to."""
        return sum(tqdm(batches, total=number, unit="batch", disable=None), Amounts())
