"""Find the causes of stored answers."""

import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from reports.coding import code_pending, pending_responses
from reports.models import CodedResponse
from reports.rollups.store import refresh_rollups
from reports.watching import watch


class Command(BaseCommand):
    help = "Find the causes of answers that are not coded with the present codebook. Corrections by people stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="code all answers anew, also those that are coded")
        parser.add_argument("--watch", action="store_true", help="keep running, and code new answers as they come in")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            # An answer with no codebook to its name is pending: stopped half-way, the rest is still to be done.
            CodedResponse.objects.update(codebook="")
        if options["watch"]:
            self.watch()
            return
        coded = 0
        with tqdm(total=pending_responses().count(), unit=" answers", disable=None) as progress:
            for count in code_pending():
                coded += count
                progress.update(count)
        refresh_rollups()
        self.stdout.write(f"{coded} answers coded.")

    def watch(self) -> None:
        """Run until SIGTERM or SIGINT, then end after the batch at hand."""
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: stop.set())
        watch(stop)
