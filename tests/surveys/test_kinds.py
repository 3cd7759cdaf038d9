"""Scales, single choices, follow-ups, retired questions, and the one choice that a mail's link ticks."""

from __future__ import annotations

import re

import pytest

from surveys.documents import document_of, publish
from surveys.models import Answer, Response
from tests.surveys.kinds import EVERY_KIND

pytestmark = pytest.mark.django_db

PATH = "/s/every-kind/"


def _given() -> dict[str, list[str]]:
    return {answer.question.key: answer.choices for answer in Answer.objects.select_related("question")}


def _ticked(text: str) -> list[tuple[str, str]]:
    return re.findall(r'name="(\w+)" value="(\w*)"[^>]* checked', text)


def test_a_scale_and_a_single_choice_are_stored(every_kind, open_form):
    assert open_form(PATH).send(again="10", ease="1", fault="down").status_code == 303
    assert _given() == {"again": ["10"], "ease": ["1"], "fault": ["down"]}


@pytest.mark.parametrize(
    ("name", "value"),
    [("again", "11"), ("again", "-1"), ("again", "1.5"), ("again", "０"), ("ease", "0"), ("fault", "price"),
     ("again", ["1", "2"]), ("fault", ["slow", "down"])],
)  # fmt: skip
def test_what_was_not_offered_comes_back_with_the_words(every_kind, open_form, name, value):
    response = open_form(PATH).send(**{name: value, "words": "kept 不丢"})
    assert (response.status_code, "kept 不丢" in response.content.decode()) == (400, True)
    assert not Response.objects.exists()


def test_nothing_is_chosen_beforehand_and_a_choice_can_be_taken_back(every_kind, open_form):
    page = open_form(PATH)
    assert _ticked(page.text) == []
    assert page.send(again="", fault="", words="x").status_code == 303
    assert _given() == {"words": []}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "If “Too expensive” played a part:"),
        ("zh-Hans", "如果与“太贵”有关："),
        ("zh-Hant", "如果與「太貴」有關："),
    ],
)
def test_a_follow_up_says_whom_it_asks(every_kind, open_form, language, said):
    assert said in open_form(f"{PATH}?lang={language}").text


def test_words_in_a_follow_up_are_kept_whatever_is_ticked(every_kind, open_form):
    open_form(PATH).send(fair="half of it, 一半", reasons=["support"])
    assert Response.objects.get().verbatim() == "half of it, 一半"


def test_the_effort_counts_follow_ups_apart(every_kind, open_form):
    assert "6 short questions, and one more after some of the choices, about two minutes" in open_form(PATH).text


def test_a_retired_question_is_not_asked_but_taken_from_a_page_that_was_open(every_kind, open_form):
    page = open_form(PATH)
    document = document_of(every_kind)
    document["questions"] = [one for one in document["questions"] if one["key"] != "again"]
    publish(every_kind, document)
    assert 'name="again"' not in open_form(PATH).text
    assert page.send(again="3").status_code == 303
    assert (_given(), Response.objects.get().survey_version) == ({"again": ["3"]}, 1)


def test_the_version_that_was_asked_is_kept(every_kind, open_form):
    publish(every_kind, EVERY_KIND)
    open_form(PATH).send(words="x")
    assert Response.objects.get().survey_version == 2


@pytest.mark.parametrize(
    ("query", "ticked"),
    [
        ("?reasons=price&via=mail", [("reasons", "price")]),
        ("?again=7&via=mail", [("again", "7")]),
        ("?reasons=price&again=7&via=mail", [("reasons", "price")]),
        ("?reasons=price", []),
        ("?reasons=price&via=carrier-pigeon", []),
        ("?reasons=none_such&via=mail", []),
        ("?words=typed+by+another&via=mail", []),
        ("?contact=yes&via=mail", []),
    ],
)
def test_only_the_one_choice_that_was_clicked_in_a_mail_is_ticked(every_kind, open_form, query, ticked):
    page = open_form(PATH + query)
    assert (_ticked(page.text), "typed by another" in page.text) == (ticked, False)
    assert not Response.objects.exists()


def test_an_answer_by_mail_says_so_also_after_a_switch_of_languages(every_kind, open_form):
    page = open_form(f"{PATH}?reasons=price&via=mail")
    again = re.search(r'href="([^"]+)" lang="zh-Hans"', page.text)[1].replace("&amp;", "&")
    open_form(PATH + again).send(reasons=["price"])
    assert Response.objects.values_list("channel", "language").get() == ("mail", "zh-Hans")
