"""Send the weekly mail about customers who fade, for cron."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from reports.fading_mail import fading_content, fading_message, language_of, readers, send_fading
from reports.outgoing.mail import mail_parts
from surveys.languages import django_code

WORDS = {
    "sent": "sent",
    "quiet": "nothing changed: nothing is sent",
    "already": "had a mail within the week, or it is being sent",
}


class Command(BaseCommand):
    help = (
        "Tell everyone who looks after customers which of them began to fade or fell silent since the last mail. At "
        "most one mail a week each. Ends with 0 when all is sent or nothing changed, 1 when a mail failed (it is tried "
        "again next time)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="print what would be sent, and send nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self._print()
            return
        outcomes = list(send_fading())
        for outcome in outcomes:
            stream = sys.stderr if outcome.why else self.stdout
            stream.write(f"{outcome.user}: {WORDS.get(outcome.state, f'failed: {outcome.why}')}\n")
        if not outcomes:
            self.stdout.write("Nobody looks after a customer yet: choose owners on the pages of customers.")
        failed = sum(outcome.state == "failed" for outcome in outcomes)
        if failed:
            raise CommandError(f"{failed} of {len(outcomes)} mails failed; they are tried again next time.")

    def _print(self) -> None:
        for user in readers():
            content = fading_content(user)
            if content is None or not content.lines:
                self.stdout.write(f"{user}: {WORDS['quiet']}")
                continue
            with translation.override(django_code(language_of(user))):
                self.stdout.write(mail_parts(fading_message(content), "…").text)
