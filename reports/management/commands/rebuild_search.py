"""Make the search index anew from the stored words."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from reports.search_index import rebuild_search
from surveys.models import Response


class Command(BaseCommand):
    help = "Index the words of all answers anew, in batches. The coder keeps the index; this is for repairing it."

    def handle(self, *args: Any, **options: Any) -> None:
        indexed = 0
        with tqdm(total=Response.objects.count(), unit=" answers", disable=None) as progress:
            for count in rebuild_search():
                indexed += count
                progress.update(count)
        self.stdout.write(f"{indexed} answers indexed.")
