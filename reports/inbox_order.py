"""Orders of the answers that take more than a column: the least sure first, those apart from what they ticked first."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from reports.models import CodedResponse, Coding
from reports.reasons import read_reasons
from surveys.models import Response


def unsure_first(answers: QuerySet[Response]) -> QuerySet[Response]:
    """Return the answers that the engine is not sure of, those with the lowest score of the main cause first."""
    main = Coding.objects.filter(response=OuterRef("pk"), main=True).values("score")[:1]
    unsure = CodedResponse.objects.filter(unsure=True).values("pk")
    answers = answers.filter(pk__in=unsure).annotate(sure=Subquery(main))
    return answers.order_by(F("sure").asc(nulls_first=True), "-pk")


def apart_first(answers: QuerySet[Response], reason: str) -> QuerySet[Response]:
    """Return answers that ticked a reason, those first whose words have none of the causes that it names."""
    named = {cause for (_survey, key), cause in read_reasons().causes.items() if key == reason and cause}
    met = Coding.objects.filter(response=OuterRef("pk"), cause__in=named)
    return answers.annotate(met=Exists(met)).order_by("met", "-left_on", "-pk")
