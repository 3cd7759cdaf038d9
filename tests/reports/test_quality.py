"""The sample that the team reads, and what it says of the engine."""

import json
import random
from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone

from reports.agreement import agreement, read_answers
from reports.codebooks import active_codebook
from reports.corrections import correct
from reports.exits import read_exits
from reports.filters import Filters
from reports.models import Coding, Correction, ReadSample, SampledAnswer
from reports.quality import quality
from reports.read_samples import draw_sample, next_to_read, say_causes

QUERIES = 24


@pytest.fixture
def reader(editor, django_user_model):
    return django_user_model.objects.get(username="editor@example.com")


def page():
    return quality(read_exits(), Filters(), active_codebook().shown())


def read(user, causes):
    """Read everything that is drawn: ``causes`` of what the engine had found."""
    while sampled := next_to_read():
        say_causes(sampled, causes(sampled), "", user)


def earlier():
    """Let what was drawn have been drawn some weeks ago, so that another sample can be."""
    for number, key in enumerate(ReadSample.objects.order_by("pk").values_list("pk", flat=True)):
        ReadSample.objects.filter(pk=key).update(week=date(2026, 1, 5) + timedelta(weeks=number))


def test_it_works(viewer, many):
    many(6)
    assert "an editor can draw one" in viewer.get("/quality/").content.decode()


def test_a_sample_is_of_random_and_of_unsure_ones(many, reader):
    many(60)
    many(15, unsure=True)
    ways = Counter(draw_sample(reader, random.Random(1)).answers.values_list("way", flat=True))
    assert (ways["random"], ways["unsure"] > 0, ways.total() <= 30) == (20, True, True)


def test_a_sample_stays_as_it_is_within_a_week(many, reader):
    many(60)
    assert draw_sample(reader) == draw_sample(reader)
    assert SampledAnswer.objects.count() == 20


def test_an_unsure_answer_was_likelier_to_be_drawn(many, reader):
    many(80)
    many(20, unsure=True)
    chances = dict(draw_sample(reader).answers.values_list("response__coded__unsure", "chance"))
    assert chances == {False: pytest.approx(0.2), True: pytest.approx(1 - 0.8 * 0.5)}


def test_the_engines_causes_are_hidden_until_asked_for(editor, many):
    many(6)
    editor.post("/quality/draw/")
    assert "The engine found" not in editor.get("/quality/read/").content.decode()
    editor.post(f"/quality/read/{next_to_read().pk}/show/")
    assert "The engine found" in editor.get("/quality/read/").content.decode()
    assert SampledAnswer.objects.get(position=0).shown


def test_reading_goes_on_to_the_next_and_says_what_differed(editor, many):
    many(6)
    editor.post("/quality/draw/")
    sampled = next_to_read()
    shown = editor.post("/quality/read/", {"answer": sampled.pk, "cause": ["quality"]}, follow=True).content.decode()
    assert "1 of 6 read" in shown
    assert "only you found:" in shown
    assert next_to_read() != sampled


def test_a_reading_is_a_correction(many, reader):
    many(1, causes=["price"])
    draw_sample(reader)
    sampled = next_to_read()
    say_causes(sampled, ["quality", "support"], "support", reader)
    codings = Coding.objects.filter(response=sampled.response).values_list("cause", "main")
    assert dict(codings) == {"quality": False, "support": True}
    assert dict(Correction.objects.values_list("cause", "found")) == {"price": True, "quality": False, "support": False}


def test_undo_gives_the_answer_back(editor, many):
    many(6)
    editor.post("/quality/draw/")
    sampled = next_to_read()
    editor.post("/quality/read/", {"answer": sampled.pk, "cause": ["quality"]})
    editor.post(f"/quality/read/{sampled.pk}/undo/")
    assert next_to_read() == sampled
    assert not Correction.objects.filter(undone_at=None).exists()


