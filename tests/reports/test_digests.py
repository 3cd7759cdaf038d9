"""What a digest says of this installation: changes beyond chance, words without names, nothing of a quiet week."""

from datetime import date, timedelta

import pytest

from reports import digests
from reports.digests import digest_content, last_week
from reports.models import CauseCare
from reports.outgoing.quoting import shortened

BEGIN, END = date(2026, 3, 2), date(2026, 3, 9)
NOW, BEFORE = BEGIN + timedelta(days=2), BEGIN - timedelta(days=10)


@pytest.fixture
def weeks(many):
    """Fill the week and those before it: weeks(now={"price": 20, "trust": 20}, before={"price": 5, "trust": 60})."""

    def fill(now, before, words="It was too dear for us, sorry."):
        for day, counts in ((NOW, now), (BEFORE, before)):
            for cause, number in counts.items():
                many(number, causes=[cause], ended_on=day, words=words, plan="pro")

    return fill


def causes(changes):
    return [change.now.cause for change in changes]


def test_a_rise_beyond_chance_is_told_with_its_bases(weeks):
    weeks(now={"price": 20, "trust": 20}, before={"price": 5, "trust": 60})
    content = digest_content(BEGIN, END)
    (rise,) = content.rises
    assert (rise.now.cause, rise.now.count, rise.now.base) == ("price", 20, 40)
    assert (rise.before.count, rise.before.base) == (5, 65)
    assert rise.now.low < rise.now.share < rise.now.high
    assert causes(content.falls) == ["trust"]
    assert content.compared == 2


def test_nothing_happens_when_shares_stay(weeks):
    weeks(now={"price": 20, "trust": 20}, before={"price": 42, "trust": 38})
    content = digest_content(BEGIN, END)
    assert not content.happened
    assert (content.answers, content.coded) == (40, 40)


def test_few_people_are_never_a_rise(weeks):
    weeks(now={"price": 20}, before={"trust": 20})
    content = digest_content(BEGIN, END)
    assert (content.happened, content.compared) == (False, 0)


def test_a_hidden_count_stays_hidden(weeks):
    weeks(now={"price": 20, "trust": 20}, before={"price": 2, "trust": 60})
    (rise,) = digest_content(BEGIN, END).rises
    assert (rise.now.count, rise.before.count, rise.before.share) == (20, None, None)


def test_revenue_is_by_cause_and_currency(weeks):
    weeks(now={"price": 12}, before={})
    (stake,) = digest_content(BEGIN, END).at_stake
    assert (stake.cause, stake.count, {name: int(sum_) for name, sum_ in stake.amounts.items()}) == (
        "price",
        12,
        {"USD": 600},
    )


def test_quotes_are_of_the_period_and_name_nobody(answer, many):
    many(10, ended_on=NOW, name="Acme Ltd", words="ACME LTD pays too much, ring 555-123-4567 or ann@acme.example.")
    answer(ended_on=BEFORE, words="Something that was said earlier.")
    quotes = digest_content(BEGIN, END).quotes
    assert {quote.words for quote in quotes} == {"… pays too much, ring … or …."}
    assert quotes[0].names["zh-Hans"]


def test_words_of_few_people_are_not_quoted(many):
    many(9, ended_on=NOW)
    assert digest_content(BEGIN, END).quotes == ()


def test_new_phrases_come_from_what_emerges(weeks, many):
    weeks(now={"price": 5}, before={"trust": 60}, words="We simply do not need it.")
    many(14, causes=["other"], ended_on=NOW, words="The elevator pitch music drove us away.")
    content = digest_content(BEGIN, END)
    (phrase,) = content.phrases
    assert phrase.phrase in "The elevator pitch music drove us away."
    assert (phrase.now, phrase.of_now, phrase.before, phrase.of_before) == (14, 19, 0, 60)
    assert content.happened


@pytest.mark.parametrize(("today", "monday"), [("2026-03-09", "2026-03-02"), ("2026-03-15", "2026-03-02")])
def test_last_week_is_a_whole_one(today, monday):
    begin, end = last_week(date.fromisoformat(today))
    assert (begin.isoformat(), (end - begin).days) == (monday, 7)


def test_whoever_looks_after_a_cause_is_named(weeks, django_user_model):
    CauseCare.objects.create(cause="price", owner=django_user_model.objects.create(username="ada@example.com"))
    weeks(now={"price": 20, "trust": 20}, before={"price": 5, "trust": 60})
    content = digest_content(BEGIN, END)
    assert [(one.now.cause, one.now.owner) for one in content.rises] == [("price", "ada@example.com")]
    assert {one.cause: one.owner for one in content.at_stake} == {"price": "ada@example.com", "trust": ""}


@pytest.mark.parametrize("words", ["太贵了" * 200, "word " * 200])
def test_long_words_are_shortened(words):
    assert len(shortened(words)) <= 240
    assert shortened(words).endswith("…")


def test_a_digest_costs_few_queries(weeks, django_assert_max_num_queries):
    weeks(now={"price": 20, "trust": 20}, before={"price": 5, "trust": 60})
    digest_content(BEGIN, END)
    with django_assert_max_num_queries(30):
        digests.digest_content(BEGIN, END)
