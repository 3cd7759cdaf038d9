"""Charts: what is hidden stays hidden, words and dates are the reader's, specs are Vega-Lite's."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import altair
import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils import translation

from reports.charts import (
    Chart,
    Group,
    Interval,
    Pair,
    Point,
    Release,
    Row,
    Step,
    before_after,
    co_occurrence,
    curve,
    matrix_heat,
    ranked_intervals,
    small_trend,
    trend,
)
from reports.charts.files import ChartNotMade, asked_chart, chart_file, titled
from reports.charts.palette import LIGHT, heat_step, lift_step
from reports.charts.spec import percent
from reports.statistics import wilson_share
from reports.templatetags import figures

MONTHS = [Point(date(2026, month, 1), month / 50, month / 60, month / 40, 300) for month in (1, 2, 3)]
HIDDEN = Point(date(2026, 4, 1), None, 0.1234, 0.5678, 4)
ROWS = [Row("太贵", 0.25, 0.2, 0.31, 200), Row("Price", None, 0.1234, 0.5678, 4)]
INTERVAL = Interval(0.25, 0.2, 0.31, 200)
SPECS = {
    "trend": lambda: trend([*MONTHS, HIDDEN], [Release(date(2026, 2, 9), "新价格")]),
    "trends": lambda: trend({"raw": MONTHS, "weighted": MONTHS}),
    "ranked_intervals": lambda: ranked_intervals(ROWS),
    "before_after": lambda: before_after([Group("pro", INTERVAL, Interval(None, 0.1234, 0.5678, 4))]),
    "matrix_heat": lambda: matrix_heat(["太贵"], ["pro", "free"], [[0.25, None]], {(0, 0): "more"}),
    "co_occurrence": lambda: co_occurrence([Pair("a", "b", 2.5, 40, "more"), Pair("b", "a", None, 4)]),
    "curve": lambda: curve({"pro": [Step(0, 1.0, 1.0, 1.0, 9), Step(1, 0.9, 0.8, 0.95, 8)]}),
}


@pytest.mark.parametrize("name", SPECS)
def test_every_spec_is_vega_lite(name):
    assert altair.Chart.from_dict(SPECS[name](), validate=True)


@pytest.mark.parametrize("name", SPECS)
def test_what_is_hidden_is_not_in_the_spec(name):
    assert not re.search(r'0\.1234|0\.5678|12%|57%|"4"', json.dumps(SPECS[name]()["datasets"]))


@pytest.mark.parametrize("name", SPECS)
def test_every_colour_has_a_value_in_files(name):
    named = set(re.findall(r"var\((--[\w-]+)\)", json.dumps(SPECS[name]())))
    assert named <= set(LIGHT)


def test_the_values_of_files_are_those_of_the_light_theme():
    css = (Path(settings.BASE_DIR) / "static" / "css" / "app.css").read_text()
    light = dict(re.findall(r"(--[\w-]+): (#\w+);", css[: css.index("prefers-color-scheme: dark")]))
    assert {name: light.get(name) for name in LIGHT} == LIGHT


def test_dates_are_written_as_the_reader_does():
    with translation.override("zh-hans"):
        spec = trend(MONTHS)
    assert (spec["datasets"]["points"][2]["when"], "%Y年%-m月" in json.dumps(spec, ensure_ascii=False)) == (
        "2026年3月",
        True,
    )


@pytest.mark.parametrize("share", [None, 0.0, 0.001, 0.004, 0.005, 0.049, 0.333, 1.0])
def test_charts_print_shares_as_tables_do(share):
    assert percent(share) == ("•••" if share is None else figures.percent(share))


def test_small_shares_get_decimals_on_the_axis():
    tiny = wilson_share(3, 1000)
    assert ".1%" in json.dumps(ranked_intervals([Row("a", tiny.share, tiny.low, tiny.high, 1000)]))


def test_heat_grows_with_the_share_and_lift_is_even_at_one():
    assert [heat_step(share) for share in (0, 0.01, 0.25, 0.5, 1)] == [0, 1, 5, 9, 9]
    assert [lift_step(lift) for lift in (0.5, 0.6, 0.75, 1, 1.25, 1.6, 2)] == [0, 1, 2, 3, 4, 5, 6]


def test_a_chart_keeps_its_size_for_the_page():
    assert Chart("a", ranked_intervals(ROWS), "A").height == ranked_intervals(ROWS)["height"]


def test_a_small_trend_breaks_where_a_month_is_hidden():
    assert small_trend([0.1, 0.2, None, 0.3, 0.1]).count("M") == 2


def test_a_small_trend_of_one_month_is_none():
    assert small_trend([0.1]) == ""


def test_the_page_gives_its_charts_as_files():
    chart = Chart("price", trend([*MONTHS, HIDDEN]), "价格", "Base: 900")
    response = asked_chart(RequestFactory().get("/?by=plan&chart=price.svg"), [chart])
    assert (response["Content-Type"], "价格" in response.content.decode()) == ("image/svg+xml", True)


@pytest.mark.parametrize("asked", ["", "other.svg", "price.exe", "price"])
def test_nothing_else_is_given(asked):
    assert asked_chart(RequestFactory().get("/", {"chart": asked}), [Chart("price", trend(MONTHS), "A")]) is None


def test_chinese_is_drawn_into_a_picture():
    def drawn(label):
        return chart_file(titled(Chart("a", ranked_intervals([Row(label, 0.2, 0.1, 0.3, 99)]), label)), "png")

    with translation.override("zh-hant"):
        pictures = [drawn("價格太貴"), drawn("缺少功能")]
    assert pictures[0].startswith(b"\x89PNG")
    assert pictures[0] != pictures[1], "both are drawn as empty boxes: no font for Chinese was found"


def test_a_spec_that_cannot_be_drawn_is_told():
    with pytest.raises(ChartNotMade):
        chart_file(trend(MONTHS) | {"layer": [{"mark": "nothing"}]}, "svg")
