"""What the pages of the survey builder show: the list, a draft with what is to be said of it, the versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.forms import BoundField

from reports.labels import reader_language
from reports.survey_forms import DraftForm
from reports.survey_remarks import Remark, Remarks, at_places, remarks_on
from surveys.documents import Document
from surveys.draft_differences import Difference
from surveys.drafts import MOST_CHOICES, MOST_QUESTIONS, removed_choices, removed_questions
from surveys.editing import Editing
from surveys.languages import LANGUAGES, wording_in
from surveys.models import Display, Question, Response, Survey, SurveyVersion


@dataclass(frozen=True)
class SurveyRow:
    """One survey in the list, with how many people saw the form and what came of it."""

    survey: Survey
    published: SurveyVersion | None
    opened: int
    skipped: int
    answers: int


@dataclass(frozen=True)
class Place:
    """One field of a draft with what is said of it."""

    where: str
    field: BoundField
    remarks: list[Remark]


@dataclass(frozen=True)
class ChoicePart:
    """One choice of a draft."""

    where: str
    number: int
    key: Place
    wording: list[Place]
    cause: Place
    stays_last: BoundField
    remarks: list[Remark]


@dataclass(frozen=True)
class QuestionPart:
    """One question of a draft; ``removed`` are its choices that were published and are offered no more."""

    where: str
    number: int
    name: str
    kind: str
    hidden: list[Place]
    texts: list[tuple[str, list[Place]]]
    range: Place | None
    follows: Place
    choices: list[ChoicePart]
    removed: list[tuple[str, str]]
    remarks: list[Remark]
    choice_remarks: list[Remark]


@dataclass(frozen=True)
class Conflict:
    """Somebody else saved first: who, when, and what differs."""

    who: str
    when: datetime | None
    differences: list[Difference]


@dataclass(frozen=True)
class BuilderPage:
    """A draft as its editor sees it. ``refused`` says that publishing was asked for and is blocked."""

    survey: Survey
    revision: int
    form: DraftForm
    title: list[Place]
    alternative: list[Place]
    frame_hosts: Place
    questions: list[QuestionPart]
    removed: list[tuple[str, str]]
    remarks: Remarks
    at_top: list[Remark]
    room_for_questions: bool
    room_for_choices: bool
    refused: bool = False
    conflict: Conflict | None = None
    kinds: list[tuple[str, str]] = field(
        default_factory=lambda: [(kind.value, str(kind.label)) for kind in Question.Kind]
    )
    languages: list[tuple[str, str]] = field(default_factory=lambda: list(LANGUAGES.items()))


def survey_rows() -> list[SurveyRow]:
    """Return all surveys, by key; three queries however many there are."""
    answers = Response.objects.filter(survey=OuterRef("pk")).order_by().values("survey").annotate(n=Count("pk"))
    surveys = Survey.objects.select_related("drafted_by").annotate(
        answers=Coalesce(Subquery(answers.values("n")), 0),
        opened=Count("displays"),
        skipped=Count("displays", filter=Q(displays__outcome=Display.Outcome.SKIPPED)),
    )
    versions = SurveyVersion.objects.select_related("published_by").defer("document").order_by("number")
    latest = {version.survey_id: version for version in versions}
    return [SurveyRow(one, latest.get(one.pk), one.opened, one.skipped, one.answers) for one in surveys]


def builder_page(editing: Editing, refused: bool = False, conflict: Conflict | None = None) -> BuilderPage:
    """Return the page of a draft as it stands in ``editing``."""
    return _Parts(editing).page(refused, conflict)


def places_of(document: Document, form: DraftForm | None = None) -> set[str]:
    """Return the places that the builder's page has for a document: every field, and what fields are grouped in."""
    places = set((form or DraftForm(document)).fields) | {"questions"}
    for at, question in enumerate(document["questions"]):
        where = f"questions[{at}]"
        places |= {where, f"{where}.choices"}
        places |= {f"{where}.choices[{place}]" for place, _one in enumerate(question.get("choices", []))}
    return places


class _Parts:
    """Puts a draft's fields where the page has them, each with its remarks."""

    def __init__(self, editing: Editing) -> None:
        self.editing, self.document = editing, editing.document
        self.form = DraftForm(self.document)
        said = remarks_on(self.document, editing.earlier)
        places = places_of(self.document, self.form)
        self.remarks = Remarks(*(at_places(part, places) for part in (said.errors, said.warnings, said.missing)))
        self.by_place: dict[str, list[Remark]] = {}
        for remark in self.remarks.all():
            self.by_place.setdefault(remark.where, []).append(remark)

    def page(self, refused: bool, conflict: Conflict | None) -> BuilderPage:
        questions = self.document["questions"]
        return BuilderPage(
            survey=self.editing.survey,
            revision=self.editing.revision,
            form=self.form,
            title=self._texts("title"),
            alternative=self._texts("alternative"),
            frame_hosts=self._place("frame_hosts"),
            questions=[self._question(at, question) for at, question in enumerate(questions)],
            removed=_named(removed_questions(self.document, self.editing.earlier)),
            remarks=self.remarks,
            at_top=self.by_place.get("questions", []),
            room_for_questions=len(questions) < MOST_QUESTIONS,
            room_for_choices=sum(len(one.get("choices", [])) for one in questions) < MOST_CHOICES,
            refused=refused,
            conflict=conflict,
        )

    def _place(self, where: str) -> Place:
        return Place(where, self.form[where], self.by_place.get(where, []))

    def _texts(self, where: str) -> list[Place]:
        return [self._place(f"{where}.{tag}") for tag in LANGUAGES]

    def _question(self, at: int, question: Document) -> QuestionPart:
        where, kind = f"questions[{at}]", question["kind"]
        names = ["wording", "help", *(["least_wording", "most_wording"] if kind == Question.Kind.SCALE else [])]
        choices = question.get("choices", [])
        return QuestionPart(
            where=where,
            number=at + 1,
            name=question["key"],
            kind=str(Question.Kind(kind).label) if kind in Question.Kind.values else kind,
            hidden=[self._place(f"{where}.{name}") for name in ("key", "kind")],
            texts=[(name, self._texts(f"{where}.{name}")) for name in names],
            range=self._place(f"{where}.range") if kind == Question.Kind.SCALE else None,
            follows=self._place(f"{where}.follows"),
            choices=[self._choice(f"{where}.choices[{place}]", place + 1) for place in range(len(choices))],
            removed=_named(removed_choices(question, self.editing.earlier)),
            remarks=self.by_place.get(where, []),
            choice_remarks=self.by_place.get(f"{where}.choices", []),
        )

    def _choice(self, where: str, number: int) -> ChoicePart:
        return ChoicePart(
            where=where,
            number=number,
            key=self._place(f"{where}.key"),
            wording=self._texts(f"{where}.wording"),
            cause=self._place(f"{where}.cause"),
            stays_last=self.form[f"{where}.stays_last"],
            remarks=self.by_place.get(where, []),
        )


def _named(removed: list[Document]) -> list[tuple[str, str]]:
    return [(one["key"], wording_in(one["wording"], reader_language()) or one["key"]) for one in removed]
