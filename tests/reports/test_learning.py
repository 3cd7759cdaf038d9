"""What was learned: proposed from corrections, measured, accepted or not, taken back; nothing happens unasked."""

import pytest
from django.contrib.auth.models import User

from causes import load_codebook
from reports.codebooks import active_codebook, add_version, shipped_content
from reports.coding import code_pending, pending_responses
from reports.learning import read_lessons
from reports.models import Coding, LearnedLayer

# For this team the widget gallery is a matter of trust, which no shipped model knows.
WORDS = "sadly today again now here still once more then soon late early".split()
SENTENCES = ("the widget gallery went dark", "widget gallery is gone", "our widget gallery vanished")
HELD_OUT = "our widget gallery is gone"


@pytest.fixture
def said(answer):
    def store(words):
        return answer(words, status=None)

    return store


@pytest.fixture
def corrected(editor, said):
    """Twelve corrected answers and one that nobody corrected, which is returned."""
    for place, word in enumerate(WORDS):
        correct(editor, said(f"{SENTENCES[place % 3]} {word}"), "trust")
    held_out = said(HELD_OUT)
    code()
    return held_out


def correct(client, response, cause, verdict="present"):
    client.post(f"/responses/{response.pk}/corrections/", {"cause": cause, "verdict": verdict})


def code():
    sum(code_pending())


def causes_of(response):
    return set(Coding.objects.filter(response=response).values_list("cause", flat=True))


def propose(client):
    client.post("/learning/propose/")
    return LearnedLayer.objects.first()


def decide(client, layer, what):
    client.post(f"/learning/{layer.pk}/{what}/")
    code()
    layer.refresh_from_db()


def page_of(client):
    return client.get("/learning/").content.decode()


def test_it_works(viewer):
    assert viewer.get("/learning/").status_code == 200


def test_corrections_are_listed_by_cause(viewer, corrected):
    assert "12 corrected answers" in page_of(viewer)


def test_too_few_corrections_teach_nothing(editor, said):
    correct(editor, said("see you"), "trust")
    assert propose(editor) is None
    assert "from 10 on" in page_of(editor)


@pytest.fixture
def exemplified(editor):
    """Five examples of *Trust*."""
    content = shipped_content()
    entry = next(one for one in content["causes"] if one["key"] == "trust")
    entry["examples"] = [f"{SENTENCES[place % 3]} {word} too" for place, word in enumerate(WORDS[:5])]
    add_version(content, 0, "phrases", "trust", ("why", User.objects.get(username="editor@example.com")))


def test_examples_count_beside_corrections(editor, said, exemplified):
    responses = [said(f"{SENTENCES[place % 3]} {word}") for place, word in enumerate(WORDS[:5])]
    for response in responses[:4]:
        correct(editor, response, "trust")
    assert propose(editor) is None
    assert "at least 5 corrected" in page_of(editor)
    correct(editor, responses[4], "trust")
    layer = propose(editor)
    assert (layer.figures["answers"], layer.figures["examples"]) == (5, 5)
    assert "examples of causes: 5" in page_of(editor)


def test_a_proposal_changes_nothing(editor, corrected):
    before = causes_of(corrected)
    propose(editor)
    code()
    assert active_codebook().digest == load_codebook().digest
    assert causes_of(corrected) == before


def test_a_proposal_says_how_good_it_is_and_what_would_change(editor, corrected):
    layer = propose(editor)
    assert layer.figures["with_layer"] > layer.figures["without_layer"]
    page = page_of(editor)
    assert "of 13 past answers would change" in page
    assert HELD_OUT in page


def test_changes_that_are_not_listed_are_counted(editor, corrected, monkeypatch):
    monkeypatch.setattr("reports.learning.LONGEST_LIST", 2)
    layer = propose(editor)
    left_out = layer.changes["changed"] - 2
    assert left_out > 1
    assert f"{left_out} further answers would change" in page_of(editor)


def test_answers_that_were_not_looked_at_are_counted(editor, corrected, monkeypatch):
    monkeypatch.setattr("reports.learning.MOST_ANSWERS", 9)
    monkeypatch.setattr("reports.previews.MOST_ANSWERS", 9)
    propose(editor)
    assert "The latest 9 of 13 answers with words were looked at" in page_of(editor)


def test_a_proposal_keeps_no_words(editor, corrected):
    layer = propose(editor)
    assert "gallery" not in str(layer.changes) + str(layer.figures)
    assert b"gallery" not in bytes(layer.weights)


