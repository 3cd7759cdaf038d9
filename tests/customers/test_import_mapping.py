"""Mapping documents are checked key by key, and guessed ones can be read again."""

from datetime import date

import pytest

from customers.importing.documents import as_toml, read_document
from customers.importing.files import open_table
from customers.importing.guess import guess_customers
from customers.importing.mapping import SHAPE, customer_mapping
from customers.importing.refusals import MappingRefused

HEADER = ["ID", "Plan", "Churned", "Months"]


def _mapping(tmp_path, text, **more):
    (tmp_path / "mapping.toml").write_text(text, encoding="utf-8")
    return customer_mapping(read_document(tmp_path / "mapping.toml", SHAPE), HEADER, **more)


def _guess(csv_file, text):
    return guess_customers(open_table(csv_file(text)))


def test_columns_that_are_not_named_become_dimensions(tmp_path):
    mapping = _mapping(tmp_path, 'ignore = ["Churned"]\n[columns]\nref = "ID"\n')
    assert mapping.attributes == {"Plan": "plan", "Months": "months"}


def test_named_dimensions_are_the_only_ones(tmp_path):
    mapping = _mapping(tmp_path, '[columns]\nref = "ID"\n[attributes]\n"Plan" = "tariff"\n')
    assert mapping.attributes == {"Plan": "tariff"}


def test_the_day_given_with_the_command_wins(tmp_path):
    text = 'as_of = 2024-01-01\n[columns]\nref = "ID"\ntenure_months = "Months"\n'
    assert _mapping(tmp_path, text).as_of == date(2024, 1, 1)
    assert _mapping(tmp_path, text, as_of=date(2025, 1, 1)).as_of == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[columns\n", "is not TOML"),
        ('[colums]\nref = "ID"\n', "unknown key “colums”. Did you mean “columns”?"),
        ('[columns]\nreff = "ID"\n', "“columns.reff”. Did you mean “ref”?"),
        ("[columns]\nref = 1\n", "“columns.ref” in the mapping must be a text"),
        ('columns = "ID"\n', "must be a table"),
        ('as_of = "2024"\n[columns]\nref = "ID"\n', "must be a date"),
        ('[columns]\nname = "Plan"\n', "which column holds “ref”"),
        ('[columns]\nref = "Id"\n', "no column “Id”. Did you mean “ID”?"),
        ('[columns]\nref = "ID"\ntenure_months = "Months"\n', "state the day it was drawn"),
        ('as_of = 2024-01-01\n[columns]\nref = "ID"\nlost = "Churned"\n', "means_lost"),
        ('[columns]\nref = "ID"\n[constants]\ncurrency = "dollars"\n', "currency code"),
        ('[columns]\nref = "ID"\n[constants]\nending = "sad"\n', "must be one of"),
        ('[columns]\nref = "ID"\n[attributes]\n"Plan" = "channel"\n', "cannot name a dimension"),
        ('[columns]\nref = "ID"\n[attributes]\n"Plan" = "My plan"\n', "cannot name a dimension"),
        ('[columns]\nref = "ID"\n[attributes]\n"Plan" = "a"\n"Months" = "a"\n', "same dimension: a"),
        ('[columns]\nref = "ID"\n[formats]\ndecimal = "x"\n', "formats.decimal"),
        ('[columns]\nref = "ID"\n[formats]\nguarded = "no"\n', "true or false"),
    ],
)
def test_a_slip_in_the_mapping_is_named(tmp_path, text, sentence):
    with pytest.raises(MappingRefused) as refused:
        _mapping(tmp_path, text)
    assert sentence in str(refused.value)


def test_printed_mappings_can_be_read_again(tmp_path):
    document = {
        "as_of": date(2025, 1, 1),
        "ignore": ['a "quoted" one', "换行\n", "\x7f\u2028"],
        "columns": {"ref": "客户编号"},
        "attributes": {"套餐 \\ 版本": "plan", "=1+1": "a"},
        "formats": {"guarded": True},
    }
    (tmp_path / "mapping.toml").write_text(as_toml(document, {"ignore": "why"}), encoding="utf-8")
    assert read_document(tmp_path / "mapping.toml", SHAPE) == document


def test_an_english_header_is_understood(csv_file):
    text = "Customer ID,Company Name,Signup Date,Cancelled At,MRR,Currency,Plan,Country,Email\n"
    document = _guess(csv_file, text + "1,Acme,2024-01-05,,99,EUR,pro,DE,a@example.com\n")
    assert document["columns"] == {
        "ref": "Customer ID", "name": "Company Name", "started_on": "Signup Date", "ended_on": "Cancelled At",
        "mrr": "MRR", "currency": "Currency",
    }  # fmt: skip
    assert document["attributes"] == {"Plan": "plan", "Country": "country"}
    assert document["ignore"] == ["Email"]


@pytest.mark.parametrize(
    ("header", "yes", "no"),
    [
        ("客户编号,客户名称,套餐,行业,开通日期,到期日期,是否流失,月费,手机号", "是", "否"),
        ("客戶編號,客戶名稱,方案,行業,開通日期,到期時間,流失,月費,手機", "是", "否"),
    ],
)
def test_a_chinese_header_is_understood(csv_file, header, yes, no):
    document = _guess(
        csv_file, f"{header}\n1,甲,专业版,零售,2024-01-05,2025-01-05,{yes},99元,138\n2,乙,a,b,,,{no},1,2\n"
    )
    names = header.split(",")
    assert list(document["columns"].values()) == [names[0], names[1], names[4], names[5], names[6], names[7]]
    assert document["attributes"] == {names[2]: "plan", names[3]: "industry"}
    assert document["lost"] == {"means_lost": [yes], "means_kept": [no]}


def test_a_status_that_is_no_yes_or_no_is_a_dimension(csv_file):
    document = _guess(csv_file, "ref,Status\n1,gold\n2,silver\n")
    assert document["attributes"] == {"Status": "status"}


def test_the_format_of_days_is_seen_from_all_of_them(csv_file):
    document = _guess(csv_file, "ref,start date\n1,03/04/2024\n2,25/04/2024\n")
    assert document["formats"]["dates"] == ["%d/%m/%Y", "%Y-%m-%d"]


def test_days_that_can_be_read_in_two_ways_are_asked_about(csv_file):
    with pytest.raises(MappingRefused, match="%d/%m/%Y / %m/%d/%Y"):
        _guess(csv_file, "ref,start date\n1,03/04/2024\n2,05/04/2024\n")


def test_a_decimal_comma_and_guarded_cells_are_seen(csv_file):
    document = _guess(csv_file, "ref;mrr;plan\n1;1.234,50;'=pro\n2;99,00;b\n")
    assert document["formats"] == {"decimal": ",", "guarded": True}


def test_without_a_reference_nothing_is_guessed(csv_file):
    with pytest.raises(MappingRefused, match="looks like the customer's reference"):
        _guess(csv_file, "plan,country\npro,DE\n")


def test_columns_that_differ_in_nearly_every_row_are_no_dimension(csv_file):
    rows = "".join(f"{n},total {n},pro\n" for n in range(60))
    assert _guess(csv_file, "ref,Total,Plan\n" + rows)["ignore"] == ["Total"]


def test_a_dimension_that_is_derived_gets_another_name(csv_file):
    document = _guess(csv_file, "ref,Language,Channel,Source\n1,en,web,ads\n")
    assert document["attributes"] == {"Language": "customer_language", "Channel": "source", "Source": "source_2"}
