"""Importing exit answers: through the same gate as the form, once each."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from customers.models import Customer
from surveys import intake
from surveys.intake import Given, Submission, SubmissionRefused, record_responses
from surveys.models import Answer, Response

MAPPING = """
[columns]
customer = "ref"
left_on = "left"
reasons = "why"
words = "words"
[reasons]
"Too dear" = "price"
"贵" = "price"
"""
HEADER = "ref,left,why,words\n"


@pytest.fixture
def import_text(tmp_path: Path, survey, customer):
    """Import a CSV given as text; the result has ``out``, ``refused`` and ``errors`` (line, column, reason)."""

    def run(text: str, mapping: str = MAPPING, **options: object) -> SimpleNamespace:
        path, mapping_path = tmp_path / "answers.csv", tmp_path / "mapping.toml"
        path.write_text(text, encoding="utf-8", newline="")
        mapping_path.write_text(mapping, encoding="utf-8")
        out, refused = io.StringIO(), ""
        try:
            call_command("import_responses", path, mapping=mapping_path, stdout=out, verbosity=0, **options)
        except CommandError as error:
            refused = str(error)
        listed = path.with_name("answers.csv.errors.csv")
        text = listed.read_text(encoding="utf-8-sig") if listed.exists() else ""
        errors = [(int(row["line"]), row["column"], row["reason"]) for row in csv.DictReader(io.StringIO(text))]
        return SimpleNamespace(out=out.getvalue(), refused=refused, errors=errors)

    return run


def test_it_works(import_text, customer):
    assert "1 rows read: 1 recorded" in import_text(HEADER + "C-1,2024-05-01,Too dear,Price doubled\n").out
    response = Response.objects.get()
    assert (response.customer, response.left_on, response.channel) == (customer, date(2024, 5, 1), "import")
    assert (response.reason_keys(), response.verbatim()) == (["price"], "Price doubled")
    assert response.segment["plan"] == "pro"


@pytest.mark.parametrize(
    "words", ["太贵了，and exports are missing", "  客服很好，就是太貴 ", "00123", "NA", "🙁", "two\nlines"]
)
def test_words_are_stored_exactly(import_text, words):
    import_text(f'{HEADER}C-1,2024-05-01,,"{words}"\n')
    assert Answer.objects.get().verbatim == words


def test_running_it_twice_stores_nothing_twice(import_text):
    rows = HEADER + "C-1,2024-05-01,Too dear,a\nC-1,2024-06-01,,b\n"
    import_text(rows)
    before = list(Response.objects.values_list())
    assert "0 recorded, 2 stored before" in import_text(rows).out
    assert list(Response.objects.values_list()) == before


def test_a_dry_run_checks_and_stores_nothing(import_text):
    mapping = 'unknown_customers = "create"\n' + MAPPING
    result = import_text(HEADER + "C-1,2024-05-01,,a\nC-9,2024-05-01,,b\n", mapping, dry_run=True)
    assert "2 recorded" in result.out
    assert (Response.objects.count(), Customer.objects.count()) == (0, 1)


def test_rows_without_an_answer_are_skipped_and_counted(import_text):
    assert (
        "1 recorded, 0 stored before, 2 empty"
        in import_text(HEADER + "C-1,2024-05-01,, \nC-1,,,\nC-1,2024-05-02,贵,\n").out
    )


def test_without_a_day_the_customers_own_is_taken(import_text, customer):
    customer.ended_on = date(2024, 4, 1)
    customer.save()
    import_text(HEADER + "C-1,,,a\n")
    assert Response.objects.get().left_on == date(2024, 4, 1)


def test_a_customers_corrected_day_does_not_double_the_answer(import_text, customer):
    for day in (date(2024, 4, 1), date(2024, 4, 2)):
        Customer.objects.filter(pk=customer.pk).update(ended_on=day)
        import_text(HEADER + "C-1,,,a\n")
    assert Response.objects.count() == 1


@pytest.mark.parametrize("reason", ["price", "PRICE", "Too dear", " too dear ", "贵"])
def test_a_reason_is_known_by_key_wording_or_mapping(import_text, reason):
    import_text(f"{HEADER}C-1,2024-05-01,{reason},\n")
    assert Response.objects.get().reason_keys() == ["price"]


def test_several_reasons_in_one_cell(import_text):
    import_text(HEADER + "C-1,2024-05-01,price; support；price,\n")
    assert Response.objects.get().reason_keys() == ["price", "support"]


def test_a_reason_that_names_no_choice_goes_nowhere_and_is_reported(import_text):
    result = import_text(HEADER + "C-1,2024-05-01,price; weather,cold\nC-1,2024-05-02,weather,\n")
    assert "1 recorded, 0 stored before, 0 empty, 1 refused" in result.out
    assert Response.objects.get().reason_keys() == ["price"]
    assert [(line, column) for line, column, _reason in result.errors] == [(2, "why"), (3, "why")]


def test_several_columns_of_words_are_one_answer(import_text):
    mapping = '[columns]\ncustomer = "ref"\nwords = ["words", "more"]\n[constants]\nleft_on = 2024-05-01\n'
    import_text("ref,words,more\nC-1,first,second\n", mapping)
    assert Response.objects.get().verbatim() == "first\n\nsecond"


def test_main_reason_language_and_channel(import_text):
    mapping = '[columns]\ncustomer = "c"\nleft_on = "d"\nreasons = "r"\nmain = "m"\nlanguage = "l"\nchannel = "ch"\n'
    import_text("c,d,r,m,l,ch\nC-1,2024-05-01,price;support,support,zh-TW,Interview\n", mapping)
    response = Response.objects.get()
    assert (response.main_reason_key(), response.language, response.channel) == ("support", "zh-Hant", "interview")


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("C-9,2024-05-01,,a", "ref", "no customer that is known"),
        ("C-1,,,a", "left", "no day of leaving"),
        ("C-1,soon,,a", "left", "is not a date"),
        (",2024-05-01,,a", "ref", "is empty"),
        ("C-1,2024-01-01,,twice", "ref", "stands in line 2 already"),
        ("C-1,2024-05-01,,a\x00b", "words", "NUL"),
        ("C-1,2024-05-01,," + "x" * 5001, "words", "1 character too long"),
    ],
)
def test_a_wrong_row_is_listed_and_the_rest_recorded(import_text, row, column, reason):
    result = import_text(f"{HEADER}C-1,2024-01-01,,first\n{row}\n")
    assert "1 recorded, 0 stored before, 0 empty, 1 refused" in result.out
    assert [(line, name) for line, name, _reason in result.errors] == [(3, column)]
    assert reason in result.errors[0][2]
    assert [answer.verbatim for answer in Answer.objects.all()] == ["first"]


def test_unknown_customers_can_be_created_or_left_out(import_text):
    import_text(HEADER + "C-8,2024-05-01,,a\n", 'unknown_customers = "create"\n' + MAPPING)
    assert Response.objects.get(customer__ref="C-8").customer.ended_on == date(2024, 5, 1)
    import_text(HEADER + "C-9,2024-05-01,,b\n", 'unknown_customers = "keep"\n' + MAPPING)
    assert Response.objects.filter(customer=None).count() == 1


def test_answers_with_an_id_of_their_own_need_no_customer(import_text):
    mapping = 'unknown_customers = "keep"\n[columns]\nid = "id"\nleft_on = "d"\nwords = "w"\n'
    rows = "id,d,w\n1,2024-05-01,a\n2,2024-05-01,a\n"
    assert "2 recorded" in import_text(rows, mapping).out
    assert "2 stored before" in import_text(rows, mapping).out


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ('[columns]\ncustomer = "ref"\n', "no column with answers"),
        ('[columns]\nwords = "words"\n', "which column holds “customer”"),
        ('[columns]\ncustomer = "ref"\nwords = "word"\n', "Did you mean “words”?"),
        (MAPPING + '"x" = "weather"\n', "choices that the survey does not have: weather"),
        ('unknown_customers = "guess"\n' + MAPPING, "must be one of: refuse, create, keep"),
        (MAPPING + '[constants]\nlanguage = "fr"\n', "must be one of: en, zh-Hans, zh-Hant"),
        (MAPPING + '[constants]\nchannel = "dream"\n', "must be one of: form, embed, mail, paper, interview, import"),
    ],
)
def test_a_slip_in_the_mapping_is_named(import_text, mapping, sentence):
    assert sentence in import_text(HEADER + "C-1,2024-05-01,,a\n", mapping).refused


def test_an_unknown_survey_is_named(import_text):
    assert "no survey “other”" in import_text(HEADER, survey="other").refused


def test_a_batch_goes_by_the_rules_of_the_gate(survey, customer):
    bad = Submission(survey, {"reasons": Given(choices=("weather",))}, customer=customer)
    good = Submission(survey, {"words": Given(verbatim="too dear")}, customer=customer)
    empty = Submission(survey, {"words": Given(verbatim=" ")}, customer=customer)
    outcomes = record_responses([bad, good, good, empty])
    assert isinstance(outcomes[0].refused, SubmissionRefused)
    assert [outcome.new for outcome in outcomes] == [False, True, False, False]
    assert outcomes[1].response == outcomes[2].response == Response.objects.get()


def test_a_batch_that_collides_with_another_worker_is_stored_one_by_one(survey, customer, monkeypatch):
    def collide(submissions):
        raise IntegrityError

    monkeypatch.setattr(intake, "_store_many", collide)
    submission = Submission(survey, {"words": Given(verbatim="too dear")}, customer=customer)
    assert [record_responses([submission])[0].new for _twice in range(2)] == [True, False]


def test_an_invitation_answered_in_a_batch_is_spent(survey, invitation):
    submissions = [Submission(survey, {"words": Given(verbatim=text)}, invitation=invitation) for text in "ab"]
    outcomes = record_responses(submissions)
    assert [bool(outcome.refused) for outcome in outcomes] == [False, True]
    assert outcomes[0].response.segment["plan"] == "pro"


def test_a_batch_takes_few_queries(survey, customer, django_assert_max_num_queries):
    many = [Submission(survey, {"words": Given(verbatim=str(n))}, customer=customer) for n in range(100)]
    with django_assert_max_num_queries(10):
        record_responses(many)
