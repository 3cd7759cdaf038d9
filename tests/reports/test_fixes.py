"""Did the fix work: windows, the mix held still, and when nothing can be told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from reports.asked import read_asked
from reports.fix_sentences import fix_sentence, raw_sentence
from reports.fixes import FixQuestion, did_it_work, read_question, releases_about
from reports.models import Release

OUT = date(2026, 1, 15)
BEFORE, AFTER = OUT - timedelta(days=20), OUT + timedelta(days=20)


@pytest.fixture
def named(many):
    """Make people of one day of whom some name the price: named(BEFORE, 20, 60, plan="pro")."""

    def make(day, count, base, **known):
        many(count, causes=["price"], ended_on=day, **known)
        many(base - count, causes=["quality"], ended_on=day, **known)

    return make


def looked(cause="price", release=None, given=None, **question):
    asked = read_asked(given or {"by": "plan"})
    release = release or Release(name="Cheaper plan", released_on=OUT, causes=["price"])
    return did_it_work(asked.exits, asked.filters, cause, release, FixQuestion(**{"mix": "plan"} | question))


def test_a_fall_is_told_with_its_interval(named):
    named(BEFORE, 40, 100, plan="pro")
    named(AFTER, 12, 80, plan="pro")
    assert fix_sentence(looked(), "Price") == "“Price” fell by 25 points (95% 12 to 37), more than chance explains."


def test_it_is_told_in_chinese(named):
    named(BEFORE, 40, 100, plan="pro")
    named(AFTER, 12, 80, plan="pro")
    with translation.override("zh-hans"):
        assert "25" in fix_sentence(looked(), "价格")


def test_another_mix_is_no_change(named):
    named(BEFORE, 10, 60, plan="a"), named(BEFORE, 40, 50, plan="b")
    named(AFTER, 5, 30, plan="a"), named(AFTER, 80, 100, plan="b")
    change = looked().change
    assert (round(change.points, 2), change.more_than_chance, change.raw_points > 0.15) == (0.0, False, True)


def test_without_a_mix_the_change_is_the_raw_one(named):
    named(BEFORE, 10, 60, plan="a"), named(BEFORE, 40, 50, plan="b")
    named(AFTER, 5, 30, plan="a"), named(AFTER, 80, 100, plan="b")
    change = looked(mix="").change
    assert change.points == pytest.approx(change.raw_points)


def test_two_dimensions_are_crossed_and_small_groups_joined(named):
    for plan in "ab":
        named(BEFORE, 10, 40, plan=plan, size="big"), named(AFTER, 10, 40, plan=plan, size="big")
        named(BEFORE, 2, 3, plan=plan, size="small"), named(AFTER, 1, 3, plan=plan, size="small")
    fix = looked(also="size")
    assert (fix.change.strata, sorted(fix.joined)) == (3, [("a", "small"), ("b", "small")])


def test_fourteen_of_thirty_cannot_be_told(named):
    named(BEFORE, 40, 100, plan="pro")
    named(AFTER, 6, 14, plan="pro")
    fix = looked()
    assert (fix.state, "14 of 30 people needed" in fix_sentence(fix, "Price")) == ("too_few", True)


def test_too_few_people_after_are_not_counted_out(named):
    named(BEFORE, 40, 100, plan="pro")
    named(AFTER, 3, 3, plan="pro")
    assert "3" not in fix_sentence(looked(), "Price").replace("30", "")


def test_too_few_who_named_it_are_hidden(named):
    named(BEFORE, 40, 100, plan="pro")
    named(AFTER, 3, 100, plan="pro")
    fix = looked()
    assert (fix.state, fix.after.count, fix.after.share, raw_sentence(fix)) == ("hidden", None, None, "")


def test_a_release_to_come_is_compared_with_nothing(named):
    named(BEFORE, 40, 100, plan="pro")
    soon = Release(name="Soon", released_on=timezone.localdate() + timedelta(days=3), causes=["price"])
    assert looked(release=soon).state == "to_come"


def test_the_window_says_who_is_compared(named):
    named(BEFORE, 40, 100, plan="pro"), named(AFTER, 12, 80, plan="pro")
    named(OUT - timedelta(days=40), 50, 50, plan="pro")
    assert [looked(days=days).before.base for days in (30, 60)] == [100, 150]


def test_the_days_around_the_release_can_be_left_out(named):
    named(BEFORE, 40, 100, plan="pro"), named(AFTER, 12, 80, plan="pro")
    named(OUT, 9, 9, plan="pro")
    assert [looked(gap=gap).after.base for gap in (0, 7)] == [89, 80]


def test_the_day_of_the_release_is_after_it(named):
    named(OUT, 20, 40, plan="pro"), named(BEFORE, 20, 40, plan="pro")
    assert (looked().before.base, looked().after.base) == (40, 40)


def test_a_release_for_a_segment_is_looked_at_there(named):
    for plan in "ab":
        named(BEFORE, 20, 40, plan=plan), named(AFTER, 10, 40, plan=plan)
    release = Release(name="a only", released_on=OUT, causes=["price"], segments=[["plan", "a"]])
    assert (looked(release=release, mix="").before.base, looked(mix="").before.base) == (40, 80)


def test_a_page_of_another_segment_says_so(named):
    for plan in "ab":
        named(BEFORE, 20, 40, plan=plan)
    release = Release(name="a only", released_on=OUT, causes=["price"], segments=[["plan", "a"]])
    assert looked(release=release, given={"is.plan": "b"}).state == "elsewhere"


def test_small_segments_are_hidden_in_before_and_after(named):
    named(BEFORE, 20, 60, plan="a"), named(AFTER, 20, 60, plan="a")
    named(BEFORE, 20, 60, plan="b"), named(AFTER, 3, 60, plan="b")
    assert [group.after for group in looked().groups] == [None, None]


@pytest.mark.parametrize("given", [{"days": "12"}, {"days": "x", "gap": "-1"}, {"mix": "nope", "also": "nope"}])
def test_what_cannot_be_asked_is_left_as_it_is(many, given):
    many(5, plan="pro")
    asked = read_asked({"by": "plan"})
    assert read_question(given, asked.filters, asked.known.dimensions) == FixQuestion(mix="plan")


@pytest.mark.django_db
def test_a_release_about_a_merged_cause_is_about_what_it_counts_as():
    class Book:
        def given_as(self, key):
            return {"dear": "price"}.get(key, key)

    releases = [Release(name=name, causes=causes) for name, causes in (("1", ["dear"]), ("2", ["quality"]))]
    assert [release.name for release in releases_about("price", Book(), releases)] == ["1"]
