"""The past leavers most like a customer, by what the model looks at, and what those said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from reports.codebooks import active_codebook
from reports.exits import CODED
from reports.labels import cause_label
from reports.models import Coding, RiskModel, RiskScore
from reports.people import WORDS_FLOOR_FACTOR
from reports.quotes import team_names
from reports.readings import Reading, readings_of, with_reading
from reports.redaction import Known, Piece, redacted
from reports.rollups.columns import Coded, unpack
from surveys.models import Response

ALIKE, QUOTED = 50, 3


@dataclass(frozen=True)
class Said:
    """What one of them said, names removed: when it left, after how many months, on which plan, and its causes."""

    pieces: list[Piece]
    language: str
    causes: list[str]
    month: str
    months: int
    plan: str


@dataclass(frozen=True)
class Alike:
    """The past leavers most like a customer: how many, how many of them gave words, the causes that enough named.

    ``causes`` are (label, people), ``base`` those with a coded answer; ``too_few`` says that fewer gave words than
    words are shown of.
    """

    leavers: int
    base: int
    causes: tuple[tuple[str, int], ...]
    said: tuple[Said, ...]
    too_few: bool


def past_leavers_alike(score: RiskScore, model: RiskModel, language: str) -> Alike:
    """Return the past leavers nearest to a customer: the least distance between their parts."""
    columns = unpack(bytes(model.leavers)) if model.leavers else {}
    if not columns:
        return Alike(0, 0, (), (), False)
    keys = cast(NDArray[Any], columns["customer"])
    nearest = _nearest(score, columns, model.weights["groups"])
    nearest = [at for at in nearest if keys[at] != score.customer_id][:ALIKE]
    places: dict[int, int] = {}
    for at in nearest:
        places.setdefault(int(keys[at]), at)
    answers = Response.objects.filter(customer__in=list(places)).order_by("left_on")
    latest = {one.customer_id: one for one in with_reading(answers)}
    readings = readings_of([latest[key] for key in places if key in latest], language)
    readings = [one for one in readings if one.response.verbatim()]
    base, causes = _causes(list(places))
    enough = WORDS_FLOOR_FACTOR * settings.SMALLEST_GROUP
    said = _said(readings[:QUOTED], columns, places) if len(readings) >= enough else ()
    return Alike(len(places), base, causes, said, 0 < len(readings) < enough)


def _nearest(score: RiskScore, columns: dict[str, Any], groups: list[str]) -> list[int]:
    """Return the places of the leavers, the most alike first; ties in the order in which they left, latest first."""
    parts = columns["parts"].reshape(-1, len(groups)).astype(np.float64)
    own = np.array([score.parts.get(group, 0.0) for group in groups])
    order: list[int] = np.argsort(((parts - own) ** 2).sum(axis=1), kind="stable").tolist()
    return order


def _causes(customers: Sequence[int]) -> tuple[int, tuple[tuple[str, int], ...]]:
    """Return how many gave a coded answer, and the causes that at least as many as the floor named."""
    digest = active_codebook().digest
    coded = Response.objects.filter(customer__in=customers, coded__codebook=digest, coded__status__in=CODED)
    base = coded.values("customer").distinct().count()
    named = Coding.objects.filter(response__in=coded).values_list("cause", "response__customer").distinct()
    counts = Counter(cause for cause, _customer in named)
    floor = settings.SMALLEST_GROUP
    shown = [(cause_label(cause), n) for cause, n in counts.most_common() if n >= floor and cause != "unclear"]
    return base, tuple(shown) if base >= floor else ()


def _said(readings: Sequence[Reading], columns: dict[str, Any], places: dict[int, int]) -> tuple[Said, ...]:
    team = team_names()
    plans = cast(Coded, columns["plan"])
    said = []
    for reading in readings:
        response, at = reading.response, places[cast(int, reading.response.customer_id)]
        customer = response.customer
        names = (customer.name, customer.ref) if customer else ()
        known = Known(customer=tuple(filter(None, (*names, response.contact_address))), team=team)
        left = date.fromordinal(int(columns["left"][at]))
        said.append(
            Said(
                redacted(response.verbatim(), known),
                reading.language,
                [cause_label(coding.cause) for coding in reading.codings],
                f"{left:%Y-%m}",
                round(int(columns["tenure"][at]) / 30.44),
                plans.values[plans.codes[at]],
            )
        )
    return tuple(said)
