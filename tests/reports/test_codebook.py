"""The codebook's pages: read, change after a preview, history."""

import pytest

from causes import load_codebook
from reports.codebooks import active_codebook, number_now
from reports.coding import code_pending
from reports.models import CodebookVersion, Coding
from reports.watching import watch

PHRASES = "dark mode\nnight theme\ndark theme\nbright screen"
EXAMPLES = "No dark mode, so we left.\nThe screen is too bright at night.\n没有深色模式。"
NEW = {
    "label_en": "No dark mode",
    "label_zh-Hans": "没有深色模式",
    "definition_en": "It has no dark mode.",
    "phrases_en": PHRASES,
    "phrases_zh-Hans": "夜间主题",
    "examples": EXAMPLES,
    "why": "asked for",
}


@pytest.fixture
def said(answer):
    """Store an answer, coded as the engine reads it."""

    def store(words):
        response = answer(words, status=None)
        sum(code_pending())
        return response

    return store


def send(client, address, base=None, step="preview", **fields):
    given = {"why": "because", "base": number_now() if base is None else base, step: "1"}
    return client.post(address, given | fields)


def accept(client, address, **fields):
    response = send(client, address, step="accept", **fields)
    sum(code_pending())
    return response


def causes_of(response):
    return set(Coding.objects.filter(response=response).values_list("cause", flat=True))


def page_of(client, address):
    return client.get(address).content.decode()


def test_it_works(viewer):
    assert viewer.get("/codebook/").status_code == 200


def test_every_cause_has_a_page(viewer):
    assert {viewer.get(f"/codebook/causes/{key}/").status_code for key in load_codebook().causes} == {200}


def test_an_unknown_cause_is_not_found(viewer, editor):
    assert viewer.get("/codebook/causes/weather/").status_code == 404
    assert editor.get("/codebook/causes/weather/rename/").status_code == 404
    assert editor.get("/codebook/causes/price/explode/").status_code == 404


def test_counts_below_the_floor_are_hidden(viewer, many):
    many(4, causes=["price"])
    assert "Hidden: too few people" in page_of(viewer, "/codebook/")


def test_how_far_the_coder_is_is_told(viewer, answer):
    answer(status=None)
    answer()
    assert "1 of 2 answers are coded" in page_of(viewer, "/codebook/")


def test_a_phrase_shows_what_it_hits_and_where_people_disagree(editor, said):
    editor.post(f"/responses/{said('too expensive').pk}/corrections/", {"cause": "price", "verdict": "absent"})
    said("too expensive, really")
    cells = '<th scope="row" lang="en">too expensive</th><td class="n">2</td><td class="n flag">1</td>'
    assert cells in page_of(editor, "/codebook/causes/price/")


@pytest.mark.parametrize("change", ["rename", "phrases", "merge", "split", "retire"])
def test_each_change_has_a_form(editor, change):
    assert editor.get(f"/codebook/causes/price/{change}/").status_code == 200


def test_nothing_changes_by_a_preview(editor, said):
    response = said("Give us dark mode")
    page = send(editor, "/codebook/add/", **NEW).content.decode()
    assert "1 of 1 past answers would change" in page
    assert "No dark mode" in page
    assert (CodebookVersion.objects.count(), "no_dark_mode" in causes_of(response)) == (0, False)


@pytest.mark.parametrize(
    ("english", "chinese", "said"),
    [
        (PHRASES + "\ndim it", "", "No phrase is in Chinese: answers in Chinese will not be found"),
        (
            "",
            "夜间主题\n深色模式\n夜间模式\n暗色界面\n黑色背景",
            "No phrase is in English: answers in English will not be found",
        ),
    ],
)
def test_a_preview_says_in_which_language_nothing_will_be_found(editor, english, chinese, said):
    phrases = {"phrases_en": english, "phrases_zh-Hans": chinese}
    assert said in send(editor, "/codebook/add/", **NEW | phrases).content.decode()
    assert "will not be found" not in send(editor, "/codebook/add/", **NEW).content.decode()


@pytest.mark.parametrize("phrase", ["the", "a", "1", "的", "～ the"])
def test_a_preview_warns_of_a_word_that_any_text_has(editor, phrase):
    given = NEW | {"phrases_en": f"{PHRASES}\n{phrase}"}
    page = send(editor, "/codebook/add/", **given).content.decode()
    assert "It is a word that any text has" in page
    assert send(editor, "/codebook/add/", step="accept", **given).status_code == 302


