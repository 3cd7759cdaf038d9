"""The quotes that the team chose, names removed: in an order, with notes, as a page, as Markdown and as a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from reports.exits import Exits
from reports.filters import PREFERRED
from reports.labels import cause_label, dimension_label, reader_language, segment_label
from reports.models import Quote
from reports.people import WORDS_FLOOR_FACTOR
from reports.readings import readings_of, with_reading
from reports.redaction import Known, Piece, plain, redacted
from surveys.models import Response

QUOTES = ("number", "quote", "note", "causes", "month", "language", "segment")
# What is said of a quote at most: enough to understand it, too little to find its writer.
MOST_DIMENSIONS = 3
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~&-])")


@dataclass(frozen=True)
class QuotedAnswer:
    """A quote as it may leave the house; ``segment`` holds only what a large enough group has in common."""

    quote: Quote
    number: int
    pieces: list[Piece]
    language: str
    causes: list[str]
    segment: list[tuple[str, str]]
    month: str

    @property
    def words(self) -> str:
        """The words as one text, what was taken out named in brackets."""
        return plain(self.pieces)


def quoted_answers(exits: Exits) -> list[QuotedAnswer]:
    """Return the chosen quotes in their order."""
    quotes = list(Quote.objects.filter(removed_at=None).order_by("position", "pk"))
    responses = {one.pk: one for one in with_reading(Response.objects.filter(pk__in=[q.response_id for q in quotes]))}
    chosen = [quote for quote in quotes if quote.response_id in responses]
    readings = readings_of([responses[quote.response_id] for quote in chosen], reader_language())
    team = team_names()
    return [
        QuotedAnswer(
            quote,
            number,
            redacted(reading.response.verbatim(), _known(reading.response, team, quote.hidden)),
            reading.language,
            [cause_label(coding.cause) for coding in reading.codings],
            safe_segment(exits, reading.response.segment),
            f"{reading.response.left_on:%Y-%m}",
        )
        for number, (quote, reading) in enumerate(zip(chosen, readings, strict=True), start=1)
    ]


def safe_segment(exits: Exits, segment: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what may be said of a quote's segment: of so many answers at least that nobody is singled out.

    One dimension after the other is added, the usual ones first, as long as the people who have all of it in common are
    as many as words are shown of (docs/definitions.md).
    """
    alike = np.ones(len(exits.answers), bool)
    shown: list[tuple[str, str]] = []
    for name in PREFERRED:
        value = str(segment.get(name) or "")
        if not value or len(shown) == MOST_DIMENSIONS:
            continue
        narrower = alike & exits.answers.dimension(name).equals(value)
        if int(exits.answers.people[narrower].sum()) >= WORDS_FLOOR_FACTOR * settings.SMALLEST_GROUP:
            alike = narrower
            shown.append((dimension_label(name), segment_label(value)))
    return shown


def team_names() -> tuple[str, ...]:
    """Return the names that people of the team have here."""
    people = User.objects.values_list("username", "first_name", "last_name", "email")
    names = {name for person in people for name in person if name}
    return tuple(sorted(names | ({settings.CONTACT_EMAIL} if settings.CONTACT_EMAIL else set())))


def arrange(given: Mapping[str, Any]) -> None:
    """Store notes, further words to take out, and the order, as the form of the quotes sends them.

    ``move`` is ``up:ID`` or ``down:ID``; quotes that were taken out meanwhile are left alone.
    """
    with transaction.atomic():
        quotes = list(Quote.objects.select_for_update().filter(removed_at=None).order_by("position", "pk"))
        for quote in quotes:
            quote.note = _kept(given.get(f"note-{quote.pk}"), quote.note, 500)
            quote.hidden = _kept(given.get(f"hidden-{quote.pk}"), quote.hidden, 1000)
        _move(quotes, given.get("move", ""))
        for place, quote in enumerate(quotes, start=1):
            quote.position = place
        Quote.objects.bulk_update(quotes, ["note", "hidden", "position"], batch_size=200)


def quote_rows(quotes: Iterable[QuotedAnswer]) -> Iterator[dict[str, Any]]:
    """Yield a row for every quote."""
    for quote in quotes:
        yield {
            "number": quote.number,
            "quote": quote.words,
            "note": quote.quote.note,
            "causes": quote.causes,
            "month": quote.month,
            "language": quote.language,
            "segment": "; ".join(_lines(quote)),
        }


def quotes_markdown(title: str, quotes: Iterable[QuotedAnswer]) -> str:
    """Return the quotes as Markdown, in which nothing of what somebody wrote is markup."""
    parts = [f"# {_escaped(title)}"]
    for quote in quotes:
        said = "\n".join(f"> {_escaped(line)}".rstrip() for line in quote.words.splitlines() or [""])
        facts = [" · ".join(quote.causes), *_lines(quote), quote.month]
        note = [_escaped(quote.quote.note)] if quote.quote.note else []
        parts += [said, "— " + _escaped(" · ".join(filter(None, facts))), *note]
    return "\n\n".join(parts) + "\n"


def _lines(quote: QuotedAnswer) -> list[str]:
    return [_("%(label)s: %(value)s") % {"label": label, "value": value} for label, value in quote.segment]


def _known(response: Response, team: tuple[str, ...], hidden: str) -> Known:
    customer = response.customer
    names = (customer.name, customer.ref) if customer else ()
    contact = (response.contact_address,) if response.contact_address else ()
    others = tuple(line.strip() for line in hidden.splitlines() if line.strip())
    return Known(customer=tuple(filter(None, (*names, *contact))), team=team, others=others)


def _kept(sent: Any, before: str, longest: int) -> str:
    return before if sent is None else str(sent).replace("\x00", "").strip()[:longest]


def _move(quotes: list[Quote], move: str) -> None:
    where, _colon, key = move.partition(":")
    at = next((place for place, quote in enumerate(quotes) if str(quote.pk) == key), None)
    if at is None or where not in ("up", "down"):
        return
    to = max(0, at - 1) if where == "up" else min(len(quotes) - 1, at + 1)
    quotes.insert(to, quotes.pop(at))


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
