"""The installation's own layer: nothing learned is the shipped result; what is learned shows, with its evidence."""

import numpy as np
import pytest

from causes import Codebook, find_causes, find_causes_many, load_codebook
from causes.codebook import Cause
from causes.decide import main_cause
from causes.layer import Layer
from causes.lessons import EXAMPLE, Figures, Lesson, cross_validate, fit_layer

TEXTS = ["太贵了", "it keeps crashing", "", "n/a", "the widget gallery went dark", "客服不回，価格太高", "x" * 6_000]
GALLERY = [
    "the widget gallery went dark",
    "the widget gallery is gone, so are we",
    "widget gallery removed, goodbye",
]
HELD_OUT = "we lived in the widget gallery"


def lesson(text, *causes, said=()):
    return Lesson(text, frozenset(causes), frozenset(said or causes))


def with_layer(layer):
    return Codebook(load_codebook().causes, layer=layer)


@pytest.fixture(scope="module")
def gallery():
    """A layer of a team for which the widget gallery is a matter of trust."""
    lessons = [lesson(f"{text} {word}", "trust") for text in GALLERY for word in ("", "today", "sadly", "again")]
    return fit_layer(lessons, load_codebook(), uncorrected=["太贵了", "too expensive"])


def test_without_corrections_the_result_is_the_shipped_one():
    nothing = fit_layer([], load_codebook(), uncorrected=TEXTS)
    assert find_causes_many(TEXTS, with_layer(nothing)) == find_causes_many(TEXTS)


def test_what_was_learned_is_found_in_other_words(gallery):
    assert "trust" not in {found.cause for found in find_causes(HELD_OUT).causes}
    assert "trust" in {found.cause for found in find_causes(HELD_OUT, with_layer(gallery)).causes}


def test_its_evidence_points_at_the_words_that_taught(gallery):
    found = next(f for f in find_causes(HELD_OUT, with_layer(gallery)).causes if f.cause == "trust")
    shown = {HELD_OUT[span.start : span.end] for span in found.evidence}
    assert {"widget", "gallery"} & shown


def test_evidence_points_into_traditional_and_full_width_text(gallery):
    text = "唉，ＷＩＤＧＥＴ　ＧＡＬＬＥＲＹ　ｗｅｎｔ　ｄａｒｋ"
    found = next(f for f in find_causes(text, with_layer(gallery)).causes if f.cause == "trust")
    assert all(0 <= span.start < span.end <= len(text) for span in found.evidence)


def test_where_it_moved_a_belief_beliefs_tell_the_main_cause(gallery):
    text = f"{GALLERY[0]}, too expensive"
    found = find_causes(text, with_layer(gallery))
    assert {"trust", "price"} <= {cause.cause for cause in found.causes}
    assert found.main == main_cause(found.causes, [cause.score for cause in found.causes], len(text))


def test_other_answers_stay_as_they_were(gallery):
    for text in ("太贵了", "too expensive"):
        assert find_causes(text, with_layer(gallery)).main == find_causes(text).main


def test_one_text_is_read_as_in_a_batch(gallery):
    codebook = with_layer(gallery)
    assert find_causes_many([*TEXTS, HELD_OUT], codebook)[-1] == find_causes(HELD_OUT, codebook)


def test_a_cause_that_people_deny_is_unlearned():
    lessons = [lesson(f"the {word} is a nightmare to cancel", said=["billing"]) for word in ("plan", "app", "deal")]
    text = "the thing is a nightmare to cancel"
    layer = fit_layer(lessons, load_codebook())
    assert score(text, with_layer(layer), "billing") < score(text, load_codebook(), "billing")


def score(text, codebook, cause):
    return next((found.score for found in find_causes(text, codebook).causes if found.cause == cause), 0.0)


def test_a_cause_of_the_teams_own_is_learned_from_examples():
    own = Cause("dark_mode", {"en": "Dark mode"}, {}, {}, {"en": ("dark mode",)}, True)
    causes = {**load_codebook().causes, "dark_mode": own}
    texts = ["my eyes hurt at night", "eyes hurt so much in the evening", "white screens blind me"]
    examples = [Lesson(text, frozenset(["dark_mode"]), frozenset(["dark_mode"]), EXAMPLE) for text in texts]
    layer = fit_layer([], Codebook(causes), examples=examples)
    assert "dark_mode" in {f.cause for f in find_causes("my eyes hurt", Codebook(causes, layer=layer)).causes}


def test_fitting_is_deterministic(gallery):
    again = fit_layer([lesson("a b c", "trust")], load_codebook())
    assert again.digest == fit_layer([lesson("a b c", "trust")], load_codebook()).digest != gallery.digest


def test_it_comes_back_from_bytes_as_it_was(gallery):
    back = Layer.from_bytes(gallery.to_bytes())
    assert back.digest == gallery.digest
    assert back.causes == gallery.causes


def test_the_digest_of_a_codebook_names_its_layer(gallery):
    assert with_layer(gallery).digest != load_codebook().digest


def test_cross_validation_holds_out_what_says_the_same():
    lessons = [lesson("the gallery went dark", "trust") for _one in range(12)]
    assert cross_validate(lessons, load_codebook()) == Figures(12, 0, None, None)


def test_too_few_to_measure_is_not_said_to_help():
    assert not Figures(3, 0, None, None).helps


def test_cross_validation_sees_that_it_helps():
    words = "sadly today again now here still once more then soon late early".split()
    lessons = [lesson(f"{GALLERY[n % 3]} {word}", "trust") for n, word in enumerate(words)]
    figures = cross_validate(lessons, load_codebook(), uncorrected=TEXTS)
    assert figures.helps
    assert figures.with_layer > figures.without_layer


def test_weights_stay_finite_on_contradicting_lessons():
    lessons = [lesson("the gallery", "trust"), lesson("the gallery", said=["trust"])] * 10
    assert np.abs(fit_layer(lessons, load_codebook()).levels).max(initial=0) < 100_000