def test_a_preview_warns_of_a_new_phrase_that_hits_a_great_part_of_all_answers(editor, many):
    many(11, words="Our pigeon flew home.")
    many(7, words="Never again.")
    given = NEW | {"phrases_en": f"{PHRASES}\npigeon"}
    assert "very wide" not in send(editor, "/codebook/add/", **given).content.decode()
    many(9, words="Dark mode, please.")
    page = send(editor, "/codebook/add/", **given).content.decode()
    assert "“pigeon” hits 41% of answers (11 of 27)." in page
    assert "“dark mode” hits 33% of answers (9 of 27)." in page
    assert "any text has" not in page


def test_phrases_that_were_there_before_are_not_warned_of(editor, many):
    many(30, words="too expensive")
    assert "very wide" not in send(editor, "/codebook/causes/price/merge/", into="budget").content.decode()
    new = {"label_en": "Price rise", "definition_en": "It rose.", "move": ["too expensive"]}
    assert "very wide" not in send(editor, "/codebook/causes/price/split/", **new).content.decode()


def test_a_phrase_that_is_praised_for_a_known_cause_is_refused_too(editor):
    given = {f"phrases_{at}": "\n".join(all_) for at, all_ in active_codebook().causes["trust"].phrases.items()}
    page = send(editor, "/codebook/causes/trust/phrases/", **given | {"phrases_zh-Hans": "不错"}).content.decode()
    assert "“不错” would not give the cause" in page


@pytest.mark.parametrize("phrase", ["404", "not ready", "客服很好但", "~ teal", "used to crash", "our rivals"])
def test_a_phrase_that_can_count_is_taken(editor, phrase):
    page = send(editor, "/codebook/add/", **NEW | {"phrases_en": f"{PHRASES}\n{phrase}"}).content.decode()
    assert "past answers would change" in page


def test_an_accepted_cause_works_at_once_in_both_languages(editor, said):
    english, chinese = said("Give us dark mode"), said("只想要夜間主題")
    assert accept(editor, "/codebook/add/", **NEW).status_code == 302
    assert "no_dark_mode" in causes_of(english) & causes_of(chinese)


def test_a_cause_stands_before_those_for_the_rest(editor):
    accept(editor, "/codebook/add/", **NEW)
    assert active_codebook().given()[-3:] == ["no_dark_mode", "other", "unclear"]


