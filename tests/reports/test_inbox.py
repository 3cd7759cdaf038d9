"""Searching, filtering, sorting and working through the answers, by forms and by htmx."""

from datetime import date
from urllib.parse import urlencode

import pytest

from reports import inbox_order
from reports.coding import code_pending
from reports.filters import Filters
from reports.models import Coding, Correction, InboxChange, Mark, Quote
from reports.people import Behind
from reports.sought import Sought
from surveys.models import Response

WORDS = {
    "hant": "匯出總是當機，太貴了",
    "hans": "导出总是崩溃",
    "english": "The exports kept crashing, and it was 贵",
    "wide": "ＥＸＰＯＲＴ　太慢　😀",
    "long": "好" * 4990 + "，数据同步",
}
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def answers(answer):
    """Five answers by name, coded by the engine, of one and the same day."""
    made = {
        name: answer(words, status=None, plan="pro", mrr=str(10 * n)) for n, (name, words) in enumerate(WORDS.items())
    }
    sum(code_pending())
    return made


@pytest.fixture
def shown(viewer, answers):
    """Return the names of the answers that a page lists, in its order."""
    names = {str(one.pk): name for name, one in answers.items()}

    def asked(**query):
        page = viewer.get("/people/?" + urlencode(query)).content.decode()
        return [names[part.partition('"')[0]] for part in page.split('data-answer="')[1:]]

    return asked


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "导出"}, {"hans"}),
        ({"q": "匯出"}, {"hant"}),
        ({"q": "export"}, {"english", "wide"}),
        ({"q": "贵"}, {"hant", "english"}),
        ({"q": "總是 -太貴"}, {"hans"}),
        ({"q": '"kept crashing"'}, {"english"}),
        ({"q": "數據同步"}, {"long"}),
        ({"q": "export", "least": "25"}, {"wide"}),
        ({"least": "30"}, {"wide", "long"}),
        ({"q": "😀"}, set(WORDS)),
        ({"q": "nothing of it"}, set()),
        ({"survey": "exit", "from": "2026-03-10", "before": "2026-03-11"}, set(WORDS)),
        ({"from": "2026-03-11"}, set()),
    ],
)
def test_what_is_listed(shown, query, expected):
    assert set(shown(**query)) == expected


def test_sorting_by_revenue_puts_the_most_first(shown):
    assert shown(sort="revenue") == ["long", "wide", "english", "hans", "hant"]


def test_unknown_revenue_comes_last_on_any_page(answer, monkeypatch):
    monkeypatch.setattr(inbox_order, "A_PAGE", 2)
    keys = [answer(mrr=mrr).pk for mrr in ("1", "5", "3")]
    unknown = [answer().pk for _one in range(4)]
    Response.objects.filter(pk__in=unknown).update(mrr=None)
    sought = Sought(Behind(Filters()), sort="revenue")
    found = [inbox_order.page_of(sought, number, 7, []) for number in (1, 2, 3, 4)]
    assert found == [[keys[1], keys[2]], [keys[0], unknown[3]], [unknown[2], unknown[1]], [unknown[0]]]


def test_sorting_by_relevance_puts_short_answers_with_more_of_it_first(shown, answer, answers):
    assert shown(q="总是", sort="relevance")[0] in ("hans", "hant")


def test_sorting_by_doubt_shows_what_is_to_be_read_least_sure_first(viewer, many):
    sure, (less, least) = many(1), many(2, unsure=True)
    Coding.objects.filter(response=least).update(score=0.2)
    page = viewer.get("/people/?sort=unsure").content.decode()
    assert page.index(f'id="row-{least.pk}"') < page.index(f'id="row-{less.pk}"')
    assert f'id="row-{sure[0].pk}"' not in page


def test_a_ticked_reason_is_a_filter(viewer, many):
    (ticked, _same), (other,) = many(2, reasons=["price"]), many(1, reasons=["missing"])
    page = viewer.get("/people/?reason=price").content.decode()
    assert f'id="row-{ticked.pk}"' in page
    assert f'id="row-{other.pk}"' not in page


def test_what_the_team_did_is_a_filter(viewer, many, django_user_model):
    read, starred, quoted, corrected = many(4)
    Mark.objects.create(response=read, kind="read")
    Mark.objects.create(response=starred, kind="starred")
    Quote.objects.create(response=quoted)
    Correction.objects.create(response=corrected, cause="price", verdict="present")
    found = {
        status: {one.pk for one in (read, starred, quoted, corrected) if f'id="row-{one.pk}"' in page}
        for status in ("unread", "starred", "quoted", "corrected")
        for page in [viewer.get(f"/people/?status={status}").content.decode()]
    }
    expected = {"unread": {starred.pk, quoted.pk, corrected.pk}, "starred": {starred.pk}}
    assert found == expected | {"quoted": {quoted.pk}, "corrected": {corrected.pk}}


@pytest.mark.parametrize("query", ["least=abc", "least=NaN", "least=1e99", "reason=nope", "status=nope", "sort=nope"])
def test_what_does_not_exist_is_said_or_left_out(viewer, many, query):
    many(1)
    page = viewer.get(f"/people/?{query}")
    assert (page.status_code, "row-" in page.content.decode()) == (200, True)


