"""Why customers left: the churn rate taken apart by cause, what to mend first and whom to stop selling to."""

import re
from datetime import date, timedelta

import numpy as np
import pytest
from django.urls import reverse

from causes.codebook import load_codebook
from reports.churn import advice as advising
from reports.churn import causes as parting
from reports.churn.asked import ChurnAsked
from reports.churn.periods import LAST
from reports.churn.said import PENDING, SILENT, UNSAID, Answers, said_of
from reports.filters import Filters, Known
from reports.templatetags.churn_causes import line_words
from tests.reports.span_tables import day, spans_of

CAUSES = ("price", "changed_needs", "quality")
VALUES = (*UNSAID, *CAUSES)
QUARTERS = ("quarter", 2, date(2026, 6, 30))


def asked_of(spans, by="plan"):
    each, last, until = QUARTERS
    return ChurnAsked(spans, Known((), spans.values), Filters(by=by), each, last, until, [], LAST)


def answers_of(*rows):
    """Make answers: (customer, day, what was said)."""
    rows = sorted(rows)
    keys = np.array([customer * (1 << 21) + at for customer, at, _said in rows], np.int64)
    said = np.array([VALUES.index(said) for *_row, said in rows], np.int32)
    return Answers(keys, np.array([customer for customer, *_row in rows], np.int64), said, VALUES)


@pytest.fixture
def told(monkeypatch):
    """Let answers be what a test says, without a database."""

    def tell(*rows):
        for module in (parting, advising):
            monkeypatch.setattr(module, "answers_between", lambda *_asked: answers_of(*rows))

    return tell


def people(many, plan, lost, first=1):
    """Return customers of a plan, the first ``lost`` of whom left in May."""
    return [(first + at, day(1), day(5, 3) if at < lost else 0, 5000, plan) for at in range(many)]


def page_of(spans, by="plan"):
    asked = asked_of(spans, by)
    return parting.causes_of_churn(asked, None, CAUSES, asked.periods[-1])


def test_the_latest_answer_near_the_end_counts():
    spans = spans_of((7, day(1), day(5, 3)), (8, day(1), day(5, 3)))
    answers = answers_of((7, day(4, 20), "price"), (7, day(5, 9), "quality"), (8, day(1, 2), "price"))
    assert [VALUES[place] for place in said_of(spans, np.array([0, 1]), answers)] == ["quality", SILENT]


def test_parts_add_up_to_the_rate(told):
    told(*((at, day(5, 4), "price") for at in range(1, 11)), *((at, day(5, 4), PENDING) for at in range(11, 13)))
    whole = page_of(spans_of(*people(200, "pro", 20))).whole
    assert sum(part.count or 0 for part in whole.parts.values()) == whole.lost == 20
    assert (
        sum(part.share.share for part in whole.parts.values() if part.share) == pytest.approx(whole.rate.share) == 0.1
    )


def test_the_sentence_says_points_and_who_did_not_say(told, db):
    told(*((at, day(5, 4), "price") for at in range(1, 33)), *((at, day(5, 4), "quality") for at in range(33, 51)))
    whole = page_of(spans_of(*people(2000, "pro", 82))).whole
    assert line_words(whole) == (
        "82 of 2,000 customers left, 4.1%. Of this: 1.6 points Price, 0.9 points Bugs & reliability, and 1.6 points "
        "did not say."
    )


def test_answers_that_nobody_read_are_said_to_be(told, db):
    told(*((at, day(5, 4), PENDING) for at in range(1, 33)))
    whole = page_of(spans_of(*people(2000, "pro", 82))).whole
    assert line_words(whole) == "82 of 2,000 customers left, 4.1%. Of this: 1.6 points whose answers are not read yet."


def test_a_failed_payment_is_no_cause(told):
    told((1, day(5, 4), "price"))
    rows = [(at, day(1), day(5, 3), 5000, "pro", "monthly", "involuntary") for at in range(1, 9)]
    whole = page_of(spans_of(*rows, *people(20, "pro", 0, first=50))).whole
    assert whole.parts[parting.INVOLUNTARY].count == 8


def test_few_answers_are_not_taken_apart(told):
    told(*((at, day(5, 4), "price") for at in range(1, 4)))
    whole = page_of(spans_of(*people(100, "pro", 20))).whole
    assert not whole.split
    assert whole.parts[parting.OWN].count == 20


def test_no_hidden_part_is_the_rest_of_what_is_seen(told):
    told(*((at, day(5, 4), "price" if at < 20 else "quality") for at in range(1, 23)))
    whole = page_of(spans_of(*people(200, "pro", 30))).whole
    hidden = [part for part in whole.parts.values() if part.hidden and part.what != parting.OTHERS]
    seen = sum(part.count for part in whole.parts.values() if not part.hidden)
    assert not whole.split or not hidden or (len(hidden) > 1 and whole.lost - seen >= 5)


