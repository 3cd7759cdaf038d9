"""Send the weekly digest, for cron."""

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from reports.digests import DigestContent, digest_content, last_week
from reports.models import DigestTarget
from reports.outgoing.mail import mail_parts
from reports.outgoing.messages import digest_message
from reports.outgoing.sending import Outcome, forget_deleted, send_digest
from reports.rollups.store import refresh_rollups
from surveys.languages import django_code

WRONG_OPTION = 2


class Command(BaseCommand):
    help = (
        "Send the digest of a period to every target that has not had it. Ends with 0 when all is sent or nothing "
        "happened, 1 when a target failed (it is tried again next time), 2 for a wrong option."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--period",
            default="last-week",
            metavar="PERIOD",
            help="last-week, or the first day and the first day after it: 2026-03-02/2026-03-09",
        )
        parser.add_argument("--dry-run", action="store_true", help="print what would be sent, and send nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        forget_deleted()
        refresh_rollups()
        content = digest_content(*_period(options["period"]))
        period = f"{content.begin} to before {content.end}"
        if not content.happened:
            self.stdout.write(f"Nothing happened beyond chance from {period}: nothing is sent.")
        if options["dry_run"]:
            self._print(content)
            return
        outcomes = [self._told(outcome) for outcome in send_digest(content)]
        if content.happened and not outcomes:
            self.stdout.write("Nobody receives the digest yet: add a mailbox or a webhook on the page Digest.")
        failed = sum(outcome.state == "failed" for outcome in outcomes)
        if failed:
            raise CommandError(f"{failed} of {len(outcomes)} targets failed; they are tried again next time.")

    def _told(self, outcome: Outcome) -> Outcome:
        words = {"sent": "sent", "already": "was sent before, or is being sent", "failed": f"failed: {outcome.why}"}
        stream = sys.stderr if outcome.state == "failed" else self.stdout
        stream.write(f"{outcome.target}: {words[outcome.state]}\n")
        return outcome

    def _print(self, content: DigestContent) -> None:
        targets = DigestTarget.objects.receiving()
        for language in sorted({target.language for target in targets}) or ["en"]:
            with translation.override(django_code(language)):
                self.stdout.write(mail_parts(digest_message(content), "…").text)
        for target in targets if content.happened else ():
            self.stdout.write(f"{target}: would be sent unless it has had it.")


def _period(text: str) -> tuple[date, date]:
    if text == "last-week":
        return last_week(timezone.localdate())
    try:
        begin, end = (date.fromisoformat(day) for day in text.split("/"))
    except ValueError:
        begin = end = date.min
    if begin >= end:
        raise CommandError(
            f"--period {text}: write last-week, or two days like 2026-03-02/2026-03-09.", returncode=WRONG_OPTION
        )
    return begin, end
