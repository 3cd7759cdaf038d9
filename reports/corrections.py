"""Correct the machine: what a person says of a cause is kept with who and when, and can be undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.codebooks import UNCLEAR, active_codebook
from reports.coding import BATCH, DUPLICATES_AT_ONCE, code_responses, recode, with_words
from reports.evidence import USED, place_of
from reports.models import CodedResponse, Coding, Correction
from surveys.models import Response
from surveys.text import TextRefused, clean_text

LONGEST_WORDS = 1_000


class CorrectionRefused(ValueError):
    """A correction that names no cause of the codebook or no known verdict."""


class WordsRefused(ValueError):
    """Words given for a correction that the answer does not have; the message says so."""


def correct(response: Response, cause: str, verdict: str, user: User, words: str = "") -> Correction:
    """Record that ``cause`` is present, absent or main in a response, and recode it at once.

    ``words`` are those of the answer that say so, if the person names any. Raises CorrectionRefused for an unknown
    cause or verdict, WordsRefused for words that the answer does not have.
    """
    _check(cause, verdict)
    evidence = _evidence(response, words)
    with transaction.atomic():
        found = found_by_engine([response.pk], cause)[response.pk]
        correction = Correction.objects.create(
            response=response, cause=cause, verdict=verdict, found=found, evidence=evidence, corrected_by=user
        )
        recode(response)
    return correction


def undo(correction: Correction) -> None:
    """Take a correction back; the row stays, stamped. Undoing twice changes nothing."""
    if correction.undone_at is None:
        with transaction.atomic():
            correction.undone_at = timezone.now()
            correction.save(update_fields=["undone_at"])
            recode(correction.response)


def correct_many(keys: Sequence[int], cause: str, verdict: str, user: User) -> list[Correction]:
    """Record the same of many responses, by their keys, and recode them at once; return what was recorded, in order.

    Raises CorrectionRefused for an unknown cause or verdict.
    """
    _check(cause, verdict)
    found = found_by_engine(keys, cause)
    said = [
        Correction(response_id=key, cause=cause, verdict=verdict, found=found[key], corrected_by=user) for key in keys
    ]
    with transaction.atomic():
        made = Correction.objects.bulk_create(said)
        _recode_many(keys)
    return made


def read_answer(response: Response, causes: Sequence[str], main: str, user: User) -> list[Correction]:
    """Record all that a reader found in an answer, and that its other causes are none; recode it once.

    ``main`` is one of ``causes``, or empty to leave that open. Raises CorrectionRefused for an unknown cause.
    """
    return read_answers([(response, causes, main)], user)


def read_answers(read: Sequence[tuple[Response, Sequence[str], str]], user: User) -> list[Correction]:
    """Record what a reader found in each of many answers, as ``read_answer`` does; they are recoded at once."""
    verdicts = [(response.pk, *said) for response, causes, main in read for said in _verdicts(response, causes, main)]
    keys: dict[str, list[int]] = defaultdict(list)
    for key, cause, _verdict in verdicts:
        keys[cause].append(key)
    found = {cause: found_by_engine(some, cause) for cause, some in keys.items()}
    said = [
        Correction(response_id=key, cause=cause, verdict=verdict, found=found[cause][key], corrected_by=user)
        for key, cause, verdict in verdicts
    ]
    with transaction.atomic():
        made = Correction.objects.bulk_create(said)
        _recode_many([response.pk for response, _causes, _main in read])
    return made


def _verdicts(response: Response, causes: Sequence[str], main: str) -> list[tuple[str, str]]:
    """Return what reading an answer so says of each cause, the main one last."""
    for cause in causes:
        _check(cause, Correction.Verdict.PRESENT)
    there = [coding.cause for coding in response.codings.all()]
    gone = [] if list(causes) == [UNCLEAR] else [cause for cause in there if cause not in (*causes, UNCLEAR)]
    said: list[tuple[str, str]] = [(cause, Correction.Verdict.ABSENT) for cause in gone]
    ordered = sorted(causes, key=lambda cause: cause == main)
    return said + [
        (cause, Correction.Verdict.MAIN if cause == main else Correction.Verdict.PRESENT) for cause in ordered
    ]


def found_by_engine(keys: Sequence[int], cause: str) -> dict[int, bool | None]:
    """Say of each response whether the engine found the cause in it, as far as what is stored tells.

    What a person said replaces what was found: there the first correction of the cause still knows, if there is one.
    """
    found: dict[int, bool | None] = dict.fromkeys(keys, False)
    codings = Coding.objects.filter(response__in=keys, cause=cause)
    for key, method in codings.values_list("response_id", "method"):
        found[key] = None if method == Coding.Method.PERSON else True
    before = Correction.objects.filter(response__in=keys, cause=cause).order_by("-corrected_at", "-pk")
    return found | dict(before.values_list("response_id", "found"))


def undo_many(corrections: Sequence[Correction]) -> None:
    """Take many corrections back at once; those that were taken back already stay as they are."""
    standing = [correction for correction in corrections if correction.undone_at is None]
    with transaction.atomic():
        keys = [correction.pk for correction in standing]
        Correction.objects.filter(pk__in=keys).update(undone_at=timezone.now())
        _recode_many(sorted({correction.response_id for correction in standing}))


def _evidence(response: Response, words: str) -> list[list[object]]:
    """Return where words stand in an answer, as a coding keeps it. Raises WordsRefused."""
    try:
        clean_text(words, LONGEST_WORDS)
    except TextRefused as refused:
        raise WordsRefused(str(refused)) from refused
    place = place_of(words, response.verbatim())
    if words.strip() and place is None:
        raise WordsRefused(_("These words do not stand in the answer. Copy them from it, or leave the field empty."))
    return [[*place, USED]] if place else []


def _check(cause: str, verdict: str) -> None:
    if cause not in active_codebook().given() or verdict not in Correction.Verdict.values:
        raise CorrectionRefused(cause, verdict)


def _recode_many(keys: Sequence[int]) -> None:
    """Code responses anew, and those that say the same, of which some are left to the coder when they are many."""
    using = active_codebook()

    def code(some: Sequence[int]) -> None:
        for at in range(0, len(some), BATCH):
            code_responses(list(with_words(Response.objects.filter(pk__in=some[at : at + BATCH]))), using)

    code(keys)
    coded = CodedResponse.objects.filter(response__in=keys).exclude(fingerprint="")
    same = CodedResponse.objects.filter(fingerprint__in=coded.values("fingerprint")).exclude(response__in=keys)
    at_once = list(same.order_by("-pk").values_list("pk", flat=True)[:DUPLICATES_AT_ONCE])
    left = list(same.exclude(pk__in=at_once).values_list("pk", flat=True))
    CodedResponse.objects.filter(pk__in=left).update(codebook="")
    code(at_once)
