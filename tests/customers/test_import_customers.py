"""Importing customers: what is stored, what stays, and how the counts add up."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from customers.importing import batches
from customers.importing.pace import FIRST_BATCH_ROWS, HOLD_SECONDS, LEAST_BATCH_ROWS, MOST_BATCH_ROWS, Pace
from customers.models import Customer

pytestmark = pytest.mark.django_db

HEADER = "ref,name,started_on,ended_on,mrr,currency,plan\n"
TWO = HEADER + "00123,Ann,2024-01-05,,99.00,EUR,pro\nNA,王芳 🌸,2024-02-05,2024-06-30,49,CNY,team\n"
TENURE = """
as_of = 2024-06-30
columns = { ref = "ref", tenure_months = "months", lost = "churn" }
lost = { means_lost = ["yes"] }
"""


def _counts(out: str) -> dict[str, int]:
    told = next(line for line in out.splitlines() if "rows read" in line)
    return {name: int(number.replace(",", "")) for number, name in re.findall(r"([\d,]+) ([a-z]+)", told)}


def _stored() -> list[tuple]:
    return list(Customer.objects.order_by("pk").values_list())


def test_it_works(csv_file, import_file):
    result = import_file(csv_file(TWO))
    assert "2 rows read: 2 created, 0 updated, 0 unchanged, 0 empty, 0 refused." in result.out
    ann = Customer.objects.get(ref="00123")
    assert (ann.name, ann.started_on, ann.ended_on, ann.ending) == ("Ann", date(2024, 1, 5), None, "")
    assert (ann.mrr, ann.currency, ann.attributes) == (Decimal("99.00"), "EUR", {"plan": "pro"})


def test_text_is_kept_exactly(csv_file, import_file):
    import_file(csv_file(HEADER + "NA,null,,,,,9007199254740993\n"))
    customer = Customer.objects.get(ref="NA")
    assert (customer.name, customer.attributes) == ("null", {"plan": "9007199254740993"})


def test_a_workbook_gives_the_same_customers(csv_file, xlsx_file, import_file):
    import_file(csv_file(TWO))
    result = import_file(xlsx_file([line.split(",") for line in TWO.splitlines()]))
    assert "2 unchanged" in result.out


def test_running_it_twice_changes_nothing(csv_file, import_file):
    path = csv_file(TWO)
    import_file(path)
    before = _stored()
    assert "0 created, 0 updated, 2 unchanged" in import_file(path).out
    assert _stored() == before


def test_a_dry_run_counts_and_stores_nothing(csv_file, import_file):
    result = import_file(csv_file(TWO), dry_run=True)
    assert "2 created" in result.out
    assert "nothing was stored" in result.out
    assert not Customer.objects.exists()


def test_what_the_file_does_not_speak_of_stays(csv_file, import_file):
    import_file(csv_file(TWO))
    assert "1 updated" in import_file(csv_file("ref,country\n00123,DE\n")).out
    ann = Customer.objects.get(ref="00123")
    assert (ann.name, ann.mrr, ann.attributes) == ("Ann", Decimal("99.00"), {"plan": "pro", "country": "DE"})


def test_an_empty_cell_empties_what_its_column_holds(csv_file, import_file):
    import_file(csv_file(TWO))
    import_file(csv_file("ref,name,mrr,plan\n00123,,,\n"))
    ann = Customer.objects.get(ref="00123")
    assert (ann.name, ann.mrr, ann.attributes) == ("", None, {})


def test_space_around_a_reference_is_no_part_of_it(csv_file, import_file):
    import_file(csv_file("ref,name\n\u3000 7 \ufeff, Ann \n"))
    assert Customer.objects.get().ref == "7"


def test_counts_add_up_to_the_rows_read(csv_file, import_file):
    import_file(csv_file(TWO))
    rows = "00123,Ann,2024-01-05,,99.00,EUR,pro\nNA,Other,2024-02-05,,49,CNY,team\n,,,,,,\nnew,,,,,,\nbad,,soon,,,,\n"
    counts = _counts(import_file(csv_file(HEADER + rows)).out)
    assert counts == {"rows": 5, "created": 1, "updated": 1, "unchanged": 1, "empty": 1, "refused": 1}


def test_tenure_and_a_mark_become_dates(csv_file, import_file):
    import_file(csv_file("ref,months,churn\n1,3,no\n2,1,yes\n"), TENURE)
    kept, lost = Customer.objects.order_by("ref")
    assert (kept.started_on, kept.ended_on, kept.ending) == (date(2024, 3, 30), None, "")
    assert (lost.started_on, lost.ended_on, lost.ending) == (date(2024, 5, 30), date(2024, 6, 30), "unknown")


def test_a_later_file_does_not_move_the_day_of_a_loss_known_already(csv_file, import_file):
    path = csv_file("ref,months,churn\n1,3,yes\n")
    import_file(path, TENURE)
    assert "1 unchanged" in import_file(path, TENURE, as_of=date(2024, 7, 31)).out


def test_an_earlier_day_corrects_a_wrong_one(csv_file, import_file):
    path = csv_file("ref,months,churn\n1,3,yes\n")
    import_file(path, TENURE)
    import_file(path, TENURE, as_of=date(2023, 6, 30))
    customer = Customer.objects.get()
    assert (customer.started_on, customer.ended_on) == (date(2023, 3, 30), date(2023, 6, 30))


def test_a_known_start_that_agrees_with_the_tenure_stays(csv_file, import_file):
    Customer.objects.create(ref="1", started_on=date(2024, 3, 12))
    assert "1 unchanged" in import_file(csv_file("ref,months,churn\n1,3,no\n"), TENURE).out


def test_a_customer_who_came_back_is_lost_no_more(csv_file, import_file):
    Customer.objects.create(ref="1", ended_on=date(2024, 3, 12), ending="voluntary")
    import_file(csv_file("ref,months,churn\n1,3,no\n"), TENURE)
    assert Customer.objects.lost().count() == 0


def test_a_day_to_come_is_no_loss_yet(csv_file, import_file):
    path = csv_file("ref,到期日期\n1,2024-06-30\n2,2024-07-01\n")
    import_file(path, as_of=date(2024, 6, 30))
    assert list(Customer.objects.lost().values_list("ref", flat=True)) == ["1"]


def test_payment_failures_are_told_apart(csv_file, import_file):
    mapping = (
        '[columns]\nref = "ref"\nended_on = "end"\nending = "why"\n'
        '[endings]\ninvoluntary = ["Payment failed", "扣款失败"]\nvoluntary = ["Cancelled"]\n'
    )
    rows = "1,2024-01-01,payment failed\n2,2024-01-01,扣款失败\n3,2024-01-01,cancelled\n4,2024-01-01,\n5,,\n"
    import_file(csv_file("ref,end,why\n" + rows), mapping)
    endings = list(Customer.objects.order_by("ref").values_list("ending", flat=True))
    assert endings == ["involuntary", "involuntary", "voluntary", "unknown", ""]


def test_interruption_leaves_whole_batches_and_says_so(csv_file, import_file, monkeypatch, capsys):
    calls = iter([None])

    def pause(seconds):
        next(calls, pytest.fail)
        raise KeyboardInterrupt

    monkeypatch.setattr(batches.time, "sleep", pause)
    path = csv_file("ref,plan\n" + "".join(f"{n},pro\n" for n in range(FIRST_BATCH_ROWS * 3)))
    with pytest.raises(SystemExit) as stopped:
        call_command("import_customers", path, verbosity=0)
    assert stopped.value.code == 130
    assert Customer.objects.count() == FIRST_BATCH_ROWS
    assert f"{FIRST_BATCH_ROWS} created" in capsys.readouterr().out


def test_the_guess_can_be_printed_saved_and_used(csv_file, import_file):
    path = csv_file(TWO)
    printed = import_file(path, print_mapping=True).out
    assert not Customer.objects.exists()
    assert "2 created" in import_file(path, printed).out


def test_a_guess_is_printed_before_it_is_used(csv_file, import_file):
    assert '[columns]\nref = "ref"' in import_file(csv_file(TWO)).out


def test_batches_grow_while_they_are_quick_and_shrink_at_once_when_they_are_not():
    pace = Pace()
    for _batch in range(10):
        pace.held(pace.size(), HOLD_SECONDS / 100)
    assert pace.size() == MOST_BATCH_ROWS
    pace.held(MOST_BATCH_ROWS, HOLD_SECONDS * 5)
    assert pace.size() == MOST_BATCH_ROWS // 5
    pace.held(pace.size(), 60)
    assert pace.size() == LEAST_BATCH_ROWS


TO_COME = "2199-01-01"


def test_a_start_to_come_is_refused(csv_file, import_file):
    result = import_file(csv_file(f"ref,start date\n1,2024-01-01\n2,{TO_COME}\n"))
    assert [(error["line"], error["column"]) for error in result.errors] == [("3", "start date")]
    assert "is still to come" in result.errors[0]["reason"]


def test_who_leaves_on_a_day_to_come_has_not_left(csv_file, import_file):
    import_file(csv_file(f"ref,churned,end date\n1,yes,{TO_COME}\n2,yes,2024-01-01\n"))
    assert list(Customer.objects.lost().values_list("ref", flat=True)) == ["2"]


@pytest.mark.parametrize(
    ("stored", "told", "refused"),
    [
        ({"mrr": 50}, "acquisition cost,currency\n1,10,USD\n", "USD"),
        ({"mrr": 50}, "acquisition cost\n1,£10\n", "GBP"),
        ({"mrr": 50}, "mrr,currency\n1,60,USD\n", ""),
        ({}, "acquisition cost,currency\n1,10,USD\n", ""),
    ],
)
def test_a_customer_is_in_one_currency(csv_file, import_file, stored, told, refused):
    Customer.objects.create(ref="1", currency="EUR", **stored)
    result = import_file(csv_file(f"ref,{told}"))
    assert [error["value"] for error in result.errors] == ([refused] if refused else [])
    assert Customer.objects.get().currency == ("EUR" if refused else "USD")


def test_a_customer_with_subscriptions_is_in_their_currency(csv_file, import_file):
    customer = Customer.objects.create(ref="1", currency="EUR")
    customer.subscriptions.create(mrr=5, currency="EUR", started_on=date(2024, 1, 1))
    result = import_file(csv_file("ref,mrr,currency\n1,60,USD\n"))
    assert "is in EUR: a customer pays in one currency" in result.errors[0]["reason"]