def advice_of(spans):
    return advising.advice(asked_of(spans), None, load_codebook(), CAUSES)


def test_high_losses_that_can_be_mended_come_first(told):
    told(*((at, day(5, 4), "quality") for at in range(1, 41)))
    found = advice_of(spans_of(*people(300, "team", 60), *people(600, "pro", 12, first=1000)))
    assert [(line.dimension, line.segment) for line in found.fix_first] == [("plan", "team")]
    assert found.fix_first[0].fixable.share == 1
    assert found.fix_first[0].causes[0].cause == "quality"


def test_a_line_opens_the_very_answers_that_it_counts(told):
    told(*((at, day(5, 4), "quality") for at in range(1, 41)))
    spans = spans_of(*people(300, "team", 60), *people(600, "pro", 12, first=1000))
    asked = {"of": "plan", "segment": "team", "cause": "quality"}
    found = advising.evidence(asked_of(spans), None, load_codebook(), CAUSES, asked)
    assert sorted(found.responses) == [*range(1, 41)]
    assert len(found.responses) == found.line.causes[0].count


@pytest.mark.parametrize("cause", ["price", "", "nothing"])
def test_a_cause_that_no_line_tells_of_opens_nothing(told, cause):
    told(*((at, day(5, 4), "quality" if at < 41 else "price") for at in range(1, 43)))
    spans = spans_of(*people(300, "team", 60), *people(600, "pro", 12, first=1000))
    asked = {"of": "plan", "segment": "team", "cause": cause}
    assert advising.evidence(asked_of(spans), None, load_codebook(), CAUSES, asked).responses == ()


def test_whom_nothing_suits_is_not_to_be_sold_to(told):
    told(*((at, day(5, 4), "changed_needs") for at in range(1, 41)))
    found = advice_of(spans_of(*people(300, "free", 60), *people(600, "pro", 12, first=1000)))
    assert [line.segment for line in found.stop_selling] == ["free"]
    assert not found.fix_first


def test_without_answers_the_list_says_so(told):
    told()
    found = advice_of(spans_of(*people(300, "free", 60), *people(600, "pro", 12, first=1000)))
    assert [line.segment for line in found.unsure] == ["free"]
    assert found.unsure[0].fixable is None


def test_chance_makes_no_list(told):
    told()
    found = advice_of(spans_of(*people(300, "free", 9), *people(600, "pro", 18, first=1000)))
    assert not found.any
    assert found.comparisons > 0


@pytest.fixture
def left(answer, many, customer):
    """40 customers at the start of the last quarter, 12 of whom left in it, 8 of these because of the price."""
    today = date.today()
    gone = date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - timedelta(days=50)
    many(8, ended_on=gone, plan="pro")
    for at in range(32):
        customer(ended_on=gone if at < 4 else None, plan="pro")
    customer(started_on=today, plan="pro")


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_it_works(viewer, left, language):
    viewer.cookies["django_language"] = language
    page = viewer.get(reverse("churn_causes"))
    assert page.status_code == 200
    assert "20.0" in page.content.decode()


def test_a_month_stays_a_month_in_its_file(viewer, left):
    page = viewer.get(reverse("churn_causes") + "?each=month").content.decode()
    assert re.search(r'causes\.csv\?[^"]*each=month', page)


def test_the_file_has_a_row_for_each_part(viewer, left):
    rows = viewer.get(reverse("churn_causes_export", args=["json"])).getvalue().decode()
    assert '"part": "price"' in rows.replace('":"', '": "')


def test_evidence_lists_answers_in_their_words(viewer, left):
    asked = {"of": "plan", "segment": "pro", "cause": "price"}
    page = viewer.get(reverse("churn_causes_answers"), asked).content.decode()
    assert page.count('class="row') >= 8


def test_a_line_opens_its_customers(viewer, left):
    page = viewer.get(reverse("churn_causes_answers"), {"of": "plan", "segment": "pro"}).content.decode()
    assert len(re.findall(r'href="/customers/\d+/"', page)) == 12


@pytest.mark.parametrize("asked", [{}, {"of": "plan", "segment": "gone", "cause": "price"}, {"of": "nothing"}])
def test_evidence_of_nothing_says_so(viewer, left, asked):
    assert "Too few people to show" in viewer.get(reverse("churn_causes_answers"), asked).content.decode()


def test_nobody_left_says_what_to_do(viewer, db):
    assert "import" in viewer.get(reverse("churn_causes")).content.decode().lower()


def test_a_period_that_is_not_there_is_said(viewer, left):
    page = viewer.get(reverse("churn_causes") + "?begin=1999-01-01").content.decode()
    assert "1999-01-01" in page
    assert "20.0" in page
