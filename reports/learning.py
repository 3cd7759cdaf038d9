"""What was learned from the team's corrections: lessons from them, a layer proposed, taken, declined or taken back.

Nothing takes effect before an editor accepts it, and only what cross-validation does not speak against can be accepted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from causes.layer import Layer, shipped_digest
from causes.lessons import EXAMPLE, Lesson, cross_validate, fit_layer
from reports.codebook_changes import is_given
from reports.codebooks import TeamCodebook, active_codebook, codebook_of, content_now, look_again
from reports.coding import read_responses, with_words
from reports.models import Correction, LearnedLayer
from reports.previews import LONGEST_LIST, MOST_ANSWERS, ChangedAnswer, steps_of, turned_answers
from surveys.models import Response

# So many corrected answers and examples together, and of them so many corrected answers: only these tell what is wrong.
LEAST_LESSONS, LEAST_CORRECTED = 10, 5
# Answers that nobody corrected hold the rest still; so many of the latest are enough, and soon read.
MOST_UNCORRECTED = 300
MOST_LESSONS = 5_000
State = LearnedLayer.State


class LayerRefused(ValueError):
    """A layer that cannot be made or used; the message says why."""


@dataclass(frozen=True)
class Taught:
    """How many answers people spoke of for one cause, and how."""

    cause: str
    present: int
    absent: int
    main: int


@dataclass(frozen=True)
class LearningPage:
    """What was corrected, the layer in use, and what is proposed.

    ``former`` is an accepted layer that is left out of use, because it was learned over a former model; a proposal for
    which that holds is ``outdated``.

    ``answers`` counts corrected answers, ``examples`` those typed for causes, ``left_out`` the answers that would
    change and that the list has no room for.
    """

    taught: list[Taught]
    answers: int
    examples: int
    active: LearnedLayer | None
    former: LearnedLayer | None
    proposed: LearnedLayer | None
    outdated: bool
    changed: list[ChangedAnswer]
    left_out: int
    history: list[LearnedLayer]
    corrected_since: int
    least: int = LEAST_LESSONS
    least_corrected: int = LEAST_CORRECTED

    @property
    def enough(self) -> bool:
        """Say whether a layer can be proposed."""
        return _enough(self.answers, self.examples)


def learning_page() -> LearningPage:
    """Return the page."""
    layers = list(LearnedLayer.objects.defer("weights").select_related("made_by", "decided_by"))
    accepted = next((layer for layer in layers if layer.state == State.ACTIVE), None)
    is_former = accepted is not None and _is_former(accepted)
    proposed = next((layer for layer in layers if layer.state == State.PROPOSED), None)
    said = Correction.objects.filter(undone_at=None)
    newest = proposed or accepted
    since = Correction.objects.filter(corrected_at__gt=newest.made_at).count() if newest else 0
    return LearningPage(
        taught=_taught(said.values_list("cause", "verdict")),
        answers=said.values("response").distinct().count(),
        examples=len(_examples()),
        active=None if is_former else accepted,
        former=accepted if is_former else None,
        proposed=proposed,
        outdated=proposed is not None and _is_former(proposed),
        changed=_changed(proposed) if proposed else [],
        left_out=_left_out(proposed) if proposed else 0,
        history=[layer for layer in layers if layer.state not in (State.ACTIVE, State.PROPOSED)],
        corrected_since=since,
    )


def propose_layer(user: User) -> LearnedLayer:
    """Fit a layer to all corrections and examples and keep it as a proposal, in place of an earlier one.

    Raises LayerRefused while there are too few to tell whether it helps.
    """
    active = active_codebook()
    plain = _with_layer(active, None)
    lessons, examples = read_lessons(active), _examples()
    if not _enough(len(lessons), len(examples)):
        said = {"n": LEAST_LESSONS, "corrected": LEAST_CORRECTED}
        raise LayerRefused(
            _("At least %(n)d corrected answers and examples are needed, %(corrected)d of them corrected answers.")
            % said
        )
    uncorrected = _uncorrected()
    layer = fit_layer(lessons, plain, uncorrected, examples)
    figures = cross_validate(lessons, plain, uncorrected, examples, _as_given(active))
    changes = _stored_changes(active, _with_layer(active, layer))
    with transaction.atomic():
        LearnedLayer.objects.filter(state=State.PROPOSED).update(state=State.REPLACED, decided_at=timezone.now())
        return LearnedLayer.objects.create(
            weights=layer.to_bytes(),
            digest=layer.digest,
            shipped=shipped_digest(),
            figures=asdict(figures) | {"helps": figures.helps, "causes": list(layer.causes), "examples": len(examples)},
            changes=changes,
            made_by=user,
        )


def accept_layer(layer: LearnedLayer, user: User) -> None:
    """Use a proposed layer from now on. Raises LayerRefused when it would hurt, or is no proposal any more."""
    if layer.state != State.PROPOSED:
        raise LayerRefused(_("This proposal is no longer open."))
    if _is_former(layer):
        raise LayerRefused(_("It was learned over a former model, so nobody knows whether it still helps. Learn anew."))
    if not layer.figures.get("helps"):
        raise LayerRefused(_("On held-out corrections it would do worse than without; it cannot be used."))
    with transaction.atomic():
        LearnedLayer.objects.filter(state=State.ACTIVE).update(state=State.REPLACED)
        _decide(layer, State.ACTIVE, user)


def decline_layer(layer: LearnedLayer, user: User) -> None:
    """Leave a proposal; it can be made again any time. Declining twice changes nothing."""
    if layer.state == State.PROPOSED:
        _decide(layer, State.DECLINED, user)


def take_back_layer(layer: LearnedLayer, user: User) -> None:
    """Use the layer no more; the row stays. Taking it back twice changes nothing."""
    if layer.state == State.ACTIVE:
        _decide(layer, State.TAKEN_BACK, user)


def read_lessons(codebook: TeamCodebook) -> list[Lesson]:
    """Return a lesson for every answer that a person spoke of: its causes now, and which of them were spoken of.

    What the machine found and a person's word took away counts as spoken of.
    """
    corrected = Response.objects.filter(corrections__undone_at=None, corrections__isnull=False).distinct()
    lessons = []
    for read in read_responses(list(with_words(corrected.order_by("-pk")[:MOST_LESSONS])), codebook):
        own = [one for one in read.response.corrections.all() if one.undone_at is None]
        if not read.response.verbatim() or not own:
            continue
        causes = frozenset(cause.cause for cause in read.causes)
        found = {codebook.given_as(cause.cause) for cause in read.found.causes}
        said = {codebook.given_as(one.cause) for one in own} | (found - causes)
        said |= {key for key in codebook.merged if codebook.given_as(key) in said - causes}
        lessons.append(Lesson(read.response.verbatim(), causes, frozenset(said)))
    return lessons


def _enough(corrected: int, examples: int) -> bool:
    return corrected >= LEAST_CORRECTED and corrected + examples >= LEAST_LESSONS


def _is_former(layer: LearnedLayer) -> bool:
    """Say whether the shipped model or codebook is another than a layer was learned over."""
    return layer.shipped != shipped_digest()


def _taught(said: Iterable[tuple[str, str]]) -> list[Taught]:
    counts = Counter(said)
    causes = Counter(cause for cause, _verdict in counts.elements())
    verdicts = (Correction.Verdict.PRESENT, Correction.Verdict.ABSENT, Correction.Verdict.MAIN)
    return [Taught(cause, *(counts[cause, verdict] for verdict in verdicts)) for cause, _n in causes.most_common()]


def _with_layer(codebook: TeamCodebook, layer: Layer | None) -> TeamCodebook:
    return codebook_of(content_now(), layer, codebook.number)


def _as_given(codebook: TeamCodebook) -> Callable[[str], str]:
    """Return what a found cause counts as: nothing when it is retired."""

    def given(cause: str) -> str:
        counted = codebook.given_as(cause)
        return "" if counted in codebook.retired else counted

    return given


def _uncorrected() -> list[str]:
    responses = Response.objects.with_words().filter(corrections__isnull=True).order_by("-pk")
    return [response.verbatim() for response in with_words(responses[:MOST_UNCORRECTED])]


def _examples() -> list[Lesson]:
    return [
        Lesson(example, frozenset([entry["key"]]), frozenset([entry["key"]]), EXAMPLE)
        for entry in content_now()["causes"]
        if is_given(entry)
        for example in entry["examples"]
    ]


def _stored_changes(before: TeamCodebook, after: TeamCodebook) -> dict[str, object]:
    """Return how many past answers would change and the latest of them, by key and without a word."""
    changed = 0
    listed: list[dict[str, object]] = []
    for turned in turned_answers(before, after):
        changed += 1
        if len(listed) < LONGEST_LIST:
            listed.append({"response": turned.read.response.pk, "before": turned.then, "after": turned.now})
    total = Response.objects.with_words().count()
    return {"looked": min(total, MOST_ANSWERS), "total": total, "changed": changed, "answers": listed}


def _left_out(layer: LearnedLayer) -> int:
    """Return how many of the answers that a proposal would change were not listed."""
    return layer.changes.get("changed", 0) - len(layer.changes.get("answers", []))


def _changed(layer: LearnedLayer) -> list[ChangedAnswer]:
    """Return the answers that a proposal would change, with their words, less those erased since."""
    kept = {one["response"]: one for one in layer.changes.get("answers", [])}
    responses = with_words(Response.objects.filter(pk__in=kept).select_related("coded")).order_by("-pk")
    names = active_codebook()
    return [
        ChangedAnswer(
            response.pk,
            response.verbatim(),
            response.coded.language if hasattr(response, "coded") else "",
            steps_of(kept[response.pk]["before"], kept[response.pk]["after"], names),
        )
        for response in responses
    ]


def _decide(layer: LearnedLayer, state: str, user: User) -> None:
    layer.state, layer.decided_by, layer.decided_at = state, user, timezone.now()
    layer.save(update_fields=["state", "decided_by", "decided_at"])
    look_again()
