"""What every kind of import offers, so that commands and pages bring a file in on one path."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, cast

from django.utils.module_loading import import_string

from customers.importing.documents import Shape
from customers.importing.files import Table
from customers.importing.refusals import ErrorFile
from customers.importing.runs import Journal
from customers.models import ImportRun

Kind = ImportRun.Kind


@dataclass(frozen=True)
class Job:
    """One file on its way in: the opened table, its mapping, what is noted of it and where refused rows are listed."""

    table: Table
    document: dict[str, Any]
    journal: Journal
    errors: ErrorFile
    dry_run: bool = False


class ImportKind(Protocol):
    """A module that brings in one kind of table.

    ``FIELDS`` maps what a column can hold to its words, ``REQUIRED`` names those that cannot be done without,
    ``OUTCOMES`` what rows come to. ``guess`` suggests a mapping, ``batches`` works batch by batch and yields how many
    rows are done; it may raise FileRefused and MappingRefused.
    """

    FIELDS: dict[str, Any]
    REQUIRED: tuple[str, ...]
    OUTCOMES: tuple[str, ...]
    SHAPE: Shape
    guess: Callable[[Table, list[str] | None], dict[str, Any]]
    batches: Callable[[Job], Generator[int, None, None]]


MODULES = {
    Kind.CUSTOMERS: "customers.importing.customers",
    Kind.SUBSCRIPTIONS: "customers.importing.subscriptions",
    Kind.ACTIVITY: "customers.importing.activity",
    Kind.EVENTS: "customers.importing.events",
}


# What reads a mapping of each kind, and refuses one that does not fit the file.
MAPPINGS = {
    Kind.CUSTOMERS: "customers.importing.mapping.customer_mapping",
    Kind.SUBSCRIPTIONS: "customers.importing.subscriptions_mapping.subscription_mapping",
    Kind.ACTIVITY: "customers.importing.activity_mapping.activity_mapping",
    Kind.EVENTS: "customers.importing.events.event_mapping",
}


def check_mapping(kind: str, document: dict[str, Any], header: list[str]) -> None:
    """Raise MappingRefused when a mapping does not fit a file with ``header``, or itself."""
    import_string(MAPPINGS[Kind(kind)])(document, header)


def import_kind(kind: str) -> ImportKind:
    """Return what brings in tables of a kind; loaded when it is needed, for it needs pandas."""
    return cast(ImportKind, import_module(MODULES[Kind(kind)]))
