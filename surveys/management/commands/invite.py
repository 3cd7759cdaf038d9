"""Print an invitation's link for each customer reference given."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from customers.aliases import customers_called
from surveys.invitations import NotToBeAsked, invitation_url, invite
from surveys.languages import LANGUAGES
from surveys.models import Survey


class Command(BaseCommand):
    """``manage.py invite C-0001 C-0002 --language zh-Hans``: one link a line, in the order given."""

    help = "Print the link of an invitation for each customer, made now or made before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("refs", nargs="+", metavar="REF", help="a customer's reference")
        parser.add_argument("--survey", default="exit", help="the survey's key (exit)")
        parser.add_argument("--language", default="", choices=list(LANGUAGES), help="the language the form opens in")

    def handle(self, *args: Any, **options: Any) -> None:
        survey = Survey.objects.filter(key=options["survey"]).first()
        if survey is None:
            raise CommandError(f"There is no survey with the key {options['survey']!r}.")
        if survey.status != Survey.Status.PUBLISHED:
            raise CommandError(f"The survey {survey.key!r} is not published, so its links would open nothing.")
        customers = customers_called(set(options["refs"]))
        refused = []
        for ref in options["refs"]:
            try:
                if ref in customers:
                    self.stdout.write(invitation_url(invite(survey, customers[ref], options["language"])))
            except NotToBeAsked:
                refused.append(ref)
        unknown = [ref for ref in options["refs"] if ref not in customers]
        problems = ["No customer has the reference " + ", ".join(unknown) + "."] if unknown else []
        if refused:
            problems.append("On the do-not-contact list, so not invited: " + ", ".join(refused) + ".")
        if problems:
            raise CommandError(" ".join(problems))
