"""Tables of customers, as pages and commands bring them in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator

from django.utils.translation import gettext_lazy as _

from customers.importing.batches import run_import, store_customers
from customers.importing.guess import guess_customers as guess
from customers.importing.jobs import Job
from customers.importing.mapping import SHAPE, customer_mapping
from customers.importing.refusals import RowError
from customers.importing.rows import CustomerReader, CustomerRow

__all__ = ["FIELDS", "OUTCOMES", "REQUIRED", "SHAPE", "batches", "guess"]

FIELDS = {
    "ref": _("Reference of the customer"),
    "name": _("Name of the customer"),
    "started_on": _("Day it started"),
    "tenure_months": _("Months since it started"),
    "lost": _("Whether it has left"),
    "ended_on": _("Day it left"),
    "ending": _("How it left"),
    "mrr": _("Revenue a month"),
    "currency": _("Currency"),
    "acquisition_cost": _("What it cost to win"),
}
REQUIRED = ("ref",)
OUTCOMES = ("created", "updated", "unchanged")


def batches(job: Job) -> Generator[int, None, None]:
    """Bring in customers batch by batch; raises MappingRefused before the first row when the mapping does not fit."""
    mapping = customer_mapping(job.document, job.table.header)

    def store(rows: list[CustomerRow]) -> tuple[Counter[str], list[RowError]]:
        return store_customers(rows, job.journal, dry_run=job.dry_run)

    return run_import(job.table, CustomerReader(mapping), store, job.errors, job.journal.keep)
