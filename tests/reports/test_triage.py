"""Marks, quotes and causes for one or many answers at once, and everything put back exactly."""

import pytest
from django.contrib.auth.models import User

from reports.coding import code_pending
from reports.corrections import CorrectionRefused, correct
from reports.models import CodedResponse, Coding, Correction, InboxChange, Mark, Quote
from reports.triage import ChangeRefused, change_answers, change_words, latest_change, undo_change
from surveys.models import Response

ACTIONS = [action for action in InboxChange.Action.values if not action.endswith("cause")]


@pytest.fixture
def user(db):
    return User.objects.create(username="ed@example.com")


@pytest.fixture
def keys(many, user):
    """Six answers: the first read, the second starred, the third and fourth quoted, in this order."""
    made = [one.pk for one in many(6)]
    Mark.objects.create(response_id=made[0], kind="read")
    Mark.objects.create(response_id=made[1], kind="starred", made_by=user)
    for place in (2, 3):
        Quote.objects.create(response_id=made[place], position=place, note=f"note {place}", made_by=user)
    return made


def state():
    """All that marks and quotes say, without the rows' own keys."""
    marks = Mark.objects.order_by("response", "kind").values_list("response", "kind", "made_by", "made_at")
    quotes = Quote.objects.filter(removed_at=None).values_list("response", "position", "note", "made_by", "made_at")
    return list(marks), list(quotes)


def codings():
    return sorted(Coding.objects.values_list("response", "cause", "main", "method", "score"))


@pytest.mark.parametrize("action", ACTIONS)
def test_taking_it_back_puts_everything_back_exactly(keys, user, action):
    before = state()
    change = change_answers(keys, action, "", user)
    after = state()
    undo_change(change)
    assert after != before == state()


@pytest.mark.parametrize("action", ACTIONS)
def test_only_what_it_altered_is_counted(keys, user, action):
    expected = {"read": 5, "unread": 1, "star": 5, "unstar": 1, "quote": 4, "unquote": 2}[action]
    assert change_answers(keys, action, "", user).answers.count() == expected


@pytest.mark.parametrize("action", ACTIONS)
def test_doing_it_again_changes_nothing(keys, user, action):
    change_answers(keys, action, "", user)
    assert change_answers(keys, action, "", user) is None
    assert InboxChange.objects.count() == 1


def test_taking_it_back_twice_changes_nothing(keys, user):
    change = change_answers(keys, "star", "", user)
    undo_change(change)
    change_answers(keys[:1], "star", "", user)
    undo_change(InboxChange.objects.get(pk=change.pk))
    assert Mark.objects.filter(kind="starred").count() == 2


def test_a_quote_that_is_chosen_again_has_its_note_and_stands_last(keys, user):
    change_answers([keys[2]], "unquote", "", user)
    change_answers([keys[2]], "quote", "", user)
    assert Quote.objects.filter(removed_at=None).last().note == "note 2"


@pytest.mark.parametrize(("action", "cause"), [("add_cause", "trust"), ("remove_cause", "price")])
def test_a_cause_is_given_to_many_and_taken_back_with_one(answer, user, action, cause):
    words = ["太贵了", "太貴了，匯出壞了", "too dear", "exports fail", "😀", "ＴＯＯ　ＤＥＡＲ"]
    keys = [answer(text, status=None).pk for text in words] + [answer("", status=None, reasons=["price"]).pk]
    sum(code_pending())
    before = codings()
    change = change_answers(keys, action, cause, user)
    having = Coding.objects.filter(response__in=keys[:6], cause=cause).count()
    assert having == (6 if action == "add_cause" else 0)
    undo_change(change)
    assert (codings(), Correction.objects.filter(undone_at=None).count()) == (before, 0)


def test_what_others_said_before_stays_when_many_are_taken_back(answer, user):
    kept = answer("太贵了", status=None)
    sum(code_pending())
    correct(kept, "trust", "main", user)
    before = codings()
    undo_change(change_answers([kept.pk], "add_cause", "quality", user))
    assert codings() == before


def test_answers_that_say_the_same_are_recoded_with_them(answer, user):
    said, same = answer("It is much too dear", status=None), answer("it is MUCH too dear", status=None)
    sum(code_pending())
    change = change_answers([said.pk], "add_cause", "trust", user)
    assert Coding.objects.filter(response=same, cause="trust").exists()
    undo_change(change)
    assert not Coding.objects.filter(response=same, cause="trust").exists()


def test_a_cause_that_is_not_given_changes_nothing(keys, user):
    with pytest.raises(CorrectionRefused):
        change_answers(keys, "add_cause", "nope", user)
    assert (InboxChange.objects.count(), Correction.objects.count()) == (0, 0)


@pytest.mark.parametrize(("number", "action"), [(0, "read"), (1001, "read"), (1, "delete"), (1, "")])
def test_what_cannot_be_done_is_refused_with_a_sentence(db, user, number, action):
    with pytest.raises(ChangeRefused, match=r"\."):
        change_answers(range(1, number + 1), action, "", user)


def test_only_the_own_latest_change_is_offered(keys, user):
    other = User.objects.create(username="other@example.com")
    change_answers(keys, "star", "", user)
    change_answers(keys, "read", "", other)
    assert latest_change(user).words == "Starred: 5."


def test_every_action_has_words(keys, user):
    assert all(change_words(InboxChange(pk=1, action=action, cause="price")) for action in InboxChange.Action.values)


def test_queries_do_not_grow_with_the_answers(many, user, django_assert_max_num_queries):
    keys = [one.pk for one in many(60)]
    with django_assert_max_num_queries(40):
        change_answers(keys, "add_cause", "trust", user)
    assert CodedResponse.objects.filter(response__in=keys).count() == Response.objects.count() == 60