def test_once_accepted_it_holds_for_other_answers(editor, corrected):
    layer = propose(editor)
    decide(editor, layer, "accept")
    assert layer.state == "active"
    assert "trust" in causes_of(corrected)


def test_accepting_makes_everything_pending(editor, corrected):
    layer = propose(editor)
    editor.post(f"/learning/{layer.pk}/accept/")
    assert pending_responses().count() == 13


def test_it_is_taken_back_with_one_click(editor, corrected):
    before = causes_of(corrected)
    layer = propose(editor)
    decide(editor, layer, "accept")
    decide(editor, layer, "take-back")
    assert causes_of(corrected) == before
    assert layer.state == "taken_back"
    assert active_codebook().digest == load_codebook().digest


def test_what_is_declined_never_holds(editor, corrected):
    layer = propose(editor)
    decide(editor, layer, "decline")
    decide(editor, layer, "accept")
    assert layer.state == "declined"


def test_what_would_hurt_cannot_be_accepted(editor, corrected):
    layer = propose(editor)
    LearnedLayer.objects.update(figures=layer.figures | {"helps": False})
    decide(editor, layer, "accept")
    assert layer.state == "proposed"
    assert "It would do worse than without" in page_of(editor)


def test_a_second_proposal_takes_the_place_of_the_first(editor, corrected):
    first, second = propose(editor), propose(editor)
    first.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "proposed")


def test_a_newer_layer_takes_the_place_of_the_one_in_use(editor, corrected):
    first = propose(editor)
    decide(editor, first, "accept")
    decide(editor, propose(editor), "accept")
    assert sorted(LearnedLayer.objects.values_list("state", flat=True)) == ["active", "replaced"]


def test_a_correction_wins_over_what_was_learned(editor, corrected):
    decide(editor, propose(editor), "accept")
    correct(editor, corrected, "trust", "absent")
    assert "trust" not in causes_of(corrected)


def test_what_a_person_took_away_is_a_lesson_too(editor, said):
    response = said("too expensive")
    code()
    correct(editor, response, "unclear")
    (lesson,) = read_lessons(active_codebook())
    assert (lesson.causes, lesson.said) == ({"unclear"}, {"unclear", "price"})


def test_an_undone_correction_is_no_lesson(editor, said):
    response = said("too expensive")
    correct(editor, response, "trust")
    editor.post(f"/corrections/{response.corrections.get().pk}/undo/")
    assert read_lessons(active_codebook()) == []


def test_an_erased_answer_leaves_the_list_of_changes(editor, corrected):
    propose(editor)
    corrected.delete()
    assert HELD_OUT not in page_of(editor)


@pytest.fixture
def updated(editor, corrected, monkeypatch):
    """A layer in use, and an update of the shipped model since."""
    layer = propose(editor)
    decide(editor, layer, "accept")
    for place in ("reports.codebooks", "reports.learning"):
        monkeypatch.setattr(f"{place}.shipped_digest", lambda: "another model")
    return layer


def test_it_keeps_what_it_was_learned_over(editor, corrected):
    assert propose(editor).shipped == load_codebook().digest


def test_after_an_update_of_the_model_it_is_left_out_of_use(editor, corrected, updated):
    assert active_codebook().digest == load_codebook().digest
    code()
    assert "trust" not in causes_of(corrected)
    assert "learned over a former model" in page_of(editor)
    assert "learned over a former model" in editor.get("/codebook/").content.decode()


def test_over_the_model_that_it_was_learned_over_it_holds_again(corrected, updated, monkeypatch):
    monkeypatch.undo()
    assert active_codebook().digest != load_codebook().digest


def test_learned_anew_it_is_judged_before_it_is_used(editor, corrected, updated):
    anew = propose(editor)
    assert anew.figures["with_layer"] is not None
    assert active_codebook().digest == load_codebook().digest
    decide(editor, anew, "accept")
    assert "trust" in causes_of(corrected)
    assert "former model" not in page_of(editor)


def test_a_proposal_over_a_former_model_is_not_accepted(editor, corrected, monkeypatch):
    layer = propose(editor)
    monkeypatch.setattr("reports.learning.shipped_digest", lambda: "another model")
    assert "/accept/" not in page_of(editor)
    decide(editor, layer, "accept")
    assert layer.state == "proposed"


def test_a_layer_of_which_nobody_knows_the_model_is_left_out_of_use(editor, corrected):
    decide(editor, propose(editor), "accept")
    LearnedLayer.objects.update(shipped="")
    assert active_codebook().digest == load_codebook().digest


def test_viewers_see_no_buttons(viewer, editor, corrected):
    propose(editor)
    assert "/accept/" not in page_of(viewer)
