"""Serve the product: migrations, static files, web workers and the coder, in one command."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config import serving


class Command(BaseCommand):
    help = "Prepare the database and serve until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=settings.WEB_WORKERS, help="web processes")

    def handle(self, *args: Any, **options: Any) -> None:
        os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{options['port']}")
        serving.check_port(options["host"], options["port"])
        serving.prepare()

        def ready() -> None:
            self.stdout.write(f"Parting Words is at {os.environ['SITE_URL']} (Ctrl-C stops it)")

        raise SystemExit(serving.serve(options["host"], options["port"], options["workers"], ready))