def test_a_page_reads_only_its_own_answers(viewer, many, django_assert_max_num_queries):
    many(45, words="Too dear", causes=["price"])
    viewer.get("/people/")
    with django_assert_max_num_queries(25):
        pages = [viewer.get(f"/people/?page={number}").content.decode().count('data-answer="') for number in (1,)]
    assert pages + [viewer.get(f"/people/?page={n}").content.decode().count('data-answer="') for n in (3, 99)] == [
        20,
        5,
        5,
    ]


def test_search_stays_in_links_and_files(viewer, answers):
    page = viewer.get("/people/?q=导出&sort=revenue").content.decode()
    assert "q=%E5%AF%BC%E5%87%BA&amp;sort=revenue" in page.partition("people.csv?")[2].partition('"')[0]
    rows = b"".join(viewer.get("/people.csv?q=导出").streaming_content).decode()
    assert (rows.count("崩溃"), rows.count("當機")) == (1, 0)


def test_a_hidden_segment_stays_hidden_whatever_is_searched(viewer, many):
    many(4, words="too dear for us", causes=["price"], plan="free")
    many(20, causes=["quality"], plan="pro")
    page = viewer.get("/people/?cause=price&is.plan=free&q=dear").content.decode()
    assert ("fewer than 5" in page, 'data-answer="' in page) == (True, False)


def change(client, **sent):
    return client.post("/people/change/", sent)


def test_one_key_marks_one_answer(editor, many):
    one, other = many(2)
    change(editor, one=f"read:{one.pk}", answer=[other.pk])
    assert list(Mark.objects.values_list("response", "kind")) == [(one.pk, "read")]


def test_selected_answers_are_changed_at_once_and_put_back(editor, many):
    keys = [one.pk for one in many(3)]
    change(editor, action="quote", answer=keys)
    page = editor.get("/people/").content.decode()
    assert "Chosen as quotes: 3." in page
    editor.post(f"/people/changes/{InboxChange.objects.get().pk}/undo/")
    assert Quote.objects.filter(removed_at=None).count() == 0


def test_all_that_match_are_changed(editor, many):
    many(24, words="Too dear", causes=["price"])
    many(6, words="It broke", causes=["quality"])
    change(editor, all="1", query="cause=price", action="add_cause", cause="trust")
    assert Coding.objects.filter(cause="trust").count() == 24


def test_more_than_the_limit_is_refused_and_said(editor, many, monkeypatch):
    monkeypatch.setattr("reports.triage.MOST_AT_ONCE", 5)
    many(6)
    sent = {"all": "1", "query": "", "action": "read", "next": "/people/"}
    page = editor.post("/people/change/", sent, follow=True).content.decode()
    assert ("At most 5 answers" in page, Mark.objects.count()) == (True, 0)


def test_people_behind_a_hidden_figure_cannot_be_changed_either(editor, many):
    many(4, causes=["price"], plan="free")
    many(20, causes=["quality"], plan="pro")
    change(editor, all="1", query="cause=price&is.plan=free", action="star")
    assert Mark.objects.count() == 0


@pytest.mark.parametrize(
    "sent", [{}, {"action": "read"}, {"one": "read:x"}, {"one": "eat:1"}, {"answer": "1", "action": "x"}]
)
def test_nonsense_changes_nothing(editor, many, sent):
    many(1)
    assert (editor.post("/people/change/", sent).status_code, InboxChange.objects.count()) == (302, 0)


def test_somebody_elses_change_cannot_be_taken_back(editor, many, django_user_model):
    other = InboxChange.objects.create(action="star", made_by=django_user_model.objects.create(username="o"))
    assert editor.post(f"/people/changes/{other.pk}/undo/").status_code == 404


def test_a_script_gets_the_changed_row_and_what_was_done(editor, many):
    (one,) = many(1)
    part = editor.post("/people/change/", {"one": f"star:{one.pk}"}, **HTMX).content.decode()
    assert (f'id="row-{one.pk}"' in part, "Starred: 1." in part, "<html" in part) == (True, True, False)


def test_nobody_is_sent_elsewhere(editor, many):
    (one,) = many(1)
    answered = editor.post("/people/change/", {"one": f"star:{one.pk}", "next": "https://evil.example/"})
    assert answered["Location"] == f"/people/#row-{one.pk}"


def test_a_viewer_sees_marks_and_no_buttons(viewer, many):
    (one,) = many(1)
    Mark.objects.create(response=one, kind="starred")
    page = viewer.get("/people/").content.decode()
    assert ("starred" in page, "/people/change/" in page, 'name="answer"' in page) == (True, False, False)


def test_the_open_answer_can_be_asked_for(viewer, many):
    first, *_rest = many(3, words="One", ended_on=date(2026, 1, 1))
    many(30)
    pane = viewer.get(f"/people/?open={first.pk}").content.decode().partition('id="pane"')[2]
    assert f'id="response-{first.pk}"' in pane


def test_the_response_is_given_alone_to_a_script(viewer, many):
    (one,) = many(1)
    part = viewer.get(f"/responses/{one.pk}/", **HTMX).content.decode()
    assert part.lstrip().startswith("<article")