def test_who_when_and_why_are_kept(editor):
    accept(editor, "/codebook/add/", **NEW | {"why": "Three customers asked."})
    page = page_of(editor, "/codebook/history/")
    assert "Three customers asked." in page
    assert "editor@example.com" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"phrases_en": "dark mode"}, "at least 5 phrases"),
        ({"examples": "one"}, "at least 3 examples"),
        ({"label_en": "Price"}, "A cause with the key “price” exists"),
        ({"label_en": "深色"}, "needs letters"),
        ({"definition_en": ""}, "when the cause is given"),
        ({"phrases_en": PHRASES + "\n..."}, "marks alone"),
        ({"phrases_en": PHRASES + "\n~"}, "A phrase is empty"),
        ({"phrases_en": PHRASES + "\none two three four five six"}, "too long"),
        ({"phrases_zh-Hans": "一二三四五六七八九十一二三"}, "too long"),
        ({"phrases_en": PHRASES + "\nToo Expensive"}, "belongs to the cause “Price”"),
        ({"phrases_en": PHRASES + "\ndark mode please"}, "“dark mode” is found in it already"),
        ({"phrases_en": PHRASES + "\nＤＡＲＫ ＭＯＤＥ"}, "is there twice"),
        ({"phrases_en": PHRASES + "\n\U00031350a\U00031350"}, "would never be found"),
        ({"phrases_zh-Hans": "很好"}, "“很好” would not give the cause: by itself it is read as praise"),
        ({"phrases_zh-Hans": "夜间主题\n不贵"}, "“不贵” would not give the cause"),
        ({"phrases_en": PHRASES + "\ngood"}, "“good” would not give the cause: by itself it is read as praise"),
        ({"phrases_en": PHRASES + "\n~ good"}, "would not give the cause"),
        ({"phrases_en": PHRASES + "\nfixed now"}, "“fixed now” would not give the cause: by its own words"),
        ({"why": ""}, "required"),
        ({"label_en": "a\x00b"}, "Null characters"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_is_kept(editor, fields, sentence):
    page = send(editor, "/codebook/add/", step="accept", **NEW | fields).content.decode()
    assert sentence in page
    assert "It has no dark mode." in page or "definition_en" in fields
    assert not CodebookVersion.objects.exists()


def test_a_new_name_shows_everywhere(editor, said):
    said("too expensive")
    labels = {"label_en": "Money", "label_zh-Hans": "钱", "label_zh-Hant": "錢", "definition_en": "Too dear."}
    accept(editor, "/codebook/causes/price/rename/", **labels)
    assert "Money" in page_of(editor, "/people/")
    assert "Too dear." in page_of(editor, "/codebook/causes/price/")


def test_a_new_phrase_finds_its_cause(editor, said):
    response = said("the teal moon came")
    phrases = active_codebook().causes["trust"].phrases
    given = {f"phrases_{language}": "\n".join(lines) for language, lines in phrases.items()}
    given["phrases_en"] += "\nteal moon"
    accept(editor, "/codebook/causes/trust/phrases/", **given)
    assert "trust" in causes_of(response)


def test_merging_is_previewed_then_done(editor, said):
    response = said("too expensive")
    assert "1 of 1 past answers" in send(editor, "/codebook/causes/price/merge/", into="budget").content.decode()
    accept(editor, "/codebook/causes/price/merge/", into="budget")
    assert causes_of(response) == {"budget"}


def test_a_cause_is_not_merged_into_itself_or_nothing(editor):
    for into in ("price", "unclear", ""):
        send(editor, "/codebook/causes/price/merge/", step="accept", into=into)
    assert not CodebookVersion.objects.exists()


def test_a_split_moves_phrases(editor, said):
    response = said("another price hike")
    new = {"label_en": "Price rise", "definition_en": "It rose.", "move": ["price hike"]}
    accept(editor, "/codebook/causes/price/split/", **new)
    assert causes_of(response) == {"price_rise"}


def test_a_split_without_phrases_is_refused(editor):
    new = {"label_en": "Price rise", "definition_en": "It rose.", "also": "not a phrase of it"}
    page = send(editor, "/codebook/causes/price/split/", **new).content.decode()
    assert "is no phrase of this cause" in page


def test_retiring_changes_no_past_answer(editor, said):
    response = said("too expensive")
    assert "0 of 1 past answers" in send(editor, "/codebook/causes/price/retire/").content.decode()
    accept(editor, "/codebook/causes/price/retire/")
    assert causes_of(response) == {"price"}
    assert "price" not in causes_of(said("too expensive again"))


def test_a_retired_cause_is_taken_up_again(editor, said):
    accept(editor, "/codebook/causes/price/retire/")
    accept(editor, "/codebook/causes/price/restore/")
    assert "price" in causes_of(said("too expensive"))


def test_no_reason_given_stays(editor):
    for change in ("merge", "split", "retire"):
        new = {"into": "price", "label_en": "X", "definition_en": "x", "also": "x"}
        send(editor, f"/codebook/causes/unclear/{change}/", step="accept", **new)
    assert not CodebookVersion.objects.exists()


def test_going_back_makes_a_new_version(editor, said):
    response = said("too expensive")
    accept(editor, "/codebook/causes/price/merge/", into="budget")
    accept(editor, "/codebook/history/0/revert/")
    assert (number_now(), causes_of(response)) == (2, {"price"})
    accept(editor, "/codebook/history/1/revert/")
    assert (number_now(), causes_of(response)) == (3, {"budget"})


def test_a_change_made_meanwhile_is_not_overwritten(editor):
    accept(editor, "/codebook/causes/price/retire/")
    page = send(editor, "/codebook/causes/support/retire/", base=0, step="accept").content.decode()
    assert "Somebody changed the codebook meanwhile" in page
    assert number_now() == 1


def test_back_to_the_form_keeps_what_was_typed(editor):
    page = send(editor, "/codebook/add/", step="edit", **NEW).content.decode()
    assert "night theme" in page


def test_what_is_typed_is_shown_as_text(editor):
    script = "<script>alert(1)</script>"
    accept(editor, "/codebook/add/", **NEW | {"label_en": script, "definition_en": script, "why": script})
    for address in ("/codebook/", "/codebook/history/", "/codebook/causes/script_alert_1_script/"):
        assert script not in page_of(editor, address)


def test_a_preview_of_many_lists_the_first(editor, many, monkeypatch):
    monkeypatch.setattr("reports.previews.LONGEST_LIST", 2)
    many(3, words="too expensive")
    page = send(editor, "/codebook/causes/price/merge/", into="budget").content.decode()
    assert "1 further answer would change" in page


class StopsAfterTwo:
    """An event that is set after two waits; in the first of them something happens."""

    def __init__(self, happens):
        self.left = [None, happens]

    def is_set(self):
        return not self.left

    def wait(self, _seconds):
        happens = self.left.pop()
        if happens:
            happens()


def test_the_coder_recodes_by_itself_once_a_change_is_accepted(editor, said):
    response = said("too expensive")
    watch(StopsAfterTwo(lambda: send(editor, "/codebook/causes/price/merge/", step="accept", into="budget")))
    assert causes_of(response) == {"budget"}


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_it_is_there_in_chinese(viewer, language):
    viewer.cookies["django_language"] = language
    assert "<h1>原因目" in page_of(viewer, "/codebook/")
