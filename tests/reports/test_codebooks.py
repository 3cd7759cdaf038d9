"""Which codebook holds: the shipped one, a team's version, a layer; and what merging, retiring and splitting mean."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from causes import load_codebook
from reports.codebooks import (
    ChangedMeanwhile,
    active_codebook,
    add_version,
    new_entry,
    one_look,
    recoding,
    shipped_content,
)
from reports.coding import code_pending, pending_responses, read_responses, with_words
from reports.corrections import CorrectionRefused, correct, undo
from reports.models import CodedResponse, Coding
from surveys.models import Answer, Response

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return User.objects.create_user("ed@example.com")


@pytest.fixture
def version(user):
    """Store a version in which the named cause has these fields."""

    def store(cause, base=0, **fields):
        content = shipped_content()
        next(entry for entry in content["causes"] if entry["key"] == cause).update(fields)
        return add_version(content, base, "renamed", cause, ("why", user))

    return store


@pytest.fixture
def said(answer):
    """Store an answer and code it as the engine reads it."""

    def store(words):
        response = answer(words, status=None)
        code()
        return response

    return store


def code():
    return sum(code_pending())


def causes_of(response):
    return set(Coding.objects.filter(response=response).values_list("cause", flat=True))


def now():
    return timezone.now().isoformat()


def test_without_a_version_the_shipped_codebook_holds():
    assert active_codebook().digest == load_codebook().digest
    assert active_codebook().given() == list(load_codebook().causes)


def test_a_version_holds_at_once(version):
    version("price", labels={"en": "Money", "zh-Hans": "钱", "zh-Hant": "錢"})
    assert active_codebook().label("price", "zh-Hant") == "錢"


def test_a_new_name_makes_nothing_pending(said, version):
    said("too expensive")
    version("price", labels={"en": "Money"})
    assert not pending_responses().exists()


def test_another_phrase_makes_everything_pending(said, version):
    said("too expensive")
    version("price", phrases={"en": ["blue moon"], "zh-Hans": [], "zh-Hant": []})
    assert (recoding().done, recoding().total) == (0, 1)


def test_a_page_looks_for_the_codebook_once(django_assert_num_queries):
    with one_look(), django_assert_num_queries(2):
        active_codebook()
        active_codebook()


def test_of_two_changes_to_the_same_version_the_second_is_refused(version):
    version("price", labels={"en": "Money"})
    with pytest.raises(ChangedMeanwhile):
        version("price", labels={"en": "Cost"})


def test_a_phrase_of_the_team_is_found(said, version):
    phrases = {"en": ["blue moon bill"], "zh-Hans": ["蓝月账"], "zh-Hant": []}
    version("trust", phrases=phrases)
    assert "trust" in causes_of(said("so that was our blue moon bill"))
    assert "trust" in causes_of(said("這是藍月賬"))


def test_a_cause_of_the_team_is_found(said, user):
    entry = new_entry("dark_mode", {"en": "Dark mode"}) | {"phrases": {"en": ["dark mode"], "zh-Hans": ["深色模式"]}}
    content = shipped_content()
    content["causes"].append(entry)
    add_version(content, 0, "added", "dark_mode", ("asked for", user))
    assert "dark_mode" in causes_of(said("没有深色模式"))


def test_a_merged_cause_counts_as_the_other(said, version):
    response = said("too expensive")
    version("price", merged_into="budget", merged_at=now())
    code()
    assert "price" not in causes_of(response)
    assert "budget" in causes_of(response)


def test_corrections_of_a_merged_cause_hold_for_the_other(said, version, user):
    response = said("we said goodbye to the office")
    correct(response, "price", "present", user)
    version("price", merged_into="budget", merged_at=now())
    code()
    assert "budget" in causes_of(response)


def test_denying_a_cause_denies_what_was_merged_into_it(said, version, user):
    response = said("too expensive")
    version("price", merged_into="budget", merged_at=now())
    code()
    correct(response, "budget", "absent", user)
    assert "budget" not in causes_of(response)


def test_a_merged_cause_can_no_longer_be_given(said, version, user):
    response = said("too expensive")
    version("price", merged_into="budget", merged_at=now())
    with pytest.raises(CorrectionRefused):
        correct(response, "price", "present", user)


def test_a_retired_cause_stays_where_it_was(said, version):
    response = said("too expensive")
    version("price", retired_at=now())
    code()
    assert "price" in causes_of(response)


def test_a_retired_cause_is_given_no_more(said, version):
    version("price", retired_at=now())
    assert "price" not in causes_of(said("too expensive"))


def test_what_remains_without_a_retired_cause_is_one_main_cause(said, version):
    version("price", retired_at=now())
    assert Coding.objects.filter(response=said("too expensive"), main=True).count() == 1


def test_words_of_a_split_cause_speak_for_the_new_one_only(said, user):
    content = shipped_content()
    price = next(entry for entry in content["causes"] if entry["key"] == "price")
    price["phrases"]["en"].remove("price hike")
    entry = new_entry("price_rise", {"en": "Price rise"})
    content["causes"].append(entry | {"split_from": "price", "phrases": {"en": ["price hike"]}})
    add_version(content, 0, "split", "price", ("two things", user))
    assert causes_of(said("another price hike")) == {"price_rise"}
    assert "price" in causes_of(said("far too expensive"))


def test_what_a_person_said_holds_for_the_same_words(said, user):
    first, second = said("See you around."), said("see you  around.")
    correct(first, "trust", "present", user)
    assert "trust" in causes_of(second)


def test_it_holds_for_the_same_words_that_come_later(said, user):
    correct(said("再見了"), "trust", "present", user)
    assert "trust" in causes_of(said("再见了"))


def test_undoing_gives_the_duplicates_back_too(said, user):
    first, second = said("See you around."), said("See you around.")
    before = causes_of(second)
    undo(correct(first, "trust", "present", user))
    assert causes_of(second) == before


def test_ones_own_label_wins_over_a_duplicates(said, user):
    first, second = said("See you around."), said("See you around.")
    correct(second, "trust", "absent", user)
    correct(first, "trust", "present", user)
    assert "trust" not in causes_of(second)


EXAMPLES = ["Our atlas was folded the wrong way.", "地图册折错了，再见", "Where is north?"]


def test_an_example_of_a_cause_has_that_cause(said, version):
    english, chinese, other = (
        said("our ATLAS was folded  the wrong way."),
        said("地圖冊折錯了，再見"),
        said("Where is south?"),
    )
    version("trust", examples=EXAMPLES)
    code()
    assert "trust" in causes_of(english) & causes_of(chinese)
    assert "trust" not in causes_of(other)
    assert "trust" in causes_of(said("Where is north?"))


def test_an_example_is_read_without_further_queries(many, version, django_assert_num_queries):
    one, hundred = many(1, words=EXAMPLES[2], status=None), many(100, words=EXAMPLES[2], status=None)
    version("trust", examples=EXAMPLES)
    book = active_codebook()
    for some in (one, hundred):
        prepared = list(with_words(Response.objects.filter(pk__in=[response.pk for response in some])))
        with django_assert_num_queries(1):
            assert all("trust" in {cause.cause for cause in read.causes} for read in read_responses(prepared, book))


def test_what_a_person_said_wins_over_an_example(said, version, user):
    response, same = said(EXAMPLES[0]), said(EXAMPLES[0])
    version("trust", examples=EXAMPLES)
    code()
    correct(response, "trust", "absent", user)
    assert "trust" not in causes_of(response) | causes_of(same)


def test_examples_of_a_retired_cause_keep_it_where_it_was(said, version):
    before = said(EXAMPLES[0])
    version("trust", examples=EXAMPLES, retired_at=now())
    code()
    assert "trust" in causes_of(before)
    assert "trust" not in causes_of(said(EXAMPLES[0]))


def test_more_duplicates_than_can_be_recoded_at_once_are_pending(said, user, monkeypatch):
    monkeypatch.setattr("reports.coding.DUPLICATES_AT_ONCE", 1)
    first = [said("See you around.") for _one in range(4)].pop()
    correct(first, "trust", "present", user)
    assert pending_responses().count() == 2
    code()
    assert Coding.objects.filter(cause="trust").count() == 4


def test_words_without_content_teach_nothing(said, user):
    first, second = said("n/a"), said("n/a")
    correct(first, "trust", "present", user)
    assert "trust" not in causes_of(second)


def test_an_answer_written_anew_is_read_anew(said, user):
    first, second = said("See you around."), said("See you around.")
    correct(first, "trust", "present", user)
    Answer.objects.filter(response=second).update(verbatim="Good bye then.")
    CodedResponse.objects.filter(response=second).update(codebook="")
    code()
    assert "trust" not in causes_of(second)


def test_a_codebook_accepted_meanwhile_holds_for_the_rest(answer, version, monkeypatch):
    monkeypatch.setattr("reports.coding.BATCH", 1)
    for _one in range(3):
        answer("too expensive", status=None)
    run = code_pending()
    next(run)
    version("price", merged_into="budget", merged_at=(timezone.now() + timedelta(seconds=1)).isoformat())
    sum(run)
    assert not pending_responses().exists()
    assert not Response.objects.exclude(coded__codebook=active_codebook().digest).exists()
