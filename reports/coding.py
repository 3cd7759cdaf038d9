"""Code what is pending: read the words of stored responses and write their causes.

What is pending is derived from the data, so nothing is lost when this stops half-way or never ran. What a person of
the team said is applied after the machine and survives every recoding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Prefetch, QuerySet
from django.utils import timezone

from causes import Findings, find_causes_many
from reports.codebooks import UNCLEAR, TeamCodebook, active_codebook
from reports.fingerprints import fingerprint
from reports.models import CodedResponse, Coding, Correction
from reports.search import index_responses
from surveys.models import Answer, Response

BATCH = 200
# So many answers that say the same are recoded with a correction; the rest are left to the coder.
DUPLICATES_AT_ONCE = 200


@dataclass(frozen=True)
class CodedCause:
    """One cause as it will be stored. ``evidence`` holds ``[start, end, status]`` in code points of the verbatim."""

    cause: str
    score: float
    evidence: list[list[object]]
    method: str
    main: bool = False


def pending_responses(codebook: TeamCodebook | None = None) -> QuerySet[Response]:
    """Return the responses not yet coded with this codebook, oldest first."""
    digest = (codebook or active_codebook()).digest
    return Response.objects.exclude(coded__codebook=digest).order_by("pk")


def read_again(sender: type[Response], instance: Response, update_fields: Any = None, **kwargs: Any) -> None:
    """Make a response pending once what it says was changed; receives ``post_save`` of Response (reports.apps).

    What was pointed at in the words as they were is pointed at no more.
    """
    if update_fields and "changed_at" in update_fields:
        Correction.objects.filter(response=instance.pk).update(evidence=[])
        CodedResponse.objects.filter(response=instance.pk).update(codebook="", fingerprint="")


def code_pending(codebook: TeamCodebook | None = None) -> Iterator[int]:
    """Code everything pending in short transactions; yield after each batch how many responses it held.

    Without a codebook given it is looked up before each batch: one that is accepted meanwhile holds from then on.
    """
    last, digest = 0, ""
    while True:
        using = codebook or active_codebook()
        if using.digest != digest:
            last, digest = 0, using.digest
        batch = list(with_words(pending_responses(using).filter(pk__gt=last))[:BATCH])
        if not batch:
            return
        code_responses(batch, using)
        last = batch[-1].pk
        yield len(batch)


def recode(response: Response, codebook: TeamCodebook | None = None) -> None:
    """Code one response anew, as after a correction, and those that say the same."""
    using = codebook or active_codebook()
    code_responses(list(with_words(Response.objects.filter(pk=response.pk))), using)
    coded = CodedResponse.objects.filter(response=response).exclude(fingerprint="").first()
    if coded is None:
        return
    same = CodedResponse.objects.filter(fingerprint=coded.fingerprint).exclude(response=response)
    at_once = list(same.order_by("-pk").values_list("pk", flat=True)[:DUPLICATES_AT_ONCE])
    same.exclude(pk__in=at_once).update(codebook="")
    if at_once:
        code_responses(list(with_words(Response.objects.filter(pk__in=at_once))), using)


def code_responses(responses: list[Response], codebook: TeamCodebook) -> None:
    """Find the causes of responses (answers and corrections prefetched) and replace what was stored of them."""
    keys = [response.pk for response in responses]
    read = read_responses(responses, codebook)
    coded = [_coded_response(reading, codebook) for reading in read]
    codings = [Coding(response=reading.response, **vars(cause)) for reading in read for cause in reading.causes]
    with transaction.atomic():
        # A response erased since it was read must not come back as a coding of nothing; of one whose respondent changed
        # it meanwhile, what was read is not there any more.
        now = dict(Response.objects.select_for_update().filter(pk__in=keys).values_list("pk", "changed_at"))
        alive = {response.pk for response in responses if now.get(response.pk, ...) == response.changed_at}
        CodedResponse.objects.filter(response__in=keys).delete()
        Coding.objects.filter(response__in=keys).delete()
        CodedResponse.objects.bulk_create(row for row in coded if row.response_id in alive)
        Coding.objects.bulk_create(row for row in codings if row.response_id in alive)
        index_responses([response for response in responses if response.pk in alive])


@dataclass(frozen=True)
class ReadResponse:
    """A response as the engine and the team read it: what was found, and the causes that it has."""

    response: Response
    found: Findings
    causes: list[CodedCause]
    corrected: bool
    fingerprint: str


def read_responses(responses: Sequence[Response], codebook: TeamCodebook) -> list[ReadResponse]:
    """Return responses (answers and corrections prefetched) with the causes that they have by a codebook."""
    texts = [response.verbatim() for response in responses]
    findings = find_causes_many(texts, codebook)
    prints = [fingerprint(text) if _says(found) else "" for text, found in zip(texts, findings, strict=True)]
    taught = _said_of_duplicates(prints)
    read = []
    for response, found, printed in zip(responses, findings, prints, strict=True):
        own = [one for one in response.corrections.all() if one.undone_at is None]
        # Own corrections come last, so that they win over what was said of an answer that says the same.
        said = _said_by_examples(printed, codebook, response.recorded_at)
        said += [one for one in taught.get(printed, []) if one.response_id != response.pk] + own
        machine = machine_causes(_found_causes(response, found), codebook, response.recorded_at)
        causes = given_causes(machine, said, codebook)
        read.append(ReadResponse(response, found, causes, bool(said), printed))
    return read


def machine_causes(found: list[CodedCause], codebook: TeamCodebook, recorded_at: datetime) -> list[CodedCause]:
    """Return what was found less what the team no longer gives.

    A retired cause stays on answers recorded before it was retired. Of a cause and one split from it, the words that
    speak for the new one speak no longer for the old one, unless phrases of its own are there.
    """
    phrased = {cause.cause for cause in found if cause.method == Coding.Method.PHRASES}
    left = {codebook.split_from[key] for key in phrased if key in codebook.split_from} - phrased
    retired = {key for key in codebook.retired if _is_over(key, codebook, recorded_at)}
    kept = [cause for cause in found if cause.cause not in left | retired]
    if found and not kept:
        return [CodedCause(UNCLEAR, found[0].score, [], Coding.Method.MODEL, True)]
    return kept


def given_causes(
    machine: list[CodedCause], corrections: Sequence[Correction], codebook: TeamCodebook
) -> list[CodedCause]:
    """Return the causes of an answer: the machine's, people's over them, merged ones as what they were merged into."""
    causes = effective_causes(machine, [said for one in corrections for said in _as_merged(one, codebook)])
    if not codebook.merged:
        return causes
    merged: dict[str, CodedCause] = {}
    for cause in causes:
        key = codebook.given_as(cause.cause)
        other = merged.get(key)
        if other is None:
            merged[key] = replace(cause, cause=key)
            continue
        best = max(cause, other, key=lambda one: (one.method == Coding.Method.PERSON, one.score))
        spans = other.evidence + [span for span in cause.evidence if span not in other.evidence]
        merged[key] = replace(best, cause=key, evidence=spans, main=cause.main or other.main)
    return list(merged.values())


def _as_merged(correction: Correction, codebook: TeamCodebook) -> list[Correction]:
    """Return a correction, and for *is not a cause* also that of every cause that counted as this one by then."""
    if correction.verdict != Correction.Verdict.ABSENT:
        return [correction]
    parts = [
        key
        for key, (_into, moment) in codebook.merged.items()
        if codebook.given_as(key) == correction.cause and moment <= correction.corrected_at
    ]
    return [correction, *(Correction(cause=key, verdict=correction.verdict) for key in parts)]


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
        known = causes[correction.cause].evidence if correction.cause in causes else []
        evidence = correction.evidence or known
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


def _says(found: Findings) -> bool:
    return found.status != CodedResponse.Status.NO_CONTENT


def _said_of_duplicates(prints: Sequence[str]) -> Mapping[str, list[Correction]]:
    """Return what people said of answers with these fingerprints, by fingerprint, oldest first.

    Where they saw it is left out: the same words may stand at another place in another answer.
    """
    taught: dict[str, list[Correction]] = defaultdict(list)
    wanted = {printed for printed in prints if printed}
    said = Correction.objects.filter(undone_at=None, response__coded__fingerprint__in=wanted)
    for correction in said.annotate(fingerprint=F("response__coded__fingerprint")).order_by("corrected_at", "id"):
        correction.evidence = []
        taught[correction.fingerprint].append(correction)
    return taught


def _said_by_examples(printed: str, codebook: TeamCodebook, recorded_at: datetime) -> list[Correction]:
    """Return that an answer has the causes of which it is an example word for word; a retired one, from before only."""
    causes = [key for key in codebook.examples.get(printed, ()) if not _is_over(key, codebook, recorded_at)]
    return [Correction(cause=key, verdict=Correction.Verdict.PRESENT) for key in causes]


def _is_over(cause: str, codebook: TeamCodebook, recorded_at: datetime) -> bool:
    return cause in codebook.retired and recorded_at >= codebook.retired[cause]


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


def _coded_response(read: ReadResponse, codebook: TeamCodebook) -> CodedResponse:
    status = read.found.status if read.response.verbatim() else CodedResponse.Status.NO_WORDS
    if read.corrected and status == CodedResponse.Status.NO_CONTENT:
        status = CodedResponse.Status.OK
    return CodedResponse(
        response=read.response,
        codebook=codebook.digest,
        language=read.found.language,
        status=status,
        unsure=read.found.unsure and not read.corrected and status == CodedResponse.Status.OK,
        fingerprint=read.fingerprint,
        coded_at=timezone.now(),
    )


def with_words(responses: QuerySet[Response]) -> QuerySet[Response]:
    """Return responses that load their words and corrections in two further queries."""
    answers = Answer.objects.select_related("question")
    return responses.prefetch_related(Prefetch("answers", answers), "corrections")
