"""Code what is pending: read the words of stored responses and write their causes.

What is pending is derived from the data, so nothing is lost when this stops half-way or never ran. What a person of
the team said is applied after the machine and survives every recoding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from causes import Codebook, Findings, find_causes_many, load_codebook
from reports.models import CodedResponse, Coding, Correction
from surveys.models import Answer, Response

BATCH = 200
UNCLEAR = "unclear"


@dataclass(frozen=True)
class CodedCause:
    """One cause as it will be stored. ``evidence`` holds ``[start, end, status]`` in code points of the verbatim."""

    cause: str
    score: float
    evidence: list[list[object]]
    method: str
    main: bool = False


def pending_responses(codebook: Codebook | None = None) -> QuerySet[Response]:
    """Return the responses not yet coded with this codebook, oldest first."""
    digest = (codebook or load_codebook()).digest
    return Response.objects.exclude(coded__codebook=digest).order_by("pk")


def code_pending(codebook: Codebook | None = None) -> Iterator[int]:
    """Code everything pending in short transactions; yield after each batch how many responses it held."""
    codebook = codebook or load_codebook()
    last = 0
    while batch := list(_with_words(pending_responses(codebook).filter(pk__gt=last))[:BATCH]):
        code_responses(batch, codebook)
        last = batch[-1].pk
        yield len(batch)


def recode(response: Response, codebook: Codebook | None = None) -> None:
    """Code one response anew, as after a correction."""
    code_responses(list(_with_words(Response.objects.filter(pk=response.pk))), codebook or load_codebook())


def code_responses(responses: list[Response], codebook: Codebook) -> None:
    """Find the causes of responses (answers and corrections prefetched) and replace what was stored of them."""
    findings = find_causes_many([response.verbatim() for response in responses], codebook)
    keys = [response.pk for response in responses]
    coded = [_coded_response(*pair, codebook) for pair in zip(responses, findings, strict=True)]
    codings = [
        Coding(response=response, **vars(cause))
        for response, found in zip(responses, findings, strict=True)
        for cause in effective_causes(_found_causes(response, found), response.corrections.all())
    ]
    with transaction.atomic():
        # A response erased since it was read must not come back as a coding of nothing.
        alive = set(Response.objects.select_for_update().filter(pk__in=keys).values_list("pk", flat=True))
        CodedResponse.objects.filter(response__in=keys).delete()
        Coding.objects.filter(response__in=keys).delete()
        CodedResponse.objects.bulk_create(row for row in coded if row.response_id in alive)
        Coding.objects.bulk_create(row for row in codings if row.response_id in alive)


def effective_causes(found: list[CodedCause], corrections: Iterable[Correction]) -> list[CodedCause]:
    """Return the machine's causes with what people said put over them: the latest word on each cause wins.

    Without any cause left, the response is ``unclear``; with any, it is not.
    """
    causes = {cause.cause: cause for cause in found}
    for correction in corrections:
        if correction.undone_at is not None:
            continue
        if correction.verdict == Correction.Verdict.ABSENT:
            causes.pop(correction.cause, None)
            continue
        if correction.cause == UNCLEAR:
            causes = {}
        evidence = causes[correction.cause].evidence if correction.cause in causes else []
        said = CodedCause(correction.cause, 1.0, evidence, Coding.Method.PERSON)
        causes[correction.cause] = said
        if correction.verdict == Correction.Verdict.MAIN:
            causes = {key: replace(cause, main=key == correction.cause) for key, cause in causes.items()}
    return _settled(causes, bool(found))


def _settled(causes: dict[str, CodedCause], had_any: bool) -> list[CodedCause]:
    """Return the causes with ``unclear`` only when alone and exactly one main cause."""
    if len(causes) > 1:
        causes.pop(UNCLEAR, None)
    if not causes and had_any:
        causes[UNCLEAR] = CodedCause(UNCLEAR, 1.0, [], Coding.Method.PERSON)
    if causes and not any(cause.main for cause in causes.values()):
        best = max(causes.values(), key=lambda cause: cause.score)
        causes[best.cause] = replace(best, main=True)
    return list(causes.values())


def _found_causes(response: Response, found: Findings) -> list[CodedCause]:
    if not response.verbatim():
        return []
    return [
        CodedCause(
            cause.cause,
            cause.score,
            [[span.start, span.end, span.status] for span in cause.evidence],
            cause.method,
            cause.cause == found.main,
        )
        for cause in found.causes
    ]


def _coded_response(response: Response, found: Findings, codebook: Codebook) -> CodedResponse:
    status = found.status if response.verbatim() else CodedResponse.Status.NO_WORDS
    corrected = any(correction.undone_at is None for correction in response.corrections.all())
    if corrected and status == CodedResponse.Status.NO_CONTENT:
        status = CodedResponse.Status.OK
    return CodedResponse(
        response=response,
        codebook=codebook.digest,
        language=found.language,
        status=status,
        unsure=found.unsure and not corrected and status == CodedResponse.Status.OK,
        coded_at=timezone.now(),
    )


def _with_words(responses: QuerySet[Response]) -> QuerySet[Response]:
    answers = Answer.objects.select_related("question")
    return responses.prefetch_related(Prefetch("answers", answers), "corrections")
