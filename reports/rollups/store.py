"""The rollups as they are now: out-of-date blocks are built anew, the others are read once and remembered."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from math import inf
from time import monotonic
from typing import Any

from django.db import connection, transaction

from reports.models import RollupBlock, StaleBlock
from reports.rollups.answers import AnswerCounts, answer_counts, answers_block
from reports.rollups.columns import Array, Coded, Columns, pack, unpack
from reports.rollups.customers import (
    CustomerCounts,
    InvitationCounts,
    customer_counts,
    customers_block,
    invitation_counts,
    invitations_block,
)
from reports.rollups.span_rows import spans_block
from reports.rollups.spans import Spans, spans_table
from reports.rollups.triggers import ANSWERS, BLOCK, CUSTOMERS, SPANS, mark_all

INVITATIONS = "invitations"
# What blocks hold; those of another format are built anew.
FORMAT = "2-"
# A reader builds for so long at most; the coder builds the rest.
SECONDS_A_READER_WAITS = 1.5
Build = Callable[[int, int], tuple[dict[str, Coded | Array], int]]
# A mark of one kind of row makes blocks of these kinds stale.
BUILDS: dict[str, dict[str, Build]] = {
    ANSWERS: {ANSWERS: answers_block},
    CUSTOMERS: {CUSTOMERS: customers_block, INVITATIONS: invitations_block},
    SPANS: {SPANS: spans_block},
}
# What every report reads; spans are read where churn is asked for, and no other page waits for them.
EVERY_PAGE = (ANSWERS, CUSTOMERS)
JOINS: dict[str, Callable[[list[Columns], list[int]], Any]] = {
    ANSWERS: answer_counts,
    CUSTOMERS: customer_counts,
    INVITATIONS: invitation_counts,
    SPANS: spans_table,
}


@dataclass(frozen=True)
class Rollups:
    """Everything that reports count from; ``outdated`` blocks are still being built, after very many changes."""

    answers: AnswerCounts
    customers: CustomerCounts
    invitations: InvitationCounts
    outdated: int = 0


# By kind: the blocks read, by number and version; and the table joined from the versions that it names.
_blocks: dict[str, dict[int, tuple[str, Columns, int]]] = defaultdict(dict)
_joined: dict[str, tuple[tuple[str, ...], Any]] = {}


def read_rollups() -> Rollups:
    """Return the rollups, up to date but for what cannot be built while a reader waits."""
    there, outdated = _refreshed(EVERY_PAGE)
    tables = {kind: _table(kind, there[kind]) for kind in (ANSWERS, CUSTOMERS, INVITATIONS)}
    return Rollups(tables[ANSWERS], tables[CUSTOMERS], tables[INVITATIONS], outdated)


def read_spans() -> Spans:
    """Return the spans, up to date but for ``outdated`` blocks; the same object as long as nothing changed."""
    there, outdated = _refreshed((SPANS,))
    spans: Spans = _table(SPANS, there[SPANS])
    return replace(spans, outdated=outdated) if outdated else spans


def _refreshed(kinds: Iterable[str]) -> tuple[dict[str, dict[int, str]], int]:
    """Build what is out of date of some kinds, for as long as a reader waits; return versions and what is left."""
    _built, outdated = refresh_rollups(SECONDS_A_READER_WAITS, kinds)
    there = _versions()
    if any(not version.startswith(FORMAT) for versions in there.values() for version in versions.values()):
        forget_rollups()
        _built, outdated = refresh_rollups(SECONDS_A_READER_WAITS, kinds)
        there = _versions()
    return there, outdated


def refresh_rollups(seconds: float = inf, kinds: Iterable[str] = tuple(BUILDS)) -> tuple[int, int]:
    """Build anew what is out of date, for so many seconds at most; return how many blocks were built and are left.

    A mark made while a block is built stays, so the block is built once more; of two who build the same block at the
    same time, the one who began with what is stored wins.
    """
    end = monotonic() + seconds
    marks: dict[tuple[str, int], list[int]] = defaultdict(list)
    for key, kind, number in StaleBlock.objects.filter(kind__in=kinds).values_list("pk", "kind", "number"):
        marks[kind, number].append(key)
    for built, ((kind, number), keys) in enumerate(marks.items()):
        if monotonic() > end:
            return built, len(marks) - built
        for block, build in BUILDS[kind].items():
            _build(block, number, build)
        StaleBlock.objects.filter(pk__in=keys).delete()
    return len(marks), 0


def rebuild_rollups() -> int:
    """Throw all blocks away and build them from the rows; return how many there are."""
    forget_rollups()
    return refresh_rollups()[0]


def forget_rollups() -> None:
    """Throw all blocks away, so that each is built anew."""
    with transaction.atomic(), connection.cursor() as cursor:
        RollupBlock.objects.all().delete()
        mark_all(cursor)


def _build(kind: str, number: int, build: Build) -> None:
    seen = RollupBlock.objects.filter(kind=kind, number=number).values_list("version", flat=True).first()
    columns, rows = build(number * BLOCK, (number + 1) * BLOCK)
    if not rows:
        RollupBlock.objects.filter(kind=kind, number=number, version=seen or "").delete()
        return
    made = {"version": FORMAT + secrets.token_hex(6), "rows": rows, "content": pack(columns)}
    if seen is None:
        RollupBlock.objects.bulk_create([RollupBlock(kind=kind, number=number, **made)], ignore_conflicts=True)
    else:
        RollupBlock.objects.filter(kind=kind, number=number, version=seen).update(**made)


def _versions() -> dict[str, dict[int, str]]:
    """Return the version of every block, by kind and number."""
    there: dict[str, dict[int, str]] = defaultdict(dict)
    for kind, number, version in RollupBlock.objects.order_by("number").values_list("kind", "number", "version"):
        there[kind][number] = version
    return there


def _table(kind: str, there: dict[int, str]) -> Any:
    """Return the table of the blocks that are ``there``, a version by number."""
    known, versions = _blocks[kind], tuple(there.values())
    if kind in _joined and _joined[kind][0] == versions:
        return _joined[kind][1]
    missing = [number for number, version in there.items() if number not in known or known[number][0] != version]
    for at in range(0, len(missing), 200):
        for block in RollupBlock.objects.filter(kind=kind, number__in=missing[at : at + 200]):
            known[block.number] = (block.version, unpack(bytes(block.content)), block.rows)
    for number in known.keys() - there.keys():
        known.pop(number, None)
    parts = [known[number] for number in there if number in known]
    table = JOINS[kind]([columns for _version, columns, _rows in parts], [rows for _version, _columns, rows in parts])
    if tuple(version for version, _columns, _rows in parts) == versions:
        _joined[kind] = (versions, table)
    return table
