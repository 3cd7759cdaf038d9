"""Rename a plan across history."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from customers.plans import RenameRefused, rename_plan


class Command(BaseCommand):
    help = "Rename a plan in all subscriptions, customers and snapshots; undo_import undoes it (docs/customers.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("old", help="What the plan is called.")
        parser.add_argument("new", help="What it is to be called.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = rename_plan(options["old"], options["new"])
        except RenameRefused as refused:
            raise CommandError(str(refused)) from None
        told = {"rows": run.rows_done, "number": run.pk}
        self.stdout.write(
            _("%(rows)s subscriptions and customers renamed; manage.py undo_import %(number)s undoes it.") % told
        )
