"""How the model is made to look at what decides: words left out, and sentences that give no reason put beside."""

import numpy as np
import pytest

from causes import practice as learning
from causes.batch import Batch
from causes.model import shipped_model
from causes.practice import Practice, Settings, read_asides, words_digest
from causes.table import build_table, word_numbers

TEXTS = [
    "The app crashes whenever I open the map of a city that I have never been to before. Bye.",
    "it crashes again whenever I open the map of a city, in the middle of a drive to somewhere new",
    "太贵了，再见",
    "又涨价，太贵了",
    "crashes",
    "太贵",
]
LANGUAGES = ["en", "en", "zh-Hans", "zh-Hans"]  # the last two texts are phrases
LABELS = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [1, 0], [0, 1]])
IMPORTANCE = np.array([1, 1, 1, 1, 0.6, 0.6])


@pytest.fixture(scope="module")
def table():
    return build_table(TEXTS, len(LANGUAGES))


def practice(table, **settings):
    return Practice(table, LANGUAGES, Settings(**settings))


def test_letters_of_a_word_have_its_number_and_other_characters_their_own():
    numbers = word_numbers(Batch(["don't 好了 123"]))
    begins = np.flatnonzero(np.diff(numbers)) + 1
    assert (
        "".join("|" * (at in begins) + char for at, char in enumerate("\0don't 好了 123\0"))
        == "\0|don't| |好|了| |123|\0"
    )


def test_a_table_reads_its_own_texts_as_it_was_built(table):
    built = table.sentences(table.finds, table.column)
    answers = built.text < len(LANGUAGES)
    own = np.zeros((len(LANGUAGES), len(table.keys)))
    np.maximum.at(own, built.text[answers], built.features[answers].toarray())
    assert (own == table.read(TEXTS)[: len(LANGUAGES)]).all()


def test_what_is_learned_is_the_same_each_time(table):
    first = practice(table).learn(np.arange(4), LABELS, IMPORTANCE)
    second = practice(table).learn(np.arange(4), LABELS, IMPORTANCE)
    assert all((a == b).all() for a, b in zip(first, second, strict=True))


def test_weights_are_the_mean_of_runs_that_draw_otherwise(table, monkeypatch):
    both, _ = practice(table, runs=2).learn(np.arange(4), LABELS, IMPORTANCE)
    first, _ = practice(table, runs=1).learn(np.arange(4), LABELS, IMPORTANCE)
    monkeypatch.setattr(learning, "_SEED", learning._SEED + 1)
    second, _ = practice(table, runs=1).learn(np.arange(4), LABELS, IMPORTANCE)
    assert np.abs(first - second).max() > 0.01
    assert np.allclose(both, (first + second) / 2, atol=1e-4)


def test_words_are_left_out_of_longer_answers_only(table):
    weights, _ = practice(table, words_left_out=1.0, asides=(1.0,)).learn(np.arange(4), LABELS, IMPORTANCE)
    short = np.asarray(table.read(TEXTS[2:]).sum(axis=0)).ravel() > 0
    assert np.abs(weights[short]).max() > 0
    assert np.abs(weights[~short]).max() == 0


def test_asides_stand_once_in_both_scripts():
    asides = read_asides()
    assert all(len(lines) == len(set(lines)) > 400 for lines in asides.values())
    assert not any("\u4e00" <= char <= "\u9fff" for line in asides["en"] for char in line)
    assert all(any("\u4e00" <= char <= "\u9fff" for char in line) for line in asides["zh"])


def test_the_model_was_trained_with_these_asides():
    assert shipped_model().about["words"] == words_digest()
