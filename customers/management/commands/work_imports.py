"""Work on the imports that pages asked for."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand

from customers.importing.waiting import watch


class Command(BaseCommand):
    # The checks load every page of the product, and what waits should be light; the web server has run them.
    requires_system_checks = []
    help = "Work on the imports that were asked for in the browser; manage.py serve runs this beside the web server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="keep running, and begin new ones as they come in")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: stop.set())
        if options["watch"]:
            watch(stop)
        else:
            from customers.importing.work import work_next

            while not stop.is_set() and work_next(stop.is_set):
                continue