@pytest.mark.parametrize("said", [[], ["unclear", "price"], ["nope"]])
def test_what_cannot_be_is_refused(editor, many, said):
    many(6)
    editor.post("/quality/draw/")
    shown = editor.post("/quality/read/", {"answer": next_to_read().pk, "cause": said})
    assert 'role="alert"' in shown.content.decode()
    assert not SampledAnswer.objects.exclude(read_at=None).exists()


def test_who_comes_second_changes_nothing(many, reader):
    many(6)
    draw_sample(reader)
    sampled = next_to_read()
    assert say_causes(sampled, ["price"], "", reader)
    assert not say_causes(sampled, ["quality"], "", reader)


def test_right_and_found_are_told_by_cause(many, reader):
    many(12, words="a", causes=["price"])
    many(8, words="b", causes=["quality"])
    draw_sample(reader)
    read(reader, lambda sampled: ["price"])
    line = next(line for line in agreement(read_answers(), ["price"]) if line.language == "*")
    assert (line.right.share, line.found.share, line.found.base) == (1.0, pytest.approx(0.6), 20)


def test_few_read_say_nothing(many, reader):
    many(4)
    draw_sample(reader)
    read(reader, lambda sampled: ["price"])
    assert page().by_cause[0].right.share is None


def test_a_share_that_cannot_be_told_says_how_many_to_read(viewer, many):
    many(20, causes=["price"])
    many(20, causes=["quality"])
    assert "cannot tell yet: read about" in viewer.get("/quality/").content.decode()


def test_a_corrected_share_begins_from_what_the_engine_found(many, reader):
    for week in range(3):
        many(10, words=f"dear {week}", causes=["price"])
        many(10, words=f"slow {week}", causes=["quality"])
        draw_sample(reader)
        read(reader, lambda sampled: sampled.found if sampled.position % 5 else ["support"])
        earlier()
    share = next(one for one in page().shares if one.cause == "price")
    assert share.corrected.raw == pytest.approx(0.5)
    assert share.corrected.share < 0.5


def test_corrections_in_passing_stand_apart(many, reader):
    for response in [many(1, words=f"dear {number}", causes=["price"])[0] for number in range(6)]:
        correct(response, "price", "present", reader)
        correct(response, "support", "present", reader)
    found = {line.cause: line for line in page().passing if line.language == "*"}
    assert (found["price"].right.share, found["support"].missed) == (1.0, 6)


def test_more_unsure_than_before_is_an_alarm(viewer, many):
    today = timezone.localdate()
    many(60, ended_on=today - timedelta(days=90))
    many(40, ended_on=today, unsure=True)
    assert "not sure of 100% of 40 answers" in viewer.get("/quality/").content.decode()


def test_what_people_read_does_not_look_like_drift(many, reader):
    many(40, unsure=True, ended_on=timezone.localdate())
    draw_sample(reader)
    read(reader, lambda sampled: ["price"])
    assert page().drift.points[-1].unsure.count == 40


def test_as_before_is_said_too(viewer, many):
    today = timezone.localdate()
    many(40, ended_on=today - timedelta(days=90))
    many(40, ended_on=today)
    assert "Nothing has moved beyond chance" in viewer.get("/quality/").content.decode()


def test_json_holds_causes_and_languages(viewer, many):
    many(6)
    rows = json.loads(b"".join(viewer.get("/quality.json").streaming_content))
    assert [(row["cause"], row["language"], row["count"]) for row in rows] == [("price", "*", 6)]


def test_viewers_do_not_read_the_sample(viewer):
    assert viewer.get("/quality/read/").status_code == 403


def test_nothing_coded_says_what_is_needed(viewer):
    assert "Nothing is coded yet" in viewer.get("/quality/").content.decode()


def test_queries_do_not_grow(viewer, many, reader, django_assert_max_num_queries):
    many(30)
    draw_sample(reader)
    read(reader, lambda sampled: ["price"])
    viewer.get("/quality/")
    with django_assert_max_num_queries(QUERIES):
        viewer.get("/quality/")
