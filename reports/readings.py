"""One answer as the team reads it: the words with their evidence, what was ticked, the causes, who corrected what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from reports.codebooks import active_codebook
from reports.evidence import Piece, marked_pieces, used_spans
from reports.exits import PENDING
from reports.models import CodedResponse, Coding, Correction
from surveys.languages import LANGUAGES, wording_in
from surveys.models import Answer, Choice, Question, Response


@dataclass(frozen=True)
class Reading:
    """A response with everything beside it. ``status`` is CodedResponse's, or ``pending``."""

    response: Response
    status: str
    pieces: list[Piece]
    codings: list[Coding]
    reasons: list[tuple[str, bool]]
    corrections: list[Correction]
    to_be_read: bool

    @property
    def language(self) -> str:
        """The language to tell browsers and screen readers for the words; empty when mixed or unknown."""
        coded = getattr(self.response, "coded", None)
        found = coded.language if coded else ""
        return found if found in LANGUAGES else "" if found == "mixed" else self.response.language

    @property
    def correctable(self) -> bool:
        """Say whether there are words and causes that a person could correct."""
        return bool(self.pieces) and self.status not in (PENDING, CodedResponse.Status.NO_WORDS)

    @property
    def latest(self) -> Correction | None:
        """The newest correction that holds, which one click undoes."""
        return next((one for one in reversed(self.corrections) if one.undone_at is None), None)

    @property
    def given(self) -> set[str]:
        """The causes that the answer has."""
        return {coding.cause for coding in self.codings}


def with_reading(responses: QuerySet[Response]) -> QuerySet[Response]:
    """Return responses that load all that a reading needs in a constant number of queries."""
    return responses.select_related("survey", "customer", "coded", "written_by").prefetch_related(
        Prefetch("answers", Answer.objects.select_related("question")),
        "codings",
        Prefetch("corrections", Correction.objects.select_related("corrected_by")),
    )


def readings_of(responses: Iterable[Response], language: str) -> list[Reading]:
    """Return the readings of responses (from ``with_reading``), reasons worded in ``language``."""
    responses = list(responses)
    surveys = {response.survey_id for response in responses}
    choices = Choice.objects.filter(question__survey__in=surveys, question__kind=Question.Kind.SEVERAL)
    wordings = {
        (survey, key): wording_in(wording, language)
        for survey, key, wording in choices.values_list("question__survey_id", "key", "wording")
    }
    return [_reading(response, wordings) for response in responses]


def _reading(response: Response, wordings: dict[tuple[int, str], str]) -> Reading:
    coded = getattr(response, "coded", None)
    current = coded is not None and coded.codebook == active_codebook().digest
    codings = list(response.codings.all()) if current else []
    spans = [span for coding in codings for span in used_spans(coding.cause, coding.evidence)]
    main = response.main_reason_key()
    return Reading(
        response=response,
        status=coded.status if coded and current else PENDING,
        pieces=marked_pieces(response.verbatim(), spans),
        codings=codings,
        reasons=[(wordings.get((response.survey_id, key), key), key == main) for key in response.reason_keys()],
        corrections=list(response.corrections.all()),
        to_be_read=bool(coded and current and coded.unsure),
    )
