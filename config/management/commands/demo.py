"""Serve a sample company and print the links to open."""

import os
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand

from config import serving
from customers.models import Customer, Ending
from reports.roles import give_role
from reports.sample.store import finish_sample
from surveys.default_survey import ensure_default_survey
from surveys.invitations import invitation_url, invite
from surveys.languages import LANGUAGES

TEAM = "demo@example.com"


class Command(BaseCommand):
    help = "Fill an empty installation with a sample company, serve it and print the links to open."
    # serving.prepare() checks once the sample company's name is set.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        site = f"http://127.0.0.1:{options['port']}"
        os.environ["SITE_URL"] = settings.SITE_URL = site
        settings.ORGANISATION_NAME = os.environ.setdefault("ORGANISATION_NAME", "Lumen Desk")
        settings.CONTACT_EMAIL = os.environ.setdefault("CONTACT_EMAIL", "privacy@lumendesk.example")
        serving.check_port("127.0.0.1", options["port"])
        serving.prepare()
        call_command("make_sample", stdout=self.stdout, stderr=self.stderr)
        password = self.team_account()
        links = self.links()

        def ready() -> None:
            self.stdout.write(self.page(site, links, password))
            self.stdout.flush()
            # Not before the pages answer: it takes a minute of one core.
            finish_sample()

        raise SystemExit(serving.serve("127.0.0.1", options["port"], settings.WEB_WORKERS, ready))

    def team_account(self) -> str:
        """Return the password of the demo's editor, made on the first run and kept beside the data."""
        keep = Path(settings.DATA_DIR) / "demo-password"
        if not keep.exists():
            keep.touch(mode=0o600)
            keep.write_text(secrets.token_urlsafe(9))
        password = keep.read_text().strip()
        user, created = User.objects.get_or_create(username=TEAM, defaults={"email": TEAM})
        if created or not user.check_password(password):
            user.set_password(password)
            user.save()
        give_role(user, "editor")
        return password

    def links(self) -> list[tuple[str, str]]:
        """Return an invitation link for each language, each of a customer who left and has not answered."""
        survey = ensure_default_survey()
        left = (
            Customer.objects.lost().filter(responses=None, ref__startswith="sample-").exclude(ending=Ending.INVOLUNTARY)
        )
        silent = left.filter(responses=None, ref__startswith="sample-").order_by("-ended_on", "pk")
        return [
            (name, f"{invitation_url(invite(survey, customer))}?lang={tag}")
            for (tag, name), customer in zip(LANGUAGES.items(), silent[: len(LANGUAGES)], strict=False)
        ]

    def page(self, site: str, links: list[tuple[str, str]], password: str) -> str:
        """Return what the reader of the terminal is shown."""
        lines = ["", "Parting Words is running. Ctrl-C stops it; your data stay in var/.", ""]
        lines += ["Open this as a departing customer:"]
        lines += [f"  {name:<10} {url}" for name, url in links]
        lines += ["", "Open this as the product team:", f"  {site}/", f"  log-in {TEAM}, password {password}", ""]
        return "\n".join(lines)
