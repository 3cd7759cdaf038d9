"""The sample company: believable, the same for a seed, written by hand, and gone without a trace when removed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from customers.dimensions import tenure_months
from customers.models import Customer, DoNotContact, Ending
from reports.emerging import emerging_page
from reports.filters import Filters
from reports.models import CodedResponse, FixSending, SampledAnswer
from reports.sample.company import COUNTRIES, INDUSTRIES, SIZES, SOURCES, Calendar, monthly_revenue
from reports.sample.draw import Draw
from reports.sample.exits import ANSWERS, draw_leavings, read_answers
from reports.sample.store import sample_customers, store_team_work
from surveys.models import Choice, Invitation, Response

AS_OF = date(2025, 6, 30)
CALENDAR = Calendar(AS_OF)
CONTENTLESS = {"n/a", "-", "no comment", "asdf", "无", "没什么", "。。。", "沒有"}


def make_sample(**options: object) -> str:
    said = StringIO()
    call_command("make_sample", stdout=said, skip_checks=True, **{"as_of": AS_OF, **options})
    return said.getvalue()


@pytest.fixture(scope="module")
def _sample(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        make_sample()
    yield
    with django_db_blocker.unblock():
        make_sample(remove=True)


@pytest.fixture
def sample(_sample: None, db: None) -> None:
    """The sample company, made once for this file; what a test changes is rolled back."""


def test_answers_are_250_in_three_languages_and_mixed():
    languages = Counter(answer.lang for answer in read_answers())
    assert languages == {"en": 110, "zh-Hans": 80, "zh-Hant": 40, "mixed": 20}


def test_no_words_come_twice():
    words = [answer.words.casefold() for answer in read_answers() if answer.words]
    assert len(words) == len(set(words))


def test_some_only_tick_and_some_say_nothing():
    words = [answer.words for answer in read_answers()]
    assert words.count("") == 13
    assert set(words) >= CONTENTLESS


def test_words_go_from_one_word_to_a_paragraph():
    lengths = sorted(len(answer.words.split()) for answer in read_answers() if answer.lang == "en" and answer.words)
    assert lengths[0] == 1
    assert lengths[-1] >= 60


def test_a_quarter_tick_something_else_than_they_write():
    both = [answer for answer in read_answers() if answer.reasons and answer.causes]
    apart = [answer for answer in both if not set(answer.reasons) & set(answer.causes)]
    assert 0.2 <= len(apart) / len(both) <= 0.3


def test_chinese_is_not_spaced():
    for path in ANSWERS.glob("*.jsonl"):
        assert not re.search(r"[\u4e00-\u9fff] +[\u4e00-\u9fff]", path.read_text(encoding="utf-8")), path.name


def test_answers_say_who_could_have_written_them():
    for answer in read_answers():
        profile = answer.profile
        assert profile["size"] in SIZES[profile["plan"]], answer.words
        assert profile["country"] in COUNTRIES
        assert profile["industry"] in INDUSTRIES
        assert profile.get("source", "search") in SOURCES
        assert answer.main is None or answer.main in answer.reasons


def test_same_seed_draws_the_same_people():
    assert draw_leavings(Draw(7, CALENDAR)) == draw_leavings(Draw(7, CALENDAR))


def test_other_seed_draws_others():
    assert draw_leavings(Draw(7, CALENDAR)) != draw_leavings(Draw(8, CALENDAR))


@pytest.mark.parametrize("as_of", [AS_OF, date(2026, 1, 1), date(2024, 2, 29), date(2026, 12, 31), date(2026, 7, 2)])
def test_everyone_left_within_the_period(as_of):
    calendar = Calendar(as_of)
    planned = [leaving.planned for leaving in draw_leavings(Draw(7, calendar))]
    assert all(calendar.begin <= one.ended_on < as_of and one.started_on < one.ended_on for one in planned)


def test_written_tenure_is_kept_but_for_yearly_terms():
    for leaving in draw_leavings(Draw(7, CALENDAR)):
        planned = leaving.planned
        months = tenure_months(planned.started_on, planned.ended_on)
        if planned.profile["term"] == "yearly":
            assert months % 12 == 0
        elif leaving.answer and leaving.answer.tenure_months is not None:
            assert months == leaving.answer.tenure_months


def test_starter_seat_costs_more_from_the_price_rise():
    profile = {"plan": "starter", "country": "China", "term": "monthly"}
    before = CALENDAR.price_rise - timedelta(days=1)
    assert monthly_revenue(profile, 2, before, CALENDAR) == 198
    assert monthly_revenue(profile, 2, CALENDAR.price_rise, CALENDAR) == 298


def test_outage_is_a_tuesday_ten_months_ago():
    assert CALENDAR.outage.weekday() == 1
    assert CALENDAR.month_start(11) <= CALENDAR.outage < CALENDAR.month_start(10)


def test_command_makes_the_whole_company(sample):
    assert sample_customers().count() == 2000
    assert sample_customers().lost().count() == 400
    assert sample_customers().filter(ending=Ending.INVOLUNTARY).count() == 48
    assert Invitation.objects.filter(customer__in=sample_customers()).count() == 330
    assert Response.objects.filter(customer__in=sample_customers()).count() == 250


def test_every_answer_is_coded(sample):
    assert CodedResponse.objects.filter(response__customer__in=sample_customers()).count() == 250


def test_names_are_unique(sample):
    names = sample_customers().values_list("name", flat=True)
    assert len(set(names)) == len(names)


def test_nobody_whose_payment_failed_is_asked(sample):
    assert not Invitation.objects.filter(customer__ending=Ending.INVOLUNTARY).exists()


def test_customers_pay_in_their_currency(sample):
    china = sample_customers().filter(attributes__country="China")
    assert set(china.values_list("currency", flat=True)) == {"CNY"}
    assert set(sample_customers().exclude(pk__in=china).values_list("currency", flat=True)) == {"USD"}


def test_answers_fit_the_customer_they_are_given_to(sample):
    by_words = {answer.words: answer for answer in read_answers() if answer.words}
    for response in Response.objects.prefetch_related("answers__question"):
        if words := response.verbatim():
            assert by_words[words].profile.items() <= response.segment.items()


def test_answers_are_dated_after_the_leaving_and_before_the_end(sample):
    for response in Response.objects.select_related("invitation"):
        assert response.left_on <= response.recorded_at.date() < AS_OF
        assert response.invitation is None or response.invitation.created_at < response.recorded_at


def test_most_old_links_have_expired(sample):
    unanswered = Invitation.objects.filter(response=None)
    assert unanswered.filter(expires_at__lt=timezone.now()).count() > 60


def test_nobody_misses_a_fapiao_since_there_is_one_and_wechat_work_is_missed_lately(sample):
    during = {answer.words: answer.during for answer in read_answers() if answer.during}
    days: dict[str, list[date]] = {"before_fapiao": [], "wechat_work": []}
    for response in Response.objects.prefetch_related("answers__question"):
        if name := during.get(response.verbatim()):
            days[name].append(response.left_on)
    assert len(days["before_fapiao"]) > 10 < len(days["wechat_work"])
    assert max(days["before_fapiao"]) < CALENDAR.fapiao < CALENDAR.wechat_work <= min(days["wechat_work"])


def test_what_is_missed_lately_emerges(sample):
    themes = emerging_page(Filters(), AS_OF).themes
    assert "企业微信" in [theme.name for theme in themes]


def test_readers_found_what_was_meant(sample):
    read = SampledAnswer.objects.exclude(read_at=None).select_related("response").prefetch_related("response__answers")
    meant = {answer.words: list(answer.causes) or ["unclear"] for answer in read_answers()}
    assert len(read) > 50
    assert all(one.said == meant[one.response.verbatim()] for one in read)


def test_who_was_written_to_left_no_address_and_one_mail_came_back(sample):
    sending = FixSending.objects.get()
    assert (sending.sent + 1, sending.bounced) == (sending.planned, 1)
    written = Response.objects.exclude(contacted_at=None)
    assert (written.count(), written.exclude(contact_address="").count()) == (sending.planned, 0)
    assert DoNotContact.objects.filter(origin="bounced").count() == 1


PAGES = (
    "overview whole_report causes_by_segment people stated_written silence quality churn churn_causes cohorts".split()
)
PAGES += (
    "customers plans fading emerging codebook learning surveys digest quotes imports do_not_contact messages".split()
)


def test_every_page_has_something_to_show(sample, editor):
    asked = {page: {"from": "2024-06-30", "before": "2025-06-30"} for page in PAGES}
    asked["emerging"] = {"from": "2025-04-10"}
    shown = {page: editor.get(reverse(page), given).content.decode() for page, given in asked.items()}
    assert [page for page, html in shown.items() if "<main" not in html or 'class="empty"' in html] == []


def test_team_of_the_sample_stays_out_of_other_people_s_installations(sample):
    Customer.objects.create(ref="somebody-real")
    assert not store_team_work(7, AS_OF)


def test_second_run_changes_nothing(sample):
    before = list(Customer.objects.values()), Response.objects.count()
    assert "nothing was changed" in make_sample(seed=8)
    assert (list(Customer.objects.values()), Response.objects.count()) == before


def test_remove_takes_the_sample_and_nothing_else(sample):
    Customer.objects.create(ref="sample-box-ltd")
    choices = Choice.objects.count()
    assert "Removed 2000 customers" in make_sample(remove=True)
    assert list(Customer.objects.values_list("ref", flat=True)) == ["sample-box-ltd"]
    assert not Response.objects.exists()
    assert not Invitation.objects.exists()
    assert Choice.objects.count() == choices


def test_remove_without_a_sample_says_so(sample):
    make_sample(remove=True)
    assert "There is no sample company" in make_sample(remove=True)


def test_changed_survey_stores_nothing(sample):
    make_sample(remove=True)
    Choice.objects.filter(key="price").delete()
    with pytest.raises(CommandError, match="was changed"):
        make_sample()
    assert not Customer.objects.exists()


def test_day_to_come_is_refused(sample):
    make_sample(remove=True)
    with pytest.raises(CommandError, match="still to come"):
        make_sample(as_of=timezone.localdate() + timedelta(days=1))


# What was planted, as docs/sample-company.md lists it: cause, who, and what they are set against.
PATTERNS = {
    "price rise": ("price", lambda who, day: who["plan"] == "starter" and day >= CALENDAR.price_rise),
    "broken export": ("quality", lambda who, day: (who["plan"], who["industry"]) == ("team", "manufacturing")),
    "WeChat Work": ("missing_features", lambda who, day: who["country"] == "China"),
    "fapiao": ("billing", lambda who, day: who["country"] == "China"),
    "champion": ("champion_left", lambda who, day: who["plan"] == "business"),
    "outage": ("quality", lambda who, day: CALENDAR.outage <= day < CALENDAR.month_start(10)),
    "advert": ("expectations", lambda who, day: who["source"] == "advert"),
}


def _named(name: str) -> tuple[list[bool], list[bool]]:
    """Whether each person's words name the pattern's cause: those whom it is about, and everyone else."""
    cause, belongs = PATTERNS[name]
    causes = {answer.words: answer.causes for answer in read_answers() if answer.causes}
    inside: list[bool] = []
    outside: list[bool] = []
    for response in Response.objects.prefetch_related("answers__question"):
        if found := causes.get(response.verbatim()):
            (inside if belongs(response.segment, response.left_on) else outside).append(cause in found)
    return inside, outside


@pytest.mark.parametrize("name", PATTERNS)
def test_planted_pattern_stands_out(sample, name):
    inside, outside = _named(name)
    assert len(inside) >= 20
    assert sum(inside) / len(inside) > 2 * sum(outside) / len(outside)


@pytest.mark.parametrize("name", PATTERNS)
def test_documented_figures_are_true(sample, name):
    rows = (settings.BASE_DIR / "docs" / "sample-company.md").read_text(encoding="utf-8").splitlines()
    row = next(row for row in rows if row.lower().startswith(f"| {name}:".lower()))
    inside, outside = _named(name)
    assert row.endswith(f"| {sum(inside)} of {len(inside)} | {sum(outside)} of {len(outside)} |")
