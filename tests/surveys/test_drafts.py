"""A document as the fields of a page and back, keys, and what the builder's buttons do."""

from copy import deepcopy

import pytest

from surveys.documents import read_template
from surveys.draft_differences import differences
from surveys.drafts import changed_by, draft_of, ever_published, fields_of, normal, removed_choices, with_keys

EXIT = normal(read_template("exit"))
SCALE = {
    "key": "again",
    "kind": "scale",
    "wording": {"en": "Would you come back? 🙂", "zh-Hant": "您還會回來嗎？"},
    "least": 1,
    "most": 5,
    "least_wording": {"en": "No"},
    "most_wording": {"en": "Yes", "zh-Hans": "会"},
    "follows": "reasons.price",
}
WHOLE = EXIT | {
    "questions": [*EXIT["questions"], SCALE],
    "frame_hosts": ["https://shop.example"],
    "alternative": {"en": "You can also pause."},
}
NOTHING = {"questions": []}


def test_a_document_goes_through_the_page_unchanged():
    assert draft_of(fields_of(WHOLE), "exit") == WHOLE


@pytest.mark.parametrize(
    "text", ["太贵了", "太貴了", "Ｆｕｌｌ　ｗｉｄｔｈ", "mixed 中文 text 🙂", "字" * 5000, "<script>alert(1)</script>"]
)
def test_any_text_goes_through_the_page_unchanged(text):
    document = deepcopy(EXIT)
    document["questions"][0]["choices"][0]["wording"]["zh-Hans"] = text
    assert draft_of(fields_of(document), "exit") == document


def test_sites_are_kept_as_browsers_write_them_and_others_as_typed():
    sites = draft_of({"frame_hosts": " https://Shop.Example/ \r\n\njavascript:alert(1)\nhttps://shop.example"}, "x")
    assert sites["frame_hosts"] == ["https://shop.example", "javascript:alert(1)"]


def test_what_no_database_can_store_is_left_out():
    assert draft_of({"title.en": " a\x00b\ud800 "}, "x")["title"] == {"en": "ab"}


@pytest.mark.parametrize(
    "name", ["questions[9999].kind", "questions[-1].kind", "questions[0]", "questions[]x", "q[0].kind"]
)
def test_a_field_with_a_name_of_no_place_is_left_out(name):
    assert draft_of({name: "text"}, "x")["questions"] == []


def choice(number, **wording):
    return {"key": "", "wording": wording, "cause": "", "stays_last": False, "number": number}


def test_keys_are_made_of_english_and_never_twice_nor_of_a_retired_one():
    asked = {"key": "", "kind": "single", "wording": {"en": "Do!"}}
    asked["choices"] = [choice(1, en="Too dear"), choice(2, en="too DEAR…"), choice(3, en="价格"), choice(4)]
    made = with_keys({"questions": [asked]})["questions"][0]
    assert made["key"] == "do_2"  # "do" is the form's own
    assert [one["key"] for one in made["choices"]] == ["too_dear", "too_dear_2", "choice", ""]


def test_the_key_of_a_removed_choice_is_not_given_again():
    document = deepcopy(EXIT)
    document["questions"][0]["choices"] = [choice(1, en="Price")]
    assert with_keys(document, EXIT)["questions"][0]["choices"][0]["key"] == "price_2"


def test_a_renamed_choice_keeps_its_key():
    fields = fields_of(EXIT) | {"questions[0].choices[0].wording.en": "Costs too much"}
    renamed = with_keys(draft_of(fields, "exit"), EXIT)["questions"][0]["choices"][0]
    assert (renamed["key"], renamed["wording"]["en"]) == ("price", "Costs too much")


@pytest.mark.parametrize(
    ("action", "about", "first", "at"),
    [
        ("up", "questions[0].choices[1]", "budget", "questions[0].choices[0]"),
        ("down", "questions[0].choices[0]", "budget", "questions[0].choices[1]"),
        ("up", "questions[0].choices[0]", "price", "questions[0].choices[0]"),
        ("remove", "questions[0].choices[0]", "budget", "questions[0].choices[0]"),
        ("remove", "questions[0].choices[99]", "price", ""),
        ("add", "questions[0].choices", "price", "questions[0].choices[15]"),
        ("up", "nowhere[1]", "price", ""),
        ("add", "questions[2].choices", "price", ""),
    ],
)
def test_buttons(action, about, first, at):
    changed, place = changed_by(action, about, EXIT, NOTHING)
    assert (changed["questions"][0]["choices"][0]["key"], place) == (first, at)


def test_what_was_removed_can_be_taken_up_again_with_its_key():
    without, _place = changed_by("remove", "questions[0].choices[0]", EXIT, NOTHING)
    assert [one["key"] for one in removed_choices(without["questions"][0], EXIT)] == ["price"]
    again, _place = changed_by("restore", "questions[0].choices:price", without, EXIT)
    assert again["questions"][0]["choices"][-1] == EXIT["questions"][0]["choices"][0]


def test_everything_ever_published_is_known_as_it_was_last():
    newer, _place = changed_by("remove", "questions[0].choices[0]", EXIT, NOTHING)
    newer["questions"][0]["wording"] = {"en": "New"}
    known = ever_published([newer, EXIT])["questions"][0]
    assert (known["wording"], {one["key"] for one in known["choices"]} >= {"price", "budget"}) == ({"en": "New"}, True)


def test_two_drafts_differ_where_their_texts_do():
    theirs = deepcopy(EXIT)
    theirs["questions"][0]["choices"][0]["wording"]["zh-Hans"] = "太贵"
    (found,) = differences(EXIT, theirs, "en")
    assert (found.mine, found.theirs) == ("价格太高", "太贵")
    assert found.about.endswith("Too expensive › 简体中文")
