"""Importing subscriptions: spans of a customer come in together or not at all, twice is once, and all can be undone."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import timezone

from customers.importing.undo import ask_undo, undo_run
from customers.models import Customer, CustomerAlias, ImportRun, Subscription

pytestmark = pytest.mark.django_db

HEADER = "customer id,plan,term,mrr,currency,start date,end date,ending\n"
ACME = "acme,pro,monthly,50,EUR,2024-01-01,2024-03-01,\nacme,team,yearly,90,EUR,2024-03-01,,\n"
BOX = "box,pro,monthly,50,EUR,2024-01-01,2024-05-01,involuntary\n"


@pytest.fixture
def subscriptions(csv_file, import_file):
    """Import a table of subscriptions, given as text, for customers who are known."""
    Customer.objects.bulk_create([Customer(ref="acme"), Customer(ref="box", currency="EUR")])

    def run(text: str, mapping: str = "", encoding: str = "utf-8", **options: object):
        path = csv_file(text, encoding, name="spans.csv")
        return import_file(path, mapping, command="import_subscriptions", **options)

    return run


def _spans(ref: str = "acme") -> list[tuple]:
    spans = Subscription.objects.filter(customer__ref=ref)
    return [(s.plan, s.term, s.mrr, str(s.started_on), str(s.ended_on or ""), s.ending) for s in spans]


def _everything() -> tuple:
    return list(Subscription.objects.order_by("pk").values_list()), list(Customer.objects.order_by("pk").values_list())


def test_it_works(subscriptions):
    result = subscriptions(HEADER + ACME + BOX)
    assert "3 rows read: 3 created, 0 updated, 0 unchanged, 0 empty, 0 refused." in result.out
    assert _spans() == [
        ("pro", "monthly", 50, "2024-01-01", "2024-03-01", ""),
        ("team", "yearly", 90, "2024-03-01", "", ""),
    ]
    box = Customer.objects.get(ref="box")
    assert (box.started_on, box.ended_on, box.ending) == (date(2024, 1, 1), date(2024, 5, 1), "involuntary")
    assert (box.mrr, box.currency, box.attributes) == (Decimal(50), "EUR", {"plan": "pro"})


def test_the_same_file_twice_changes_nothing(subscriptions):
    subscriptions(HEADER + ACME + BOX)
    before = _everything()
    assert "0 created, 0 updated, 3 unchanged" in subscriptions(HEADER + ACME + BOX).out
    assert _everything() == before


def test_a_corrected_file_changes_the_past(subscriptions):
    subscriptions(HEADER + ACME)
    result = subscriptions(HEADER + ACME.replace("pro,monthly,50", "pro,monthly,45"))
    assert "0 created, 1 updated, 1 unchanged" in result.out
    assert _spans()[0][:3] == ("pro", "monthly", 45)


def test_later_spans_join_those_stored(subscriptions):
    subscriptions(HEADER + BOX)
    result = subscriptions(HEADER + "box,team,monthly,80,EUR,2024-05-01,,\n")
    assert "1 created" in result.out
    assert [(plan, ending) for plan, *_rest, ending in _spans("box")] == [("pro", ""), ("team", "")]
    assert Customer.objects.get(ref="box").ended_on is None


def test_an_overlap_with_a_stored_span_is_refused(subscriptions):
    subscriptions(HEADER + ACME)
    result = subscriptions(HEADER + "acme,gold,monthly,70,EUR,2024-06-01,,\n")
    assert result.errors[0]["line"] == "2"
    assert result.errors[0]["column"] == "start date"
    assert (
        "“team” from 2024-03-01 has no end, but “gold” from 2024-06-01 (line 2) follows" in result.errors[0]["reason"]
    )
    assert len(_spans()) == 2


def test_one_wrong_row_keeps_all_of_its_customer_out(subscriptions):
    result = subscriptions(HEADER + ACME.replace("2024-03-01,,", "soon,,") + BOX)
    assert "3 rows read: 1 created, 0 updated, 0 unchanged, 0 empty, 2 refused." in result.out
    assert [(error["line"], error["column"]) for error in result.errors] == [("2", ""), ("3", "start date")]
    assert "because of line 3" in result.errors[0]["reason"]
    assert _spans() == []


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("acme,pro,monthly,50,EUR,2024-03-01,2024-03-01,", "end date", "is not after the day it began (2024-03-01)"),
        ("acme,pro,monthly,50,EUR,2024-03-01,2024-01-01,", "end date", "is not after the day it began (2024-03-01)"),
        ("acme,pro,monthly,50,EUR,2199-03-01,,", "start date", "is still to come"),
        ("acme,pro,monthly,,EUR,2024-03-01,,", "mrr", "is empty: write 0"),
        ("acme,pro,monthly,$-5,USD,2024-03-01,,", "mrr", "is below zero"),
        ("acme,pro,monthly,50,EUR,,,", "start date", "is empty: a span begins on a day"),
        ("acme,pro,weekly,50,EUR,2024-03-01,,", "term", "is no known term"),
        ("acme,pro,monthly,50,EUR,2024-03-01,2024-04-01,angry", "ending", "is no known ending"),
        ("acme,pro,monthly,£50,EUR,2024-03-01,,", "mrr", "is in GBP, not in EUR"),
        ("cobra,pro,monthly,50,EUR,2024-03-01,,", "customer id", "is no customer that is known"),
        (",pro,monthly,50,EUR,2024-03-01,,", "customer id", "is empty"),
        ("acme,pro,monthly,50", "", "does not fit the header"),
    ],
)
def test_a_wrong_row_says_where_and_why(subscriptions, row, column, reason):
    result = subscriptions(f"{HEADER}{BOX}{row}\n")
    [error] = result.errors
    assert (error["line"], error["column"]) == ("3", column)
    assert reason in error["reason"]
    assert _spans() == []
    assert len(_spans("box")) == 1


def test_two_currencies_of_one_customer_are_refused(subscriptions):
    result = subscriptions(HEADER + ACME.replace("90,EUR", "90,USD"))
    assert "is in EUR: a customer pays in one currency" in result.errors[1]["reason"]
    assert result.errors[1]["column"] == "currency"


def test_spans_are_in_the_currency_of_what_the_customer_cost(subscriptions):
    Customer.objects.filter(ref="box").update(acquisition_cost=9)
    [error] = subscriptions(HEADER + BOX.replace("EUR", "USD")).errors
    assert (error["column"], error["value"]) == ("currency", "USD")
    assert "is in EUR: a customer pays in one currency" in error["reason"]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Los_Angeles"])
def test_days_stay_what_the_file_says_whatever_the_clocks_do(subscriptions, settings, zone):
    """The days on which clocks change are days as others; another time zone changes none that is stored."""
    told = HEADER + "acme,pro,monthly,50,EUR,2024-03-31 02:30:00,2024-10-27T02:30:00+02:00,\n"
    settings.TIME_ZONE = "Europe/Berlin"
    subscriptions(told)
    settings.TIME_ZONE = zone
    assert "1 unchanged" in subscriptions(told).out
    assert _spans()[0][3:5] == ("2024-03-31", "2024-10-27")


def test_a_currency_that_is_not_told_is_the_customers(subscriptions):
    subscriptions(HEADER + BOX.replace("EUR", ""))
    assert Subscription.objects.get().currency == "EUR"


def test_a_row_that_stands_twice_counts_once(subscriptions):
    assert "3 rows read: 1 created, 0 updated, 2 unchanged" in subscriptions(HEADER + BOX * 3).out


def test_unknown_customers_are_made_when_asked_for(subscriptions):
    result = subscriptions(HEADER + "cobra,pro,monthly,50,EUR,2024-03-01,,\n", create_customers=True)
    assert "1 customers were not known and were made" in result.out
    assert Customer.objects.get(ref="cobra").started_on == date(2024, 3, 1)


def test_whole_histories_remove_what_the_file_does_not_tell(subscriptions):
    subscriptions(HEADER + ACME + BOX)
    result = subscriptions(HEADER + "acme,pro,monthly,50,EUR,2024-01-15,,\n", whole_histories=True)
    assert "2 stored spans that the file does not tell of were removed" in result.out
    assert [span[3] for span in _spans()] == ["2024-01-15"]
    assert len(_spans("box")) == 1


def test_a_dry_run_stores_nothing(subscriptions):
    before = _everything()
    result = subscriptions(HEADER + ACME + "cobra,pro,,50,EUR,2024-03-01,,\n", dry_run=True, create_customers=True)
    assert "3 created" in result.out
    assert _everything() == before
    assert not ImportRun.objects.exists()


def test_a_yearly_price_is_a_twelfth_a_month(subscriptions):
    subscriptions('ref,plan,yearly price,start date\nacme,pro,"1,000.00",2024-01-01\n')
    assert Subscription.objects.get().mrr == Decimal("83.33")


def test_a_price_counts_by_its_term(subscriptions):
    subscriptions("ref,term,price,start date\nacme,annual,1200,2024-01-01\nbox,month,30,2024-01-01\n")
    assert [(s.term, s.mrr) for s in Subscription.objects.order_by("customer__ref")] == [
        ("yearly", 100),
        ("monthly", 30),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_chinese_tables_are_read(subscriptions, encoding):
    Customer.objects.create(ref="客户甲")
    header = "客户编号;套餐;付款周期;月费;币种;开始日期;到期日期\n"
    result = subscriptions(header + "客户甲;专业版;年付;￥１２３．５０;人民币;２０２４年１月５日;\n", encoding=encoding)
    assert result.errors == []
    [span] = Subscription.objects.all()
    assert (span.plan, span.term, span.mrr, span.currency) == ("专业版", "yearly", Decimal("123.50"), "CNY")
    assert span.started_on == date(2024, 1, 5)


def test_what_the_file_has_no_column_for_stays(subscriptions):
    subscriptions(HEADER + BOX)
    subscriptions("ref,mrr,start date\nbox,55,2024-01-01\n")
    assert _spans("box") == [("pro", "monthly", 55, "2024-01-01", "2024-05-01", "involuntary")]


def test_a_merged_reference_means_the_kept_customer(subscriptions):
    CustomerAlias.objects.create(ref="old-acme", customer=Customer.objects.get(ref="acme"))
    subscriptions(HEADER + ACME.replace("acme,pro", "old-acme,pro"))
    assert len(_spans()) == 2


def test_an_end_to_come_is_running(subscriptions):
    subscriptions(HEADER + BOX.replace("2024-05-01", "2199-05-01"))
    assert Customer.objects.get(ref="box").ended_on is None
    assert Subscription.objects.running_on(timezone.localdate()).count() == 1


def test_a_mapping_says_what_words_mean(subscriptions):
    mapping = """
        columns = { ref = "K", started_on = "Ab", mrr = "Preis", term = "Art", ending = "Grund", ended_on = "Bis" }
        constants = { plan = "pro", currency = "EUR" }
        terms = { yearly = ["Jahr"] }
        endings = { involuntary = ["geplatzt"] }
        formats = { dates = ["%d.%m.%Y"], decimal = "," }
    """
    subscriptions("K;Ab;Bis;Preis;Art;Grund\nacme;05.01.2024;01.02.2024;49,90;Jahr;Geplatzt\n", mapping)
    assert _spans() == [("pro", "yearly", Decimal("49.90"), "2024-01-05", "2024-02-01", "involuntary")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plan,mrr,start date\n", "customer's reference"),
        ("ref,mrr\n", "Day the span started"),
        ("ref,start date\n", "Revenue a month"),
    ],
)
def test_a_header_that_cannot_be_guessed_stops_the_import(subscriptions, text, said):
    assert said in subscriptions(text).refused


def test_an_unknown_key_stops_the_import(subscriptions):
    mapping = 'columns = { ref = "customer id", started_on = "start date", mrr = "mrr", plam = "plan" }'
    assert "Did you mean “plan”" in subscriptions(HEADER, mapping).refused


def test_print_mapping_prints_and_stores_nothing(subscriptions):
    assert 'started_on = "start date"' in subscriptions(HEADER + ACME, print_mapping=True).out
    assert not Subscription.objects.exists()


def test_undoing_an_import_leaves_what_was_there(subscriptions):
    subscriptions(HEADER + BOX)
    before = _everything()
    subscriptions(HEADER + BOX.replace("2024-05-01,involuntary", ",") + ACME)
    run = ImportRun.objects.latest("pk")
    ask_undo(run)
    list(undo_run(run))
    assert _everything() == before


def test_a_customers_file_does_not_move_what_follows_from_spans(subscriptions, csv_file, import_file):
    subscriptions(HEADER + BOX)
    result = import_file(csv_file("ref,name,plan,started_on,mrr,acquisition cost\nbox,Box,gold,2020-01-01,5,120\n"))
    assert "1 updated" in result.out
    box = Customer.objects.get(ref="box")
    assert (box.name, box.attributes, box.acquisition_cost) == ("Box", {"plan": "pro"}, 120)
    assert (box.started_on, box.mrr) == (date(2024, 1, 1), 50)


def test_spans_of_the_run_are_named_in_its_help(capsys):
    with pytest.raises(SystemExit):
        call_command("import_subscriptions", "--help")
    assert "--whole-histories" in capsys.readouterr().out
