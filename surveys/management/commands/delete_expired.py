"""Delete answers whose time, as the notice says it, has passed."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from surveys.retention import delete_expired


class Command(BaseCommand):
    help = "Delete answers older than RETENTION_MONTHS. The coder beside the web workers does it every hour as well."

    def handle(self, *args: Any, **options: Any) -> None:
        deleted = delete_expired()
        self.stdout.write(f"{deleted} answers older than {settings.RETENTION_MONTHS} months deleted.")
