"""The survey that every installation starts with."""

import re

import pytest

from surveys.default_survey import ensure_default_survey
from surveys.languages import LANGUAGES
from surveys.models import Choice, Question, Survey

pytestmark = pytest.mark.django_db

HAN = "[\u3400-\u9fff]"


def _wordings() -> list[dict[str, str]]:
    questions = Question.objects.filter(survey__key="exit")
    choices = Choice.objects.filter(question__survey__key="exit")
    return [
        *Survey.objects.filter(key="exit").values_list("title", flat=True),
        *questions.values_list("wording", flat=True),
        *questions.values_list("help", flat=True),
        *choices.values_list("wording", flat=True),
    ]


def test_it_is_there_after_migrate():
    assert Survey.objects.get(key="exit").status == Survey.Status.PUBLISHED


def test_it_asks_four_questions():
    kinds = Question.objects.filter(survey__key="exit").values_list("key", "kind")
    assert list(kinds) == [("reasons", "several"), ("main", "main"), ("words", "text"), ("contact", "consent")]


def test_making_it_again_changes_nothing():
    Survey.objects.filter(key="exit").update(title={"en": "Ours"})
    assert ensure_default_survey().title == {"en": "Ours"}
    assert Question.objects.filter(survey__key="exit").count() == 4


def test_only_another_reason_stays_last():
    assert list(Choice.objects.filter(stays_last=True).values_list("key", flat=True)) == ["other"]


def test_every_wording_is_in_every_language():
    assert all(set(wording) == set(LANGUAGES) and all(wording.values()) for wording in _wordings())


def test_no_space_between_han():
    assert not [text for wording in _wordings() for text in wording.values() if re.search(f"{HAN} +{HAN}", text)]


def test_no_half_width_punctuation_after_han():
    assert not [text for wording in _wordings() for text in wording.values() if re.search(f"{HAN}[,.?!:;]", text)]
