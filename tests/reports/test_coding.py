"""Coding: what is pending is found in the data, coded in batches, and a person's word outlives every recoding."""

from datetime import date

import pytest
from django.contrib.auth.models import User

from causes import load_codebook
from reports.coding import CodedCause, code_pending, effective_causes, pending_responses, recode
from reports.corrections import CorrectionRefused, correct, undo
from reports.models import CodedResponse, Coding, Correction
from surveys.intake import Given, Submission, record_response
from surveys.models import Question, Survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey():
    survey = Survey.objects.create(key="short", status=Survey.Status.PUBLISHED)
    Question.objects.create(survey=survey, key="words", kind=Question.Kind.TEXT)
    Question.objects.create(survey=survey, key="more", kind=Question.Kind.TEXT, position=1)
    return survey


@pytest.fixture
def editor():
    return User.objects.create_user("ed@example.com")


@pytest.fixture
def answered(survey):
    def answered(words, **more):
        given = {"words": Given(verbatim=words)} | {key: Given(verbatim=text) for key, text in more.items()}
        return record_response(Submission(survey=survey, answers=given, left_on=date(2026, 1, 31)))

    return answered


def code_all():
    return sum(code_pending())


def causes_of(response):
    return set(Coding.objects.filter(response=response).values_list("cause", flat=True))


@pytest.mark.parametrize("words", ["Way too expensive for us", "太贵了", "太貴了，用不起", "太贵了, too expensive"])
def test_a_response_gets_its_cause(answered, words):
    response = answered(words)
    code_all()
    assert "price" in causes_of(response)


def test_what_is_coded_is_no_longer_pending(answered):
    answered("too expensive")
    code_all()
    assert not pending_responses().exists()


def test_another_codebook_makes_everything_pending(answered):
    response = answered("too expensive")
    code_all()
    CodedResponse.objects.update(codebook="an older one")
    assert list(pending_responses()) == [response]


def test_evidence_points_into_the_verbatim(answered):
    response = answered("😀 客服很好，就是太贵了")
    code_all()
    start, end, _status = Coding.objects.get(response=response, cause="price").evidence[0]
    assert "贵" in response.verbatim()[start:end]


def test_every_batch_is_coded(answered, monkeypatch):
    monkeypatch.setattr("reports.coding.BATCH", 2)
    for number in range(5):
        answered(f"too expensive {number}")
    assert list(code_pending()) == [2, 2, 1]


def test_two_texts_are_read_as_one_verbatim(answered):
    response = answered("too expensive", more="and it crashes all the time")
    code_all()
    assert {"price", "quality"} <= causes_of(response)


def test_words_without_content_leave_the_base(answered):
    answered("n/a")
    code_all()
    assert not CodedResponse.objects.get().has_cause_base


def test_exactly_one_cause_is_main(answered):
    response = answered("too expensive and it crashes all the time")
    code_all()
    assert Coding.objects.filter(response=response, main=True).count() == 1


def test_a_correction_survives_a_recoding(answered, editor):
    response = answered("too expensive")
    code_all()
    correct(response, "budget", "present", editor)
    recode(response)
    assert causes_of(response) >= {"budget", "price"}


def test_a_removed_cause_stays_removed(answered, editor):
    response = answered("too expensive")
    code_all()
    correct(response, "price", "absent", editor)
    CodedResponse.objects.update(codebook="an older one")
    code_all()
    assert "price" not in causes_of(response)


def test_a_response_without_any_cause_left_is_unclear(answered, editor):
    response = answered("too expensive")
    code_all()
    for cause in causes_of(response):
        correct(response, cause, "absent", editor)
    assert causes_of(response) == {"unclear"}


def test_main_is_what_the_person_said(answered, editor):
    response = answered("too expensive")
    code_all()
    correct(response, "support", "main", editor)
    assert Coding.objects.get(response=response, main=True).cause == "support"


def test_undoing_gives_back_what_the_machine_found(answered, editor):
    response = answered("too expensive")
    code_all()
    before = causes_of(response)
    undo(correct(response, "trust", "present", editor))
    assert causes_of(response) == before


def test_an_undone_correction_is_kept(answered, editor):
    response = answered("too expensive")
    undo(correct(response, "trust", "present", editor))
    assert Correction.objects.get().undone_at is not None


@pytest.mark.parametrize(("cause", "verdict"), [("weather", "present"), ("price", "perhaps")])
def test_an_unknown_cause_or_verdict_is_refused(answered, editor, cause, verdict):
    response = answered("too expensive")
    with pytest.raises(CorrectionRefused):
        correct(response, cause, verdict, editor)


def test_unclear_said_by_a_person_stands_alone():
    found = [CodedCause("price", 0.9, [], "phrases", True)]
    corrected = effective_causes(found, [Correction(cause="unclear", verdict="present")])
    assert [cause.cause for cause in corrected] == ["unclear"]


def test_the_digest_names_the_codebook(answered):
    answered("too expensive")
    code_all()
    assert CodedResponse.objects.get().codebook == load_codebook().digest
