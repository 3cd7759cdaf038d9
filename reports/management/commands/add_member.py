"""Make an account of the team, or change its role."""

import getpass
import secrets
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from reports.roles import ROLES, give_role


class Command(BaseCommand):
    help = "Make an account of the team (viewer: reads; editor: also corrects, invites, imports), or change its role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="address, which is also the user name")
        parser.add_argument("--role", choices=ROLES, required=True)
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is no e-mail address.") from error
        user = User.objects.filter(username=email).first()
        if user is None or options["password_stdin"]:
            user = self._with_password(user or User(username=email, email=email), options["password_stdin"])
        give_role(user, options["role"])
        self.stdout.write(f"{email} is {options['role']} now.")

    def _with_password(self, user: User, from_stdin: bool) -> User:
        """Set the password from standard input, the keyboard, or at random, and save the account."""
        generated = ""
        if from_stdin:
            password = sys.stdin.readline().rstrip("\r\n")
        elif sys.stdin.isatty():
            password = getpass.getpass("Password (empty: make one up): ")
            if password and getpass.getpass("Again: ") != password:
                raise CommandError("The two passwords differ; nothing was changed.")
        else:
            password = ""
        if not password and not from_stdin:
            password = generated = secrets.token_urlsafe(12)
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        user.set_password(password)
        user.save()
        if generated:
            self.stdout.write(f"Password: {generated}")
        return user
