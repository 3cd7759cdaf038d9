"""The large installation: as many answers as asked for, coded as any, with what was planted, and gone when removed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from io import StringIO
from random import Random

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from customers.models import Customer, Ending
from reports.codebooks import active_codebook
from reports.coding import code_responses, with_words
from reports.models import CodedResponse, Coding
from reports.sample.large.effects import CAUSES, Times
from reports.sample.large.people import INVITED_ANSWERED, INVITED_SILENT, draw_leavers, leaving_days
from reports.sample.large.store import large_customers
from reports.sample.large.words import Known, words_for, written_pieces
from surveys.models import Answer, Channel, Choice, Display, Invitation, Response

AS_OF = date(2026, 6, 30)
TIMES = Times(AS_OF)


def make_large(**options: object) -> str:
    said = StringIO()
    call_command("make_sample", stdout=said, skip_checks=True, **{"as_of": AS_OF, "responses": 400, **options})
    return said.getvalue()


@pytest.fixture(scope="module")
def _large(django_db_setup: None, django_db_blocker) -> Iterator[str]:
    with django_db_blocker.unblock():
        said = make_large()
    yield said
    with django_db_blocker.unblock():
        make_large(remove=True)


@pytest.fixture
def large(_large: str, db: None) -> str:
    """The installation, made once for this file; what a test changes is rolled back."""
    return _large


def test_it_works(large):
    assert "1280 customers, 640 of them left; 528 invited, 400 answers, coded" in large
    assert Response.objects.filter(customer__in=large_customers()).count() == 400


def test_it_is_told_apart_by_its_references(large):
    assert all(re.fullmatch(r"large-\d{8}", ref) for ref in large_customers().values_list("ref", flat=True))


def test_it_has_every_language_currency_and_way_in(large):
    responses = Response.objects.all()
    assert set(responses.values_list("language", flat=True)) == {"en", "zh-Hans", "zh-Hant"}
    assert set(responses.values_list("currency", flat=True)) == {"USD", "CNY"}
    assert {Channel.FORM, Channel.MAIL, Channel.EMBED} < set(responses.values_list("channel", flat=True))


def test_who_answered_saw_the_form(large):
    answered = Display.objects.filter(outcome=Display.Outcome.ANSWERED).values_list("id", flat=True)
    assert set(answered) == set(Response.objects.exclude(invitation=None).values_list("submission_id", flat=True))
    assert not Invitation.objects.filter(customer__ending=Ending.INVOLUNTARY).exists()


def test_answers_are_coded_as_any_others(large):
    def codings() -> list[tuple[object, ...]]:
        read = CodedResponse.objects.values_list(
            "response_id", "status", "unsure", "fingerprint", "codebook", "language"
        )
        found = Coding.objects.values_list("response_id", "cause", "score", "evidence", "method", "main")
        return sorted(map(str, [*read, *found]))

    before = codings()
    code_responses(list(with_words(Response.objects.all())), active_codebook())
    assert codings() == before


def test_same_seed_gives_the_same_answers(large):
    def written() -> list[object]:
        return list(Answer.objects.order_by("response_id", "question_id").values_list("verbatim", "choices"))

    before = written()
    make_large(remove=True)
    make_large()
    assert written() == before


def test_nothing_lies_beyond_its_time(large):
    for response in Response.objects.select_related("customer"):
        assert TIMES.begin <= response.left_on.toordinal() < TIMES.end
        assert response.left_on <= response.recorded_at.date() < AS_OF
        assert response.customer.started_on < response.customer.ended_on


def test_remove_takes_it_away_and_nothing_else(large):
    Customer.objects.create(ref="larger-than-life")
    assert "Removed 1280 customers" in make_large(remove=True)
    assert list(Customer.objects.values_list("ref", flat=True)) == ["larger-than-life"]
    assert not Response.objects.exists()
    assert not Display.objects.exists()


def test_second_run_changes_nothing(large):
    assert "nothing was changed" in make_large(responses=9, seed=8)


def test_changed_survey_stores_nothing(large):
    make_large(remove=True)
    Choice.objects.filter(key="price").delete()
    with pytest.raises(CommandError, match="was changed"):
        make_large()
    assert not Customer.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 3_000_000])
def test_absurd_number_is_refused(number):
    with pytest.raises(CommandError, match="a number from 1"):
        make_large(responses=number)


def test_every_cause_has_words_in_english_and_most_in_chinese():
    pieces = written_pieces()
    assert {cause for language, cause in pieces if language == "en"} == set(CAUSES)
    assert len({cause for language, cause in pieces if language == "zh-Hans"}) >= 14


def test_words_put_together_are_many_and_well_spaced():
    rng = Random(1)
    known = [Known(language, rng.randint(1, 40), rng.randint(1, 60), 31) for language in ("en", "zh-Hans", "zh-Hant")]
    texts = [words_for([rng.choice(list(CAUSES))], rng.choice(known), rng) for _ in range(2000)]
    assert len(set(texts)) > 700
    assert not any(re.search(r"[\u4e00-\u9fff] +[\u4e00-\u9fff]|  |\{", text) for text in texts)


@pytest.fixture(scope="module")
def leavers():
    days = leaving_days(20_000, TIMES, 7)
    return draw_leavers(days, 20_000, TIMES, np.random.default_rng(1))


PLANTED = {
    "price": lambda who, day: (who["plan"] == "starter") & (who["term"] == "monthly") & (day >= TIMES.price_rise),
    "quality": lambda who, day: (who["plan"] == "team") & (who["industry"] == "manufacturing") & (day < TIMES.fix),
    "missing_features": lambda who, day: who["country"] == "China",
    "billing": lambda who, day: who["country"] == "China",
    "champion_left": lambda who, day: who["plan"] == "business",
    "expectations": lambda who, day: who["source"] == "advert",
}


@pytest.mark.parametrize("cause", PLANTED)
def test_what_was_planted_stands_out(leavers, cause):
    named = (leavers.causes == list(CAUSES).index(cause)).any(axis=1)
    concerned = PLANTED[cause](leavers.attributes, leavers.ended)
    assert named[concerned].mean() > 1.7 * named[~concerned].mean()


def test_mended_export_is_complained_of_no_more(leavers):
    quality = (leavers.causes == list(CAUSES).index("quality")).any(axis=1)
    plants = (leavers.attributes["plan"] == "team") & (leavers.attributes["industry"] == "manufacturing")
    after, others = plants & (leavers.ended >= TIMES.outage_over), ~plants & (leavers.ended >= TIMES.outage_over)
    assert quality[after].mean() < 1.4 * quality[others].mean()


def test_business_stays_silent(leavers):
    asked = np.isin(leavers.fate, [INVITED_ANSWERED, INVITED_SILENT])
    answered = leavers.fate == INVITED_ANSWERED
    business = leavers.attributes["plan"] == "business"
    assert answered[business & asked].mean() < 0.7 * answered[~business & asked].mean()


def test_as_many_answer_as_were_asked_for(leavers):
    assert (leavers.fate >= INVITED_ANSWERED).sum() == 20_000
