"""Emerging: themes that the codebook does not explain or that rise; made a cause, or said to be none."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reports.coding import code_pending
from reports.models import DismissedTheme
from surveys.models import Response

FILLER = ["too expensive", "it crashes a lot", "太贵了", "support never answers", "价格太高了", "no time for it"]

WORDS = "oak elm ash fir yew bay fig nut rye oat bean pea leek kale corn plum".split()


@pytest.fixture
def history(answer):
    """Answers of last year and of this month, explained or not, none of a theme."""
    today = timezone.localdate()
    for place in range(120):
        day = today - timedelta(days=300 if place < 84 else 10)
        answer(f"{FILLER[place % 6]} {place}", causes=["unclear" if place % 4 == 3 else "price"], ended_on=day)


@pytest.fixture
def told(answer):
    """Store answers of today that say the same thing in other words: told("widget gallery", causes=["unclear"])."""

    def store(theme, number=16, causes=("unclear",)):
        today = timezone.localdate()
        for place in range(number):
            answer(f"{WORDS[place]} {theme} {WORDS[-place]} {place}", causes=causes, ended_on=today)

    return store


def page_of(client, query=""):
    return client.get(f"/emerging/{query}").content.decode()


def heading(name):
    return f">{name}</h2>"


def test_it_works(viewer):
    assert viewer.get("/emerging/").status_code == 200


def test_nothing_emerges_from_what_is_as_it_was(viewer, history):
    assert "Nothing emerges" in page_of(viewer)


def test_what_the_codebook_does_not_explain_emerges(viewer, history, told):
    told("widget gallery")
    page = page_of(viewer)
    assert heading("widget gallery") in page
    assert "not explained" in page


def test_a_theme_is_drawn_over_time_with_its_table(viewer, history, told):
    told("widget gallery")
    theme = next(one for one in viewer.get("/emerging/").context["page"].themes if one.name == "widget gallery")
    assert (sum(part.count for part in theme.over_time), sum(part.base for part in theme.over_time)) == (16, 46)
    page = page_of(viewer)
    assert page.count("small-trend") == len(viewer.get("/emerging/").context["page"].themes)


def test_what_rises_emerges_though_it_is_explained(viewer, history, told):
    told("widget gallery", causes=["quality"])
    assert heading("widget gallery") in page_of(viewer)


def test_both_languages_stand_in_one_list(viewer, history, told):
    told("widget gallery")
    told("，组件画廊，")
    page = page_of(viewer)
    assert heading("widget gallery") in page
    assert "画廊" in page


def test_few_are_said_to_be_few(viewer, history, told):
    told("widget gallery")
    assert "few: read them all" in page_of(viewer)


def test_three_typical_answers_are_shown(viewer, history, told):
    told("widget gallery")
    assert page_of(viewer).count("<blockquote") == 3


def test_fewer_than_the_least_are_no_theme(viewer, history, told):
    told("widget gallery", number=7)
    assert "Nothing emerges" in page_of(viewer)


def test_the_period_is_asked_for(viewer, history, told):
    told("widget gallery")
    today = timezone.localdate()
    assert "Nothing emerges" in page_of(viewer, f"?before={today}")
    assert heading("widget gallery") in page_of(viewer, f"?from={today - timedelta(days=20)}")


def test_a_date_that_is_none_is_told(viewer):
    assert "is no date" in page_of(viewer, "?from=yesterday")


def test_a_theme_leads_to_the_form_for_a_cause(editor, history, told):
    told("widget gallery")
    fields = {"fill": "1", "label_en": "Widget gallery", "phrases_en": "widget gallery", "examples": "a\nb\nc"}
    page = editor.post("/codebook/add/", fields).content.decode()
    assert 'value="Widget gallery"' in page
    assert "widget gallery</textarea>" in page
    assert "Please check" not in page


def test_the_form_is_offered_with_phrases_and_examples(editor, history, told):
    told("widget gallery")
    page = page_of(editor)
    assert '<input type="hidden" name="phrases_en" value="widget gallery' in page
    assert 'name="examples" value="' in page


# "tile" and "viewer" are as strange to all others as the two together, which are the narrower phrase.
SAID = ["widget gallery, no tile viewer", "Widget Gallery gone, tile viewer too", "widget gallery! 小组件 gone"]


@pytest.fixture
def widgets(history, answer):
    """A theme whose answers say other words as well that nobody else says."""
    today = timezone.localdate()
    for place in range(15):
        answer(f"{WORDS[place]} {SAID[place % 3]} {place}", causes=["unclear"], ended_on=today)


def filled(client, name="widget gallery"):
    """What the button sends, and the form that it leads to."""
    page = client.get("/emerging/").context["page"]
    theme = next(one for one in page.themes if one.name.lower() == name)
    fields = theme.fields
    return fields, client.post("/codebook/add/", fields | {"fill": "1"}).context["form"]


def test_the_form_begins_with_phrases_that_hardly_another_answer_says(editor, widgets):
    fields, form = filled(editor)
    assert fields["phrases_en"].split("\n") == ["widget gallery", "tile viewer", "gone"]
    assert fields["phrases_zh-Hans"] == "小组件"
    assert form.initial["phrases_en"] == fields["phrases_en"]


def test_the_form_begins_with_a_name_a_definition_examples_and_why(editor, widgets):
    _fields, form = filled(editor)
    assert form.initial["label_en"] == "Widget gallery"
    assert "label_zh-Hans" not in form.initial
    assert "widget gallery" in form.initial["definition_en"]
    assert "widget gallery" in form.initial["definition_zh-Hant"]
    assert form.initial["definition_zh-Hant"] != form.initial["definition_en"]
    assert len(form.initial["examples"].splitlines()) == 3
    assert form.initial["why"] == "Emerged: “widget gallery”, said in answers: 15."


def test_phrases_that_would_be_refused_are_left_out_of_the_form(editor):
    given = {"fill": "1", "phrases_en": "too expensive\nwidget gallery\nwidget gallery tiles of any kind there"}
    assert editor.post("/codebook/add/", given).context["form"].initial["phrases_en"] == "widget gallery"


def make_cause(client):
    fields, _form = filled(client)
    sent = fields | {"phrases_en": fields["phrases_en"] + "\ngallery of widgets", "base": "0", "accept": "1"}
    assert client.post("/codebook/add/", sent).status_code == 302


def test_what_was_made_a_cause_is_no_news_any_more(editor, widgets):
    make_cause(editor)
    sum(code_pending())
    page = page_of(editor)
    assert heading("widget gallery") not in page
    assert "Make it a cause" not in page
    assert '<a href="/codebook/causes/widget_gallery/">Widget gallery</a>' in page


def test_a_cause_that_was_retired_does_not_hide_the_theme(editor, widgets):
    make_cause(editor)
    editor.post("/codebook/causes/widget_gallery/retire/", {"why": "no", "base": "1", "accept": "1"})
    sum(code_pending())
    assert heading("widget gallery") in page_of(editor)


def test_what_is_no_theme_is_remembered(editor, history, told):
    told("widget gallery")
    terms = ["widget gallery", "widget", "galleri", "widget galleri"]
    editor.post("/emerging/dismiss/", {"name": "widget gallery", "terms": terms})
    page = page_of(editor)
    assert heading("widget gallery") not in page
    assert "Said to be no themes" in page


def test_that_is_undone(editor, history, told):
    told("widget gallery")
    editor.post("/emerging/dismiss/", {"name": "widget gallery", "terms": ["widget", "galleri", "widget galleri"]})
    editor.post(f"/emerging/{DismissedTheme.objects.get().pk}/restore/")
    assert heading("widget gallery") in page_of(editor)


@pytest.mark.parametrize("name", ["", "a\x00b", "x" * 201])
def test_a_name_that_cannot_be_kept_is_refused(editor, name):
    assert editor.post("/emerging/dismiss/", {"name": name, "terms": ["x"]}).status_code == 302
    assert not DismissedTheme.objects.exists()


def test_words_are_shown_as_text(viewer, history, told):
    told("<script>alert(1)</script> widget gallery")
    assert "<script>alert" not in page_of(viewer)


def test_other_surveys_are_left_out(viewer, history, told):
    told("widget gallery")
    Response.objects.update(left_on=timezone.localdate())
    assert "no survey" in page_of(viewer, "?survey=none")


def test_viewers_are_offered_nothing_to_change(viewer, history, told):
    told("widget gallery")
    assert "/codebook/add/" not in page_of(viewer)
