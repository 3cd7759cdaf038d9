"""An answer that is deleted leaves no text anywhere: every column of every table is searched, and the files."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection

from customers.models import Customer, CustomerNote
from reports.codebooks import add_version, content_now, number_now, shipped_content
from reports.coding import code_pending
from reports.corrections import correct
from reports.emerging import dismiss_theme
from reports.erasure import compared, is_copy
from reports.learning import propose_layer
from reports.models import (
    CauseNote,
    ChangedAnswer,
    CodebookVersion,
    CodedResponse,
    DismissedTheme,
    InboxChange,
    LearnedLayer,
    Mark,
    Quote,
    SearchEntry,
)
from reports.search import read_search
from reports.search_index import overwrite_index
from surveys.erasures import erase, overwrite_log
from surveys.models import Erasure, Response
from tests.reports.stored_texts import stored_texts

PLANTED = {
    "en": "Zyxwolf came to price our twelve Quagmire seats and nobody called back.",
    "zh-Hans": "张三丰说导出到琥珀仓库总是失败，我们等了四个月没人回复。",
    "zh-Hant": "匯出到琥珀倉庫老是當機，陳大文等了四個月都沒有人回覆 support。",
}
MARKS = ["Zyxwolf", "Quagmire", "张三丰", "琥珀仓库", "陳大文", "琥珀倉庫"]
# As the search index holds them: stems, Han characters one by one, and words within them; what it leaves out of a word
# that begins like the one before cannot be looked for.
MARKS += ["zyxwolf", "quagmir", "uagmir", "yxwolf", "张 三 丰", "琥 珀 仓", "陈 大 文", "三丰", "琥珀", "琥"]
INDEXED = {"sqlite": {"reports_search.tokens", "reports_search_data.block"}, "postgresql": set()}


@pytest.fixture
def user(db):
    return User.objects.create(username="ed@example.com")


@pytest.fixture
def planted(answer, user):
    """Answers that were coded, corrected, learned from, made examples and phrases, and quoted."""
    responses = [answer(words, status=None) for words in PLANTED.values()]
    sum(code_pending())
    for response in responses:
        correct(response, "trust", "present", user)
    content = shipped_content()
    entry = next(one for one in content["causes"] if one["key"] == "trust")
    entry["examples"] = ["Nobody believes the figures any more.", *(" ".join(w.split()) for w in PLANTED.values())]
    entry["phrases"]["zh-Hans"].append("导出到琥珀仓库总是失败")
    add_version(content, number_now(), "phrases", "trust", (f"Because of: {PLANTED['en']}", user))
    dismiss_theme(PLANTED["zh-Hans"][:12], ["导出到琥珀仓库总是失败", "等"], user)
    changes = {"answers": [{"response": one.pk, "before": {}, "after": {"trust": True}} for one in responses]}
    LearnedLayer.objects.create(weights=b"", changes=changes, made_by=user)
    return responses


def found_in_tables():
    """Every table and column that holds one of the marks, however it is stored."""
    return sorted({place for place, text in stored_texts() if any(mark in text for mark in MARKS)})


def test_no_table_holds_a_word_of_a_deleted_answer(planted):
    places = {"surveys_answer.verbatim", "reports_codebookversion.content", "reports_codebookversion.why"}
    places |= {"reports_dismissedtheme.name", "reports_dismissedtheme.terms", "reports_searchentry.tokens"}
    assert places | INDEXED[connection.vendor] <= set(found_in_tables())
    erase([response.pk for response in planted], Erasure.Wish.RESPONDENT)
    overwrite_index()
    assert found_in_tables() == []


def test_a_deleted_answer_is_not_found_from_that_moment(planted):
    erase([planted[0].pk], Erasure.Wish.RESPONDENT)
    assert Response.objects.filter(read_search("quagmire").condition()).count() == 0
    assert SearchEntry.objects.count() == 2


def test_what_others_wrote_is_still_found_when_the_index_is_tidied(planted):
    erase([planted[0].pk], Erasure.Wish.RESPONDENT)
    overwrite_index()
    assert Response.objects.filter(read_search("导出 琥珀").condition()).count() == 1


def test_marks_quotes_and_changes_go_with_the_answer(planted, user):
    Mark.objects.create(response=planted[0], kind="starred", made_by=user)
    Quote.objects.create(response=planted[0], note=f"Like {PLANTED['en']}", hidden="Quagmire", made_by=user)
    change = InboxChange.objects.create(action="star", made_by=user)
    ChangedAnswer.objects.create(change=change, response=planted[0])
    erase([response.pk for response in planted], Erasure.Wish.RESPONDENT)
    assert [model.objects.count() for model in (Mark, Quote, ChangedAnswer)] == [0, 0, 0]
    overwrite_index()
    assert found_in_tables() == []


def test_a_learned_layer_holds_numbers_and_no_word(planted, user, monkeypatch):
    monkeypatch.setattr("reports.learning.LEAST_LESSONS", 1)
    monkeypatch.setattr("reports.learning.LEAST_CORRECTED", 1)
    propose_layer(user)
    erase([response.pk for response in planted], Erasure.Wish.RESPONDENT)
    overwrite_index()
    assert found_in_tables() == []


def test_what_others_wrote_stays(planted):
    erase([planted[0].pk], Erasure.Wish.RESPONDENT)
    entry = next(one for one in content_now()["causes"] if one["key"] == "trust")
    assert len(entry["examples"]) == 3
    assert "导出到琥珀仓库总是失败" in entry["phrases"]["zh-Hans"]


def test_quotes_in_notes_go_and_the_rest_of_the_note_stays(planted, user):
    customer = Customer.objects.create(ref="a")
    quoting = f"Look into this. {PLANTED['en']} Ask them?"
    note = CustomerNote.objects.create(customer=customer, words=quoting)
    chinese = CauseNote.objects.create(cause="trust", text="客户说「导出到琥珀仓库总是失败」，下周跟进")
    erase([response.pk for response in planted], Erasure.Wish.RESPONDENT)
    note.refresh_from_db()
    chinese.refresh_from_db()
    assert note.words == "Look into this. […]. Ask them?"
    assert chinese.text == "客户说「[…]」，下周跟进"


def test_nothing_but_a_count_is_kept(planted):
    erase([response.pk for response in planted], Erasure.Wish.RESPONDENT)
    listed = [one["response"] for layer in LearnedLayer.objects.all() for one in layer.changes["answers"]]
    left = Response.objects.count(), CodedResponse.objects.count(), DismissedTheme.objects.count()
    assert (left, listed, Erasure.objects.get().count) == ((0, 0, 0), [], 3)


def test_a_phrase_that_others_wrote_too_stays_and_the_version_keeps_its_name(planted, answer, user):
    answer("导出到琥珀仓库总是失败，唉", status=None)
    content = content_now()
    next(one for one in content["causes"] if one["key"] == "trust")["examples"] = []
    digest = add_version(content, number_now(), "phrases", "trust", ("why", user)).digest
    erase([response.pk for response in planted], Erasure.Wish.RESPONDENT)
    assert CodebookVersion.objects.get(number=number_now()).digest == digest


def test_an_example_that_goes_with_its_answer_speaks_for_no_other_any_more(planted, answer):
    same = answer(PLANTED["zh-Hant"], status=None)
    sum(code_pending())
    assert same.codings.filter(cause="trust").exists()
    erase([response.pk for response in planted], Erasure.Wish.RESPONDENT)
    sum(code_pending())
    assert not same.codings.filter(cause="trust").exists()


def test_many_deleted_at_once_cost_as_many_questions_as_two(answer, user, django_assert_max_num_queries):
    answers = [answer(f"words of number {number}", status=None) for number in range(40)]
    add_version(shipped_content(), 0, "phrases", "trust", ("why", user))
    with django_assert_max_num_queries(31):
        erase([one.pk for one in answers], Erasure.Wish.RETENTION)


@pytest.mark.parametrize(
    ("text", "words", "copied"),
    [
        ("Too dear", "too  DEAR", True),
        ("太貴", "太贵", True),
        ("Too dear", "Too dear for a school of ours", False),
        ("nobody called us back", "They promised; nobody called us back for a month, so we left.", False),
        ("nobody called us back for a month", "They promised; nobody called us back for a month, so we left.", True),
        (
            "[name] said: nobody ever called us back for a whole month",
            "Li: nobody ever called us back for a whole",
            True,
        ),
        ("导出到仓库总是失败", "我们导出到仓库总是失败，只好走了。", True),
        ("", "anything", False),
        ("字" * 5000, "字" * 4999 + "了", True),
    ],
)
def test_what_counts_as_a_copy(text, words, copied):
    assert is_copy(compared(text), compared(words)) is copied


@pytest.mark.django_db(transaction=True)
def test_no_file_of_the_database_holds_a_word(planted):
    if connection.vendor != "sqlite":
        return
    erase([response.pk for response in planted], Erasure.Wish.RESPONDENT)
    overwrite_index()
    assert overwrite_log()
    name = Path(connection.settings_dict["NAME"])
    files = [path for path in (name, Path(f"{name}-wal"), Path(f"{name}-shm")) if path.exists()]
    files += [path for path in Path(settings.DATA_DIR).glob("*") if path.is_file() and "sqlite3" not in path.name]
    assert [path.name for path in files if any(mark.encode() in path.read_bytes() for mark in MARKS)] == []
