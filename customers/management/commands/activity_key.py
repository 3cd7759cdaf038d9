"""Make, list and retire the keys with which programs send activity."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from customers.activity.keys import KeyRefused, active_keys, make_key, retire_key


class Command(BaseCommand):
    help = "Make, list or retire a key with which a program sends activity (docs/activity.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=("make", "list", "retire"))
        parser.add_argument("name", nargs="?", help="Which key to retire.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "make":
            self.make()
        elif options["action"] == "retire":
            self.retire(options["name"] or "")
        else:
            self.list()

    def make(self) -> None:
        """Make a key; only it goes to standard output, so that it can be kept without being seen."""
        try:
            key, bearer = make_key()
        except KeyRefused as refused:
            raise CommandError(str(refused)) from None
        self.stderr.write(_("Key %(name)s. It is shown only now; keep it where the program reads it.") % vars(key))
        self.stdout.write(bearer)

    def list(self) -> None:
        """Tell the keys in use."""
        for key in active_keys():
            used = key.used_at.date().isoformat() if key.used_at else _("not used yet")
            self.stdout.write(
                _("%(name)s made %(made)s, last used %(used)s")
                % {"name": key.name, "made": key.made_at.date().isoformat(), "used": used}
            )

    def retire(self, name: str) -> None:
        """Retire a key by its name."""
        key = active_keys().filter(name=name).first()
        if key is None:
            raise CommandError(_("There is no key “%(name)s” in use.") % {"name": name})
        retire_key(key)
        self.stdout.write(_("Key %(name)s is retired: nothing is taken with it any more.") % {"name": name})
