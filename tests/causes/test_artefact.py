"""The model artefact belongs to the corpus and codebook beside it, is small, and is served without heavy packages."""

import json
import re
import subprocess
import sys
import tomllib

import jieba
import pytest
import rjieba

from causes import Cause, Codebook, load_codebook
from causes.codebook import MODEL, causes_digest
from causes.corpus import corpus_digest, read_corpus
from causes.lint import lint
from causes.model import shipped_model
from causes.normalise import DATA, fold
from causes.tokens import han_cutter, jieba_cutter
from causes.train import CARD


def test_the_model_was_trained_on_this_corpus_and_codebook():
    about = shipped_model().about
    assert about["corpus"] == corpus_digest(read_corpus())
    assert about["codebook"] == causes_digest(load_codebook().causes)


def test_the_card_names_the_same_data():
    card = json.loads(CARD.read_text(encoding="utf-8"))
    about = shipped_model().about
    assert {key: card[key] for key in about} == about
    assert card["cross_validated_by_writer"]["micro_f1"] > 0.5


def test_the_artefact_is_small():
    assert MODEL.stat().st_size <= 8_000_000


def test_serving_loads_neither_pandas_nor_scikit_learn_nor_django():
    heavy = ("pandas", "sklearn", "django", "jieba")
    code = f"import causes, sys; causes.find_causes('太贵了'); print([m for m in {heavy} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_every_cause_has_phrases_in_three_languages():
    """Fewer where there is no one thing to say: no reason, and any other reason."""
    for cause in load_codebook().causes.values():
        for language in ("en", "zh-Hans", "zh-Hant"):
            least = 80 if cause.key in ("other", "unclear") else 250
            assert len(cause.phrases[language]) >= least, (cause.key, language)


def test_codebook_file_is_plain_toml_with_definitions():
    raw = tomllib.loads((DATA / "codebook.toml").read_text(encoding="utf-8"))
    assert all(entry["definition"].keys() == {"en", "zh-Hans", "zh-Hant"} for entry in raw.values())


@pytest.mark.parametrize("fault", ["deaf", "shared", "fires on praise"])
def test_no_phrase_has_a_fault(fault):
    assert lint(load_codebook())[fault] == []


def test_lint_finds_each_fault():
    price = Cause("price", {"en": "Price"}, {}, {}, {"en": ("works perfectly", "not the", "too dear")})
    budget = Cause("budget", {"en": "Budget"}, {}, {}, {"en": ("too dear",)})
    found = lint(Codebook({"price": price, "budget": budget}))
    assert found["shared"] == ["budget + price: too dear"]
    assert found["fires on praise"] == ["price: works perfectly"]


@pytest.fixture(scope="module")
def runs():
    """20,000 Han runs of the corpus."""
    texts = [fold(row["text"]).text for row in read_corpus() if row["lang"] != "en"]
    return list(dict.fromkeys(run for text in texts for run in re.findall("[\u4e00-\u9fff]+", text)))[:20_000]


def test_rjieba_cuts_as_jieba_does(runs):
    """On the Han that jieba's own dictionary covers, the accelerator gives the same words."""
    assert len(runs) == 20_000
    fast, reference = han_cutter(), jieba_cutter()
    assert [run for run in runs if fast(run) != reference(run)] == []


def test_rjieba_cuts_as_jieba_does_with_words_of_ones_own(runs):
    own = ["太贵了", "不好用", "用不了", "打不开", "没人回", "用不上", "没反应", "换回", "回不了", "退不了"]
    fast, reference = rjieba.Jieba(), jieba.Tokenizer()
    for word in own:
        fast.add_word(word, 2_000, None)
        reference.add_word(word, 2_000)
    cut = {run: reference.lcut(run) for run in runs}
    assert [run for run, words in cut.items() if fast.cut(run) != words] == []
    assert len({word for words in cut.values() for word in words} & set(own)) > len(own) / 2
