"""Learn from the own history who may leave next."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from reports.models import RiskModel
from reports.risk.keeping import UNDER_WAY, run_training, under_way
from reports.risk.words import outcome_words


class Command(BaseCommand):
    help = "Learn from the own history who may leave next; judged on its last months, and used only if it helps."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--model", type=int, help="The training to work off that a page has asked for.")

    def handle(self, *args: Any, **options: Any) -> None:
        kept = self._asked(options["model"])
        with tqdm(total=100, disable=None) as progress:

            def listen(step: str, share: float) -> None:
                progress.set_description(step)
                progress.update(round(share * 100) - progress.n)

            run_training(kept, listen)
        for line in outcome_words(kept):
            self.stdout.write(line)

    def _asked(self, key: int | None) -> RiskModel:
        if key is None:
            if under_way():
                raise CommandError("A training is under way already.")
            return RiskModel.objects.create()
        kept = RiskModel.objects.filter(pk=key, state__in=UNDER_WAY).first()
        if kept is None:
            raise CommandError(f"No training {key} is waiting.")
        return kept
