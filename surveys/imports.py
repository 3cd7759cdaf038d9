"""Exit answers from elsewhere: rows of a table turned into submissions and sent through the gate.

Every row goes through ``surveys.intake`` like an answer typed into the form. Its submission id is made from what
identifies it in the file, so that running an import again stores nothing twice.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from customers.aliases import customers_called
from customers.importing.refusals import RowError, RowRefused
from customers.importing.rows import LONGEST_REF, RowCells
from customers.importing.values import ValueRefused, parse_day, storable, trimmed
from customers.models import Customer, Ending
from surveys.import_mapping import ResponseMapping, comparable
from surveys.intake import Given, InvitationSpent, Outcome, Submission, record_responses
from surveys.languages import LANGUAGES, language_tag
from surveys.models import Channel, Question

NAMESPACE = uuid.UUID("6f0b7a52-7d3c-5c0e-9a43-1f5c8a2f6f10")


@dataclass(frozen=True)
class ResponseRow:
    """What one row says: whose answer, of which leaving, and the answers. ``notes`` tell what of it goes nowhere."""

    line: int
    ref: str
    identity: tuple[str, ...]
    left_on: date | None
    answers: dict[str, Given]
    language: str
    channel: str
    notes: list[RowError] = field(default_factory=list)


class ResponseReader:
    """Turn rows into ResponseRow; remembers what identifies each so that none is taken twice from one file."""

    def __init__(self, mapping: ResponseMapping) -> None:
        self.mapping = mapping
        self.seen: dict[tuple[str, ...], int] = {}

    def __call__(self, line: int, cells: dict[str, str]) -> ResponseRow | None:
        """Return what the row says, None when it answers nothing; raises RowRefused."""
        row = RowCells(line, cells, self.mapping.guarded)
        columns = self.mapping.columns
        notes: list[RowError] = []
        answers = self._answers(row, notes)
        if not answers and not notes:
            return None
        if not answers:
            raise RowRefused(notes)
        ref = row.take(columns.get("customer"), lambda text: storable(trimmed(text), LONGEST_REF)) or ""
        left_on = row.take(columns.get("left_on"), lambda text: parse_day(text, self.mapping.dates))
        language = row.take(columns.get("language"), parse_language) or self.mapping.language
        channel = row.take(columns.get("channel"), parse_channel) or self.mapping.channel
        identity = self._identity(row, ref, left_on)
        row.finish()
        return ResponseRow(line, ref, identity, left_on or self.mapping.left_on, answers, language, channel, notes)

    def _identity(self, row: RowCells, ref: str, left_on: date | None) -> tuple[str, ...]:
        """Return what tells this answer from all others: its own id, else the customer and the day the file states."""
        column = self.mapping.columns.get("id") or self.mapping.columns["customer"]
        own = trimmed(row.text(self.mapping.columns.get("id")))
        if not own and not ref:
            row.refuse(column, _("is empty: without it, the answer cannot be told from others"))
            return ()
        identity = ("id", own) if own else ("customer", ref, left_on.isoformat() if left_on else "")
        first = self.seen.setdefault(identity, row.line)
        if first != row.line:
            row.refuse(column, _("stands in line %(line)d already; only that line is used") % {"line": first})
        return identity

    def _answers(self, row: RowCells, notes: list[RowError]) -> dict[str, Given]:
        mapping = self.mapping
        ticked = self._ticked(row, mapping.columns.get("reasons"), notes)
        main = self._ticked(row, mapping.columns.get("main"), notes)
        words = [text for text in (row.text(column) for column in mapping.words) if text.strip()]
        given = {
            Question.Kind.SEVERAL: Given(choices=tuple(dict.fromkeys(ticked))),
            Question.Kind.MAIN: Given(choices=tuple(main[:1])),
            Question.Kind.TEXT: Given(verbatim="\n\n".join(words)),
        }
        return {mapping.questions[kind]: value for kind, value in given.items() if not value.empty()}

    def _ticked(self, row: RowCells, column: str | None, notes: list[RowError]) -> list[str]:
        """Return keys of the reasons in a cell; what names no choice goes nowhere, and a note says so."""
        cell = row.text(column)
        if comparable(cell) in self.mapping.reasons:
            return [self.mapping.reasons[comparable(cell)]]
        parts = cell.split(self.mapping.separator) if self.mapping.separator else re.split(r"[;；|\n]", cell)
        keys = []
        for part in parts:
            if comparable(part) in self.mapping.reasons:
                keys.append(self.mapping.reasons[comparable(part)])
            elif trimmed(part):
                reason = _("is none of the survey's choices and goes nowhere: add it under [reasons]")
                notes.append(RowError(row.line, column or "", trimmed(part), reason))
        return keys


def parse_language(text: str) -> str:
    """Return the tag of one of our languages."""
    tag = language_tag(text)
    if not tag:
        raise ValueRefused(_("is none of our languages (%(all)s)") % {"all": ", ".join(LANGUAGES)})
    return tag


def parse_channel(text: str) -> str:
    """Return the key of a channel."""
    channel = trimmed(text).casefold()
    if channel not in Channel.values:
        raise ValueRefused(_("is none of: %(all)s") % {"all": ", ".join(Channel.values)})
    return channel


def store_responses(
    rows: list[ResponseRow], mapping: ResponseMapping, dry_run: bool = False
) -> tuple[Counter[str], list[RowError]]:
    """Send a batch through the gate in one transaction; count recorded, stored before and refused."""
    counts: Counter[str] = Counter()
    errors: list[RowError] = []
    with transaction.atomic():
        customers = _customers(rows, mapping)
        submissions: list[tuple[ResponseRow, Submission]] = []
        for row in rows:
            customer = customers.get(row.ref)
            wrong = _wrong(row, customer, mapping)
            if wrong:
                counts["refused"] += 1
                errors.append(wrong)
            else:
                submissions.append((row, _submission(row, customer, mapping)))
        outcomes = record_responses([submission for _row, submission in submissions])
        for (row, _submitted), outcome in zip(submissions, outcomes, strict=True):
            counts["refused" if outcome.refused else "recorded" if outcome.new else "stored before"] += 1
            errors += [*_late_errors(row, outcome, mapping), *row.notes]
        if dry_run:
            transaction.set_rollback(True)
    return counts, errors


def _customers(rows: list[ResponseRow], mapping: ResponseMapping) -> dict[str, Customer]:
    refs = {row.ref for row in rows} - {""}
    known = customers_called(refs)
    if mapping.unknown_customers == "create":
        unknown = {row.ref: row for row in rows if row.ref and row.ref not in known and row.left_on}
        Customer.objects.bulk_create(
            (Customer(ref=ref, ended_on=row.left_on, ending=Ending.UNKNOWN) for ref, row in unknown.items()),
            ignore_conflicts=True,
        )
        known |= Customer.objects.in_bulk(set(unknown), field_name="ref")
    return known


def _wrong(row: ResponseRow, customer: Customer | None, mapping: ResponseMapping) -> RowError | None:
    """Return why a row cannot be sent to the gate, as far as that depends on its customer."""
    column = mapping.columns.get("customer", "")
    if not row.left_on and not (customer and customer.ended_on):
        reason = _("has no day of leaving, neither in the file nor as a customer")
        return RowError(row.line, mapping.columns.get("left_on", column), row.ref, reason)
    if customer is None and mapping.unknown_customers != "keep":
        return RowError(row.line, column, row.ref, _("is no customer that is known: import the customers first"))
    return None


def _submission(row: ResponseRow, customer: Customer | None, mapping: ResponseMapping) -> Submission:
    return Submission(
        survey=mapping.survey,
        answers=row.answers,
        submission_id=uuid.uuid5(NAMESPACE, "\n".join((mapping.survey.key, *row.identity))),
        customer=customer,
        language=row.language,
        channel=row.channel,
        left_on=row.left_on or (customer.ended_on if customer else None),
    )


def _late_errors(row: ResponseRow, outcome: Outcome, mapping: ResponseMapping) -> list[RowError]:
    """Return what the gate had against a row, by the column that holds the refused answer."""
    if outcome.refused is None or isinstance(outcome.refused, InvitationSpent):
        return []
    columns = {
        mapping.questions.get(Question.Kind.SEVERAL): mapping.columns.get("reasons", ""),
        mapping.questions.get(Question.Kind.MAIN): mapping.columns.get("main", ""),
        mapping.questions.get(Question.Kind.TEXT): mapping.words[0] if mapping.words else "",
    }
    return [
        RowError(row.line, columns.get(key, ""), row.answers[key].verbatim, sentence)
        for key, sentence in outcome.refused.errors.items()
    ]
